using System.Runtime.InteropServices;

namespace AspireIF.Models.Generation.Cuda;

/// <summary>
/// What a step tells the kernels, packed into one block of memory that is copied to the GPU at once. Every part lies at a fixed place, so that
/// recorded launches find it; the pages, whose number varies, come last.
/// </summary>
/// <param name="rows">The most token rows, padding included.</param>
/// <param name="samples">The most rows that are sampled, padding included.</param>
/// <param name="pages">The most page numbers of all sequences together.</param>
internal sealed class StepInputs(int rows, int samples, int pages)
{
    private readonly int _positions = Align(rows * 4), _pageStarts = 2 * Align(rows * 4), _sampledRows = 3 * Align(rows * 4);

    public int Bytes => PagesOffset + Align(pages * 4);

    public static int TokensOffset => 0;

    public int PositionsOffset => _positions;

    public int PageStartsOffset => _pageStarts;

    public int SampledRowsOffset => _sampledRows;

    public int TemperaturesOffset => _sampledRows + Align(samples * 4);

    public int SamplingOffset => TemperaturesOffset + Align(samples * 4);

    public int PagesOffset => SamplingOffset + Align(samples * 64);

    /// <summary>Sequences of the last packing whose tokens so far the sampler needs, with the row of each.</summary>
    public List<(Sequence Sequence, int Row)> Histories { get; } = [];

    /// <summary>Writes a step.</summary>
    /// <param name="target">Of <see cref="Bytes"/> bytes.</param>
    /// <param name="paddedRows">Rows up to here are marked empty.</param>
    /// <param name="paddedSamples">Sampled rows up to here repeat row 0 and are thrown away.</param>
    /// <returns>How many bytes are in use.</returns>
    public int Pack(IReadOnlyList<StepSegment> segments, Span<byte> target, int paddedRows, int paddedSamples)
    {
        var tokens = Part<int>(target, TokensOffset, paddedRows);
        var positions = Part<int>(target, PositionsOffset, paddedRows);
        var pageStarts = Part<int>(target, PageStartsOffset, paddedRows);
        var sampledRows = Part<int>(target, SampledRowsOffset, paddedSamples);
        var temperatures = Part<float>(target, TemperaturesOffset, paddedSamples);
        var sampling = Part<SamplingRow>(target, SamplingOffset, paddedSamples);
        var pageNumbers = Part<int>(target, PagesOffset, pages);
        Histories.Clear();
        var (row, sample, page) = (0, 0, 0);
        foreach (var (sequence, start, count) in segments)
        {
            for (var position = start; position < start + count; position++, row++)
                (tokens[row], positions[row], pageStarts[row]) = (sequence.Token(position), position, page);
            CollectionsMarshal.AsSpan(sequence.Pages).CopyTo(pageNumbers[page..]);
            page += sequence.Pages.Count;
            if (start + count != sequence.Length)
                continue;
            var options = sequence.Request.Sampling;
            var penalised = options.RepetitionPenalty != 1;
            if (penalised)
                Histories.Add((sequence, sample));
            sampledRows[sample] = row - 1;
            temperatures[sample] = options.Temperature;
            sampling[sample++] = new SamplingRow
            {
                Seed = sequence.Request.Seed, Counter = (ulong)sequence.Generated, Temperature = options.Temperature, TopP = options.TopP, MinP = options.MinP,
                Penalty = options.RepetitionPenalty, TopK = options.TopK, HistoryLength = penalised ? sequence.Length : 0,
                Filters = penalised || (options.Filters && options.Temperature != 0) ? 1 : 0,
            };
        }
        tokens[row..].Clear();
        positions[row..].Fill(-1);
        pageStarts[row..].Clear();
        sampledRows[sample..].Clear();
        temperatures[sample..].Fill(1);
        sampling[sample..].Fill(new SamplingRow { Temperature = 1, TopP = 1, Penalty = 1 });
        return PagesOffset + page * 4;
    }

    private static Span<T> Part<T>(Span<byte> memory, int offset, int count) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(memory[offset..])[..count];

    private static int Align(int bytes) => (bytes + 255) / 256 * 256;
}
