using AspireIF.Models.Transformer;
using AspireIF.Models.Transformer.Fused;

namespace AspireIF.Models.Tests.Transformer.Fused;

public sealed class KeyRangesTests
{
    [Fact]
    public void Plain_sequences_are_their_own_keys()
    {
        KeyRanges ranges = KeyRanges.Of(PackedBatch.Of([[1, 2, 3], [4], [5, 6]]));

        Assert.Equal([0, 3, 4, 6], ranges.QueryStarts);
        Assert.Equal(ranges.QueryStarts, ranges.KeyStarts);
        Assert.Equal((3, 3), (ranges.LongestQuery, ranges.LongestKey));
        Assert.Null(ranges.Keys);
    }

    [Fact]
    public void A_branch_sees_its_prefix_and_itself()
    {
        PackedBatch batch = PackedBatch.OfGroups([new([1, 2], [[3], [4, 5]]), new([6], [[7, 8, 9]])]);
        KeyRanges ranges = KeyRanges.Of(batch);

        Assert.Equal([0, 2, 3, 5, 6, 9], ranges.QueryStarts);
        Assert.Equal([0, 2, 5, 9, 10, 14], ranges.KeyStarts);
        Assert.Equal([0, 1, 0, 1, 2, 0, 1, 3, 4, 5, 5, 6, 7, 8], ranges.Keys!);
        Assert.Equal((3, 4), (ranges.LongestQuery, ranges.LongestKey));
    }

    [Fact]
    public void Places_tell_where_each_token_is_a_key()
    {
        var random = new Random(TestContext.Current.TestCase!.UniqueID.GetHashCode(StringComparison.Ordinal));
        PackedBatch batch = PackedBatch.OfGroups([.. Enumerable.Range(0, 5).Select(_ => new PrefixGroup(new int[random.Next(1, 20)],
            [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => new int[random.Next(1, 9)])]))]);
        KeyRanges ranges = KeyRanges.Of(batch);

        for (int token = 0; token < batch.TokenCount; token++)
        {
            int[] places = ranges.Places![ranges.PlaceStarts![token]..ranges.PlaceStarts[token + 1]];
            Assert.Equal(ranges.Keys!.Index().Where(k => k.Item == token).Select(k => k.Index), places);
        }
    }
}
