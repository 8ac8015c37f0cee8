using AspireIF.Models.Generation;
using AspireIF.Models.Generation.Cuda;

namespace AspireIF.Models.Tests.Generation.Cuda;

public sealed class PromptPassTests
{
    private readonly Sequence _whole = CudaModels.Sequence([.. Enumerable.Range(0, 800)], [0]), _piece = CudaModels.Sequence([.. Enumerable.Range(0, 2000)], [1]),
        _later = CudaModels.Sequence([.. Enumerable.Range(0, 90)], [2]), _decoding = CudaModels.Sequence([5, 6], [3]);

    [Fact]
    public void Prompts_leave_their_last_token_to_the_decode_path()
    {
        var (prompts, others) = PromptPass.Split([new(_decoding, 1, 1), new(_whole, 0, 800), new(_piece, 0, 1500), new(_later, 40, 50)]);

        Assert.Equal([(_whole, 0, 799), (_piece, 0, 1500)], Show(prompts));
        Assert.Equal([(_decoding, 1, 1), (_whole, 799, 1), (_later, 40, 50)], Show(others));
        Assert.All(others, segment => Assert.True(segment.Samples));
    }

    [Fact]
    public void Few_rows_stay_where_they_are()
    {
        List<StepSegment> segments = [new(_decoding, 0, 2), new(_later, 0, 40), new(_piece, 64, 1500)];

        var (prompts, others) = PromptPass.Split(segments);

        Assert.Empty(prompts);
        Assert.Equal(segments, others);
    }

    private static IEnumerable<(Sequence, int, int)> Show(IEnumerable<StepSegment> segments) => segments.Select(s => (s.Sequence, s.Start, s.Count));
}
