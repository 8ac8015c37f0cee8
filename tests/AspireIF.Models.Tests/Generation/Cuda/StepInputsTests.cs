using System.Runtime.InteropServices;
using AspireIF.Models.Generation;
using AspireIF.Models.Generation.Cuda;

namespace AspireIF.Models.Tests.Generation.Cuda;

public sealed class StepInputsTests
{
    private readonly StepInputs _inputs = new(rows: 64, samples: 16, pages: 40);
    private readonly byte[] _memory;

    public StepInputsTests()
    {
        _memory = new byte[_inputs.Bytes];
        Random.Shared.NextBytes(_memory); // what an earlier step left
    }

    [Fact]
    public void Rows_carry_their_tokens_positions_and_pages()
    {
        var decoding = CudaModels.Sequence([.. Enumerable.Range(100, 18)], [7, 3], new SamplingOptions { Temperature = 0.5f }, seed: 9);
        var prompt = CudaModels.Sequence([.. Enumerable.Range(200, 40)], [5, 6, 8]);

        var bytes = _inputs.Pack([new StepSegment(decoding, 17, 1), new StepSegment(prompt, 16, 20)], _memory, paddedRows: 32, paddedSamples: 16);

        Assert.Equal([117, .. Enumerable.Range(216, 20)], Part<int>(StepInputs.TokensOffset, 21));
        Assert.Equal([17, .. Enumerable.Range(16, 20)], Part<int>(_inputs.PositionsOffset, 21));
        Assert.Equal([0, .. Enumerable.Repeat(2, 20)], Part<int>(_inputs.PageStartsOffset, 21));
        Assert.Equal([7, 3, 5, 6, 8], Part<int>(_inputs.PagesOffset, 5));
        Assert.Equal(_inputs.PagesOffset + 5 * 4, bytes);
    }

    [Fact]
    public void An_unknown_token_is_named_by_the_choice_that_it_will_be()
    {
        var sequence = CudaModels.Sequence([1, 2], [4], seed: 5);
        sequence.AppendUnknown(3);

        _inputs.Pack([new StepSegment(sequence, 2, 1)], _memory, paddedRows: 16, paddedSamples: 16);

        Assert.Equal(~3, Part<int>(StepInputs.TokensOffset, 1)[0]);
        Assert.Equal(1ul, Part<SamplingRow>(_inputs.SamplingOffset, 1)[0].Counter);
    }

    [Fact]
    public void Padding_rows_are_marked_empty()
    {
        _inputs.Pack([new StepSegment(CudaModels.Sequence([1, 2], [4]), 1, 1)], _memory, paddedRows: 16, paddedSamples: 16);

        Assert.All(Part<int>(_inputs.PositionsOffset, 16)[1..], position => Assert.Equal(-1, position));
        Assert.All(Part<int>(StepInputs.TokensOffset, 16)[1..], token => Assert.Equal(0, token));
        Assert.All(Part<SamplingRow>(_inputs.SamplingOffset, 16)[1..], row => Assert.Equal((1f, 0), (row.Temperature, row.Filters)));
    }

    [Fact]
    public void Only_ends_of_sequences_are_sampled()
    {
        var unfinished = CudaModels.Sequence([.. Enumerable.Range(0, 30)], [1, 2]);
        var ending = CudaModels.Sequence([.. Enumerable.Range(0, 10)], [3], seed: 77);
        ending.Append(5);

        _inputs.Pack([new StepSegment(unfinished, 0, 20), new StepSegment(ending, 8, 3)], _memory, paddedRows: 32, paddedSamples: 16);

        Assert.Equal(22, Part<int>(_inputs.SampledRowsOffset, 1)[0]);
        var row = Part<SamplingRow>(_inputs.SamplingOffset, 1)[0];
        Assert.Equal((77ul, 1ul), (row.Seed, row.Counter));
    }

    [Fact]
    public void A_penalty_asks_for_the_history_and_a_greedy_filter_for_nothing()
    {
        var penalised = CudaModels.Sequence([1, 2, 3], [1], new SamplingOptions { RepetitionPenalty = 1.2f });
        var greedy = CudaModels.Sequence([1, 2, 3], [2], new SamplingOptions { Temperature = 0, TopK = 5 });
        var filtered = CudaModels.Sequence([1, 2, 3], [3], new SamplingOptions { TopP = 0.9f });

        _inputs.Pack([.. new[] { greedy, penalised, filtered }.Select(s => new StepSegment(s, 2, 1))], _memory, paddedRows: 16, paddedSamples: 16);

        Assert.Equal([0, 1, 1], Part<SamplingRow>(_inputs.SamplingOffset, 3).Select(row => row.Filters));
        Assert.Equal([(penalised, 1)], _inputs.Histories);
        Assert.Equal(3, Part<SamplingRow>(_inputs.SamplingOffset, 3)[1].HistoryLength);
    }

    private T[] Part<T>(int offset, int count) where T : unmanaged => MemoryMarshal.Cast<byte, T>(_memory.AsSpan(offset))[..count].ToArray();
}
