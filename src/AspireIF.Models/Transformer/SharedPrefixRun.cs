using TorchSharp;
using static TorchSharp.torch;

namespace AspireIF.Models.Transformer;

/// <summary>
/// Groups of equally many sequences, each group with a prefix that its sequences share. For attention, and only there, prefixes and branches are
/// padded to the longest of the run. A prefix attends to itself; a branch to its prefix and to itself.
/// </summary>
/// <param name="Prefixes">[groups]</param>
/// <param name="Branches">Those of the first group, then those of the second, .., [groups * branches].</param>
internal sealed record SharedPrefixRun(IReadOnlyList<TokenRange> Prefixes, IReadOnlyList<TokenRange> Branches) : AttentionRun
{
    /// <summary>Groups join a run while padding them to a common shape does not make attention do more than so many times the work.</summary>
    private const double LargestPadding = 1.3;

    private int PrefixLength => Prefixes.Max(range => range.Length);

    private int BranchLength => Branches.Max(range => range.Length);

    /// <summary>Pairs of a query and a key, padding included.</summary>
    private long Work => (long)Prefixes.Count * PrefixLength * PrefixLength + (long)Branches.Count * BranchLength * (PrefixLength + BranchLength);

    /// <summary>This run and a following one as one, or null where their shapes differ too much.</summary>
    public SharedPrefixRun? With(SharedPrefixRun next)
    {
        if (Branches.Count / Prefixes.Count != next.Branches.Count / next.Prefixes.Count)
            return null;
        var joined = new SharedPrefixRun([.. Prefixes, .. next.Prefixes], [.. Branches, .. next.Branches]);
        return joined.Work <= LargestPadding * (Work + next.Work) ? joined : null;
    }

    /// <summary>
    /// [0] the token of every padded place, first those of the prefixes, then those of the branches; padding points to the run's first token.
    /// [1] the padded place of every token of the run. [2] 0 where a branch's token sees a key (prefix, then branch) and minus infinity elsewhere,
    /// [1 or branches, 1, branch length, prefix length + branch length].
    /// </summary>
    public override Tensor[] Constants(Device device, ScalarType type)
    {
        int prefix = PrefixLength, branch = BranchLength, first = Prefixes[0].Start;
        long[] tokens = new long[Prefixes.Count * prefix + Branches.Count * branch];
        long[] places = new long[Prefixes.Concat(Branches).Sum(range => range.Length)];
        Array.Fill(tokens, first);
        for (int i = 0; i < Prefixes.Count; i++)
            Place(Prefixes[i], i * prefix);
        for (int i = 0; i < Branches.Count; i++)
            Place(Branches[i], Prefixes.Count * prefix + i * branch);
        return [tokens.On(device), places.On(device), Mask().to(type, device)];

        void Place(TokenRange range, int place)
        {
            for (int i = 0; i < range.Length; i++)
            {
                tokens[place + i] = range.Start + i;
                places[range.Start + i - first] = place + i;
            }
        }

        Tensor Mask()
        {
            int masks = Prefixes.All(range => range.Length == prefix) ? 1 : Branches.Count, keys = prefix + branch;
            float[] mask = new float[masks * branch * keys];
            for (int i = 0; i < masks; i++)
            {
                int known = Branches[i].Position; // the length of its prefix
                for (int query = 0; query < branch; query++)
                {
                    Span<float> row = mask.AsSpan((i * branch + query) * keys, keys);
                    row[known..prefix].Fill(float.NegativeInfinity);
                    row[(prefix + query + 1)..].Fill(float.NegativeInfinity);
                }
            }
            return tensor(mask, [masks, 1, branch, keys]);
        }
    }

    public override Tensor Attend(Tensor queries, Tensor keys, Tensor values, ReadOnlySpan<Tensor> constants)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor tokens = constants[0], places = constants[1], mask = constants[2];
        long groups = Prefixes.Count, prefix = PrefixLength, branches = Branches.Count, branch = BranchLength, copies = queries.shape[1] / keys.shape[1];
        (Tensor prefixQueries, Tensor branchQueries) = Parts(queries);
        (Tensor prefixKeys, Tensor branchKeys) = Parts(keys);
        (Tensor prefixValues, Tensor branchValues) = Parts(values);
        Tensor ofPrefixes = nn.functional.scaled_dot_product_attention(
            prefixQueries.transpose(1, 2), SpreadHeads(prefixKeys, copies), SpreadHeads(prefixValues, copies), is_casual: true);
        Tensor ofBranches = nn.functional.scaled_dot_product_attention(
            branchQueries.transpose(1, 2), SpreadHeads(Behind(prefixKeys, branchKeys), copies), SpreadHeads(Behind(prefixValues, branchValues), copies), mask);
        return cat([JoinHeads(ofPrefixes), JoinHeads(ofBranches)], 0).index_select(0, places).MoveToOuterDisposeScope();

        // [groups, prefix length, heads, dimension], [branches, branch length, heads, dimension]
        (Tensor OfPrefixes, Tensor OfBranches) Parts(Tensor all)
        {
            Tensor padded = all.index_select(0, tokens);
            long heads = all.shape[1], dimension = all.shape[2];
            return (padded.narrow(0, 0, groups * prefix).view(groups, prefix, heads, dimension),
                padded.narrow(0, groups * prefix, branches * branch).view(branches, branch, heads, dimension));
        }

        // [branches, prefix length + branch length, heads, dimension]
        Tensor Behind(Tensor ofPrefixes, Tensor ofBranches)
        {
            long heads = ofPrefixes.shape[2], dimension = ofPrefixes.shape[3];
            Tensor repeated = ofPrefixes.unsqueeze(1).expand(groups, branches / groups, prefix, heads, dimension).flatten(0, 1);
            return cat([repeated, ofBranches], 1);
        }
    }
}
