using static TorchSharp.torch;

namespace AspireIF.Models.Generation.Eager;

/// <summary>A step's rows as tensors, in the current dispose scope. A slot is a place in the cache: page * page tokens + place in the page.</summary>
internal sealed class EagerBatch
{
    public EagerBatch(IReadOnlyList<StepSegment> segments, int pageTokens, Device device)
    {
        var tokens = new List<long>();
        var (positions, slots, sampled) = (new List<long>(), new List<long>(), new List<long>());
        foreach (var (sequence, start, count) in segments)
        {
            for (var position = start; position < start + count; position++)
            {
                tokens.Add(sequence.Token(position));
                positions.Add(position);
                slots.Add(Slot(sequence, position));
            }
            if (start + count == sequence.Length)
                sampled.Add(tokens.Count - 1);
        }
        Tokens = tensor(tokens.ToArray(), device: device);
        Slots = tensor(slots.ToArray(), device: device);
        (Positions, SampledRows) = ([.. positions], [.. sampled]);
        Groups = [.. GroupsOf(segments)];

        long Slot(Sequence sequence, int position) => (long)sequence.Pages[position / pageTokens] * pageTokens + position % pageTokens;

        // Neighbours with one row each (decoding) attend together; pieces of prompts one by one.
        IEnumerable<EagerGroup> GroupsOf(IReadOnlyList<StepSegment> all)
        {
            long row = 0;
            for (var i = 0; i < all.Count;)
            {
                var end = i + 1;
                while (all[i].Count == 1 && end < all.Count && all[end].Count == 1)
                    end++;
                var members = all.Skip(i).Take(end - i).ToList();
                var (rows, context) = (all[i].Count, members.Max(s => s.Start + s.Count));
                var places = new long[members.Count * context]; // past a sequence's end: slot 0, masked
                var mask = new float[members.Count * rows * context];
                for (var m = 0; m < members.Count; m++)
                {
                    var (sequence, start, count) = members[m];
                    for (var position = 0; position < start + count; position++)
                        places[m * context + position] = Slot(sequence, position);
                    for (var r = 0; r < rows; r++)
                        mask.AsSpan((m * rows + r) * context, context)[(start + r + 1)..].Fill(float.NegativeInfinity);
                }
                yield return new EagerGroup(
                    row, members.Count, rows, context, tensor(places, device: device), tensor(mask, [members.Count, 1, rows, context], device: device));
                row += (long)members.Count * rows;
                i = end;
            }
        }
    }

    /// <summary>[rows]</summary>
    public Tensor Tokens { get; }

    /// <summary>Where each row's keys and values go, [rows].</summary>
    public Tensor Slots { get; }

    /// <summary>[rows]</summary>
    public long[] Positions { get; }

    /// <summary>Rows whose logits are wanted.</summary>
    public long[] SampledRows { get; }

    /// <summary>The rows in order, in groups that attend in one operation.</summary>
    public IReadOnlyList<EagerGroup> Groups { get; }
}

/// <param name="Rows">Of each sequence.</param>
/// <param name="Context">Tokens that the longest of them sees.</param>
/// <param name="Slots">[sequences * context]</param>
/// <param name="Mask">0 or minus infinity, [sequences, 1, rows, context].</param>
internal sealed record EagerGroup(long FirstRow, long Sequences, long Rows, long Context, Tensor Slots, Tensor Mask);
