using System.Runtime.InteropServices;
using AspireIF.Models.Generation;
using AspireIF.Models.Generation.Cpu;
using AspireIF.Models.Transformer;
using CsCheck;

namespace AspireIF.Models.Tests.Generation;

/// <summary>Steps that begin before the tokens of the one before are known: the answers are those of one step after the other.</summary>
public sealed class OverlapTests : IDisposable
{
    private readonly DecoderModel _model = DecoderModel.Create(TinyModels.Qwen2, seed: 1);

    public void Dispose() => _model.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData(13)] // pages for twelve sequences of up to seven each: running ones lose theirs
    public void Answers_are_the_same(int? pages)
    {
        var options = new EngineOptions { MaxSequences = 12, MaxContext = 100, Threads = 2 };
        if (pages is { } few)
            options = options with { MemoryBytes = CpuBackend.Plan(TinyModels.Qwen2, options).FixedBytes + few * CpuBackend.Plan(TinyModels.Qwen2, options).PageBytes };
        using var alone = GenerationEngine.OnCpu(_model, new EngineOptions { MaxSequences = 1, Threads = 1 });
        var backend = new LateBackend(new CpuBackend(_model, options));
        using var engine = new GenerationEngine(backend, options.MaxSequences);
        Gen.Select(TinyModels.Requests, Gen.ULong.Array[1, 6]).Array[10].Sample(
            groups =>
            {
                var together = groups.Select(group => engine.GenerateGroup(group.Item1, group.Item2)).ToArray();
                foreach (var ((request, seeds), answers) in groups.Zip(together))
                    foreach (var (seed, answer) in seeds.Zip(answers))
                        Assert.Equal(TinyModels.Show(alone.GenerateAsync(request with { Seed = seed }).Result), TinyModels.Show(answer.Result));
            },
            iter: 10, threads: 1);
        Assert.True(SpinWait.SpinUntil(() => engine.Metrics is { Running: 0, Waiting: 0 }, TimeSpan.FromMinutes(2)));
        Assert.Equal(0, engine.Metrics.UsedPages);
        Assert.True(backend.MostUnderWay == 2 && (pages is null || engine.Metrics.Preemptions > 0));
    }

    [Fact]
    public async Task New_weights_wait_for_the_steps_under_way_and_cancelling_does_not()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var other = DecoderModel.Create(TinyModels.Qwen2, seed: 2);
        var options = new EngineOptions { MaxSequences = 4, Threads = 1 };
        var request = new GenerationRequest([1, 2, 3]) { MaxNewTokens = 100, Seed = 3 };
        using var before = GenerationEngine.OnCpu(_model, options);
        using var source = new CancellationTokenSource();
        Action<int> onToken = _ => { };
        using var engine = new GenerationEngine(new LateBackend(new CpuBackend(_model, options)), options.MaxSequences, () => new Counter(n => onToken(n)), policyVersion: 7);
        var swap = Task.CompletedTask;
        onToken = count =>
        {
            if (count != 10)
                return;
            swap = engine.SwapWeightsAsync(other, 8);
            source.Cancel();
        };
        var cancelled = engine.GenerateAsync(request with { Seed = 4 }, source.Token);
        var tokens = new List<GeneratedToken>();
        await foreach (var token in engine.StreamAsync(request with { ReturnText = true }, cancel))
            tokens.Add(token);
        await swap;

        var changed = tokens.FindIndex(token => token.PolicyVersion == 8);
        Assert.Equal(11, changed); // the step that was under way is of the old ones
        Assert.Equal((await before.GenerateAsync(request, cancel)).Tokens[..changed], tokens.Take(changed).Select(token => token.Token));
        Assert.All(tokens.Skip(changed), token => Assert.Equal(8, token.PolicyVersion));
        Assert.Equal(100, tokens.Count);
        Assert.InRange((await cancelled).Tokens.Length, 0, 100);
    }

    private sealed class Counter(Action<int> onToken) : ITokenDecoder
    {
        private int _count;

        public string Append(int token)
        {
            onToken(++_count);
            return "";
        }

        public string Flush() => "";
    }

    /// <summary>A CPU backend that tells a step's tokens only when asked, as a device does.</summary>
    private sealed class LateBackend(CpuBackend inner) : IOverlappingBackend
    {
        private readonly Queue<TokenChoice[]> _underWay = [];
        private TokenChoice[] _last = [];

        public int MostUnderWay { get; private set; }

        public int PageTokens => inner.PageTokens;

        public int Pages => inner.Pages;

        public int MaxContext => inner.MaxContext;

        public int MaxRows => inner.MaxRows;

        public int VocabularySize => inner.VocabularySize;

        public void Begin(IReadOnlyList<StepSegment> segments)
        {
            var unknown = segments.Select(segment => segment.Sequence).Where(sequence => sequence.Known < sequence.Length).Select(sequence => (Sequence: sequence, Choice: ~sequence.Tokens[^1])).ToList();
            foreach (var (sequence, choice) in unknown)
            {
                Assert.Equal((1, sequence.Length - 1), (sequence.Request.Sampling.RepetitionPenalty, sequence.Known));
                sequence.Settle(_last[choice].Token);
            }
            var choices = new TokenChoice[segments.Count];
            inner.Step(segments, choices);
            foreach (var (sequence, choice) in unknown)
                MakeUnknown(sequence, choice);
            _underWay.Enqueue(_last = [.. choices.Where((_, i) => segments[i].Samples)]);
            MostUnderWay = Math.Max(MostUnderWay, _underWay.Count);
            Assert.True(MostUnderWay <= 2);
        }

        // The engine does not know it yet.
        private static void MakeUnknown(Sequence sequence, int choice) =>
            MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(sequence.Tokens), sequence.Length)[^1] = ~choice;

        public void End(Span<TokenChoice> choices) => _underWay.Dequeue().CopyTo(choices);

        public void Step(IReadOnlyList<StepSegment> segments, Span<TokenChoice> choices) => throw new NotSupportedException();

        public void CopyPage(int source, int target) => inner.CopyPage(source, target);

        public void SwapWeights(DecoderModel source) => inner.SwapWeights(source);

        public void Dispose() => inner.Dispose();
    }
}
