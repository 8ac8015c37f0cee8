using AspireIF.Models.Generation;
using AspireIF.Models.Transformer;
using CsCheck;

namespace AspireIF.Models.Tests.Generation;

public sealed class GenerationEngineTests : IDisposable
{
    private readonly DecoderModel _model = DecoderModel.Create(TinyModels.Qwen2, seed: 1);

    public void Dispose() => _model.Dispose();

    [Fact]
    public void An_answer_does_not_depend_on_what_shares_the_batch()
    {
        using var alone = GenerationEngine.OnCpu(_model, new EngineOptions { MaxSequences = 1, Threads = 1 });
        using var crowded = GenerationEngine.OnCpu(_model, new EngineOptions { MaxSequences = 24, StepRows = 70, Threads = 2 });
        TinyModels.Requests.Array[64].Sample(
            requests =>
            {
                var together = requests.Select(r => crowded.GenerateAsync(r)).ToArray();
                foreach (var (request, answer) in requests.Zip(together))
                    Assert.Equal(TinyModels.Show(alone.GenerateAsync(request).Result), TinyModels.Show(answer.Result));
            },
            iter: 12, threads: 1);
    }

    [Fact]
    public void When_the_cache_is_full_sequences_wait_and_all_end_with_the_same_answer()
    {
        // Eleven pages for twelve sequences of up to seven pages each: most must wait, and running ones lose their pages.
        var options = new EngineOptions { MaxSequences = 12, MaxContext = 100, Threads = 2 };
        var fixedBytes = GenerationEngine.PlanOnCpu(TinyModels.Qwen2, options).FixedBytes;
        var pageBytes = GenerationEngine.PlanOnCpu(TinyModels.Qwen2, options).PageBytes;
        using var alone = GenerationEngine.OnCpu(_model, new EngineOptions { MaxSequences = 1, Threads = 1 });
        using var tight = GenerationEngine.OnCpu(_model, options with { MemoryBytes = fixedBytes + 11 * pageBytes });
        TinyModels.Requests.Array[40].Sample(
            requests =>
            {
                var together = requests.Select(r => tight.GenerateAsync(r)).ToArray();
                foreach (var (request, answer) in requests.Zip(together))
                    Assert.Equal(TinyModels.Show(alone.GenerateAsync(request).Result), TinyModels.Show(answer.Result));
            },
            iter: 8, threads: 1);
        Assert.Equal(11, tight.Metrics.Pages);
        Assert.True(tight.Metrics.Preemptions > 0);
    }

    [Fact]
    public void A_group_shares_its_prompt_and_answers_as_its_members_would_alone()
    {
        using var alone = GenerationEngine.OnCpu(_model, new EngineOptions { MaxSequences = 1, Threads = 1 });
        using var shared = GenerationEngine.OnCpu(_model, new EngineOptions { MaxSequences = 6, Threads = 2 });
        Gen.Select(TinyModels.Requests, Gen.ULong.Array[2, 12]).Array[4].Sample(
            groups =>
            {
                var rows = shared.Metrics.ComputedRows;
                var answers = groups.Select(g => shared.GenerateGroup(g.Item1, g.Item2)).ToArray();
                var expectedRows = 0;
                foreach (var ((request, seeds), tasks) in groups.Zip(answers))
                {
                    expectedRows += request.Prompt.Count - 1;
                    foreach (var (seed, task) in seeds.Zip(tasks))
                    {
                        Assert.Equal(TinyModels.Show(alone.GenerateAsync(request with { Seed = seed }).Result), TinyModels.Show(task.Result));
                        expectedRows += task.Result.Tokens.Length;
                    }
                }
                WaitUntilIdle(shared);
                // Every prompt once, but for a last token computed by each; and one row per generated token that is read again.
                Assert.Equal(expectedRows, shared.Metrics.ComputedRows - rows);
            },
            iter: 10, threads: 1);
    }

    [Fact]
    public async Task Cancelling_ends_a_sequence_and_frees_its_pages()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var engine = GenerationEngine.OnCpu(_model, new EngineOptions { MaxSequences = 2, Threads = 1 });
        using var source = new CancellationTokenSource();
        var request = new GenerationRequest([1, 2, 3]) { MaxNewTokens = 100 };
        var streamed = engine.StreamAsync(request, cancel).GetAsyncEnumerator(cancel);
        await streamed.MoveNextAsync();
        var cancelled = Enumerable.Range(0, 20).Select(i => engine.GenerateAsync(request with { Seed = (ulong)i }, source.Token)).ToArray();
        await source.CancelAsync();
        foreach (var result in await Task.WhenAll(cancelled))
            Assert.True(result.FinishReason == FinishReason.Cancelled || result.Tokens.Length == 100);
        await streamed.DisposeAsync(); // leaving a stream cancels it too
        await engine.GenerateAsync(request, cancel);
        WaitUntilIdle(engine);

        Assert.Equal(0, engine.Metrics.UsedPages);
        Assert.Equal(FinishReason.Cancelled, (await engine.GenerateAsync(request, source.Token)).FinishReason);
    }

    [Fact]
    public async Task A_stream_brings_the_tokens_of_the_answer()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var engine = GenerationEngine.OnCpu(_model, new EngineOptions { Threads = 1 }, () => new Letters());
        var request = new GenerationRequest([5, 6]) { MaxNewTokens = 50, Seed = 9, ReturnText = true };
        var whole = await engine.GenerateAsync(request, cancel);
        var tokens = new List<GeneratedToken>();
        await foreach (var token in engine.StreamAsync(request, cancel))
            tokens.Add(token);

        Assert.Equal(whole.Tokens, tokens.Select(t => t.Token));
        Assert.Equal(whole.LogProbs, tokens.Select(t => t.LogProb));
        Assert.Equal(whole.Text, string.Concat(tokens.Select(t => t.Text)));
        Assert.Equal(FinishReason.Length, tokens[^1].FinishReason);
        Assert.All(tokens.SkipLast(1), t => Assert.Null(t.FinishReason));
    }

    [Fact]
    public async Task Stop_strings_and_stop_tokens_end_an_answer()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var engine = GenerationEngine.OnCpu(_model, new EngineOptions { Threads = 1 }, () => new Letters());
        var request = new GenerationRequest([5, 6]) { MaxNewTokens = 50, Seed = 9, ReturnText = true };
        var whole = await engine.GenerateAsync(request, cancel);
        var stop = whole.Text![20..23];
        var at = whole.Text.IndexOf(stop, StringComparison.Ordinal);

        var byString = await engine.GenerateAsync(request with { StopStrings = [stop] }, cancel);
        Assert.Equal((FinishReason.StopString, stop, whole.Text[..at]), (byString.FinishReason, byString.StopString, byString.Text));
        Assert.Equal(whole.Tokens[..(at + 3)], byString.Tokens);

        var first = Array.IndexOf(whole.Tokens, whole.Tokens[30]);
        var byToken = await engine.GenerateAsync(request with { StopTokens = [whole.Tokens[30]] }, cancel);
        Assert.Equal((FinishReason.StopToken, whole.Text[..first]), (byToken.FinishReason, byToken.Text));
        Assert.Equal(whole.Tokens[..(first + 1)], byToken.Tokens);
    }

    [Fact]
    public async Task New_weights_take_over_between_steps()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var other = DecoderModel.Create(TinyModels.Qwen2, seed: 2);
        Action<int> onToken = _ => { };
        using var engine = GenerationEngine.OnCpu(_model, new EngineOptions { MaxSequences = 4, Threads = 2 }, () => new Letters(n => onToken(n)), policyVersion: 7);
        using var others = GenerationEngine.OnCpu(other, new EngineOptions { Threads = 1 });
        var request = new GenerationRequest([1, 2, 3]) { MaxNewTokens = 100, Seed = 3 };
        var before = await engine.GenerateAsync(request, cancel);
        var swap = Task.CompletedTask;
        onToken = count => swap = count == 10 ? engine.SwapWeightsAsync(other, 8) : swap;
        var during = await engine.GenerateAsync(request with { ReturnText = true }, cancel);
        await swap;
        var after = await engine.GenerateAsync(request, cancel);

        Assert.All(before.PolicyVersions, v => Assert.Equal(7, v));
        Assert.Equal([.. Enumerable.Repeat(7L, 10), .. Enumerable.Repeat(8L, 90)], during.PolicyVersions);
        Assert.Equal(before.Tokens[..10], during.Tokens[..10]);
        Assert.Equal(TinyModels.Show(await others.GenerateAsync(request, cancel)), TinyModels.Show(after));
        Assert.NotEqual(before.Tokens, after.Tokens);

        using var wrong = DecoderModel.Create(TinyModels.Llama);
        await Assert.ThrowsAsync<GenerationException>(() => engine.SwapWeightsAsync(wrong, 9));
        Assert.Equal(TinyModels.Show(after), TinyModels.Show(await engine.GenerateAsync(request, cancel)));
    }

    [Fact]
    public async Task A_bad_request_fails_alone_and_says_why()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var engine = GenerationEngine.OnCpu(_model, new EngineOptions { MaxContext = 100, Threads = 1 });
        var good = new GenerationRequest([1, 2, 3]) { MaxNewTokens = 90 };
        var running = engine.GenerateAsync(good, cancel);
        await Fails("no tokens", good with { Prompt = [] });
        await Fails("token 97", good with { Prompt = [3, 97] });
        await Fails("token -1", good with { Prompt = [-1] });
        await Fails("context of 100", good with { MaxNewTokens = 98 });
        await Fails("MaxNewTokens is 0", good with { MaxNewTokens = 0 });
        await Fails("temperature is NaN", good with { Sampling = new SamplingOptions { Temperature = float.NaN } });
        await Fails("top-p is 0", good with { Sampling = new SamplingOptions { TopP = 0 } });
        await Fails("top-k is -1", good with { Sampling = new SamplingOptions { TopK = -1 } });
        await Fails("min-p is 2", good with { Sampling = new SamplingOptions { MinP = 2 } });
        await Fails("repetition penalty is 0", good with { Sampling = new SamplingOptions { RepetitionPenalty = 0 } });
        await Fails("no token decoder", good with { StopStrings = ["x"] });
        Assert.Equal(90, (await running).Tokens.Length);

        async Task Fails(string why, GenerationRequest request) =>
            Assert.Contains(why, (await Assert.ThrowsAsync<GenerationException>(() => engine.GenerateAsync(request, cancel))).Message);
    }

    [Fact]
    public async Task Logits_that_are_not_finite_fail_the_request_and_not_the_engine()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var broken = DecoderModel.Create(TinyModels.Llama, seed: 1);
        using (TorchSharp.torch.no_grad())
            broken.Embedding[40] = float.NaN;
        using var engine = GenerationEngine.OnCpu(broken, new EngineOptions { Threads = 1 });
        // No answer may hold the broken token, so that only a prompt can.
        var request = new GenerationRequest([41]) { MaxNewTokens = 1 };
        var before = await engine.GenerateAsync(request, cancel);

        var error = await Assert.ThrowsAsync<GenerationException>(() => engine.GenerateAsync(request with { Prompt = [1, 2, 40] }, cancel));
        Assert.Contains("logits after 3 tokens are not finite", error.Message);
        Assert.Equal(TinyModels.Show(before), TinyModels.Show(await engine.GenerateAsync(request, cancel)));
    }

    [Fact]
    public async Task Disposing_ends_what_is_in_flight()
    {
        using var disposing = new ManualResetEventSlim();
        var engine = GenerationEngine.OnCpu(_model, new EngineOptions { MaxSequences = 2, Threads = 2 }, () => new Letters(_ => disposing.Wait()));
        var tasks = Enumerable.Range(0, 50).Select(i => engine.GenerateAsync(new GenerationRequest([1, i]) { MaxNewTokens = 100, ReturnText = true })).ToList();
        var disposal = Task.Run(engine.Dispose);
        // The first token waits until the engine refuses requests; no answer can have ended by then.
        do
        {
            await Task.Yield();
            tasks.Add(engine.GenerateAsync(new GenerationRequest([1, 2]) { MaxNewTokens = 100, ReturnText = true }));
        }
        while (!tasks[^1].IsFaulted);
        disposing.Set();
        await disposal;

        foreach (var task in tasks)
            await Assert.ThrowsAsync<ObjectDisposedException>(() => task);
    }

    /// <summary>The last result is delivered a moment before the engine has counted its step. Only an engine that hangs needs the minutes.</summary>
    private static void WaitUntilIdle(GenerationEngine engine) =>
        Assert.True(SpinWait.SpinUntil(() => engine.Metrics is { Running: 0, Waiting: 0 }, TimeSpan.FromMinutes(2)));

    /// <summary>A token is one letter of 97.</summary>
    private sealed class Letters(Action<int>? onToken = null) : ITokenDecoder
    {
        private int _count;

        public string Append(int token)
        {
            onToken?.Invoke(++_count);
            return ((char)('!' + token)).ToString();
        }

        public string Flush() => "";
    }
}
