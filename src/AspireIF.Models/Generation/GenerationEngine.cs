using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AspireIF.Models.Configuration;
using AspireIF.Models.Generation.Cpu;
using AspireIF.Models.Generation.Cuda;
using AspireIF.Models.Generation.Eager;
using AspireIF.Models.Transformer;

namespace AspireIF.Models.Generation;

/// <summary>
/// Continues prompts, many at a time. Requests may come at any time from any thread and are served in the order of their arrival; one that
/// ends makes room for the next at once. What a request gets depends on its prompt, options and seed, not on the others.
/// </summary>
public sealed class GenerationEngine : IDisposable
{
    private readonly IDecoderBackend _backend;
    private readonly IOverlappingBackend? _overlapping;
    private readonly Scheduler _scheduler;
    private readonly Func<ITokenDecoder>? _newDecoder;
    private readonly Thread _thread;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly TokenChoice[] _choices;
    private readonly Queue<List<Sequence>> _underWay = []; // steps begun, each with the sequences that sample in it
    private readonly Stopwatch _busy = new();

    // Under the lock: what other threads want of the engine's.
    private List<Command> _inbox = [];
    private Exception? _failure;
    private bool _disposed;

    private long _arrivals;
    private long _policyVersion, _generated, _rows, _steps;
    private volatile EngineMetrics _metrics;

    /// <param name="newDecoder">Makes a decoder for an answer whose request asks for text.</param>
    internal GenerationEngine(IDecoderBackend backend, int maxSequences, Func<ITokenDecoder>? newDecoder = null, long policyVersion = 0)
    {
        (_backend, _overlapping) = (backend, backend as IOverlappingBackend);
        _scheduler = new Scheduler(backend, maxSequences);
        _newDecoder = newDecoder;
        _policyVersion = policyVersion;
        _choices = new TokenChoice[maxSequences];
        _metrics = Measure();
        _thread = new Thread(Loop) { IsBackground = true, Name = "generation" };
        _thread.Start();
    }

    /// <summary>An engine on the CPU, in fp32. It copies the model's weights and does not need the model afterwards.</summary>
    /// <param name="newDecoder">Makes a decoder for an answer whose request asks for text.</param>
    /// <param name="policyVersion">What the results call these weights.</param>
    /// <param name="log">Takes a line about an option that is not for a CPU; standard error when null.</param>
    public static GenerationEngine OnCpu(
        DecoderModel model, EngineOptions? options = null, Func<ITokenDecoder>? newDecoder = null, long policyVersion = 0, Action<string>? log = null)
    {
        options ??= new EngineOptions();
        if (options.EightBitWeights)
            (log ?? Console.Error.WriteLine)("Generation on a CPU takes the weights as they are: 8 bits are for the CUDA kernels.");
        return new GenerationEngine(new CpuBackend(model, options), options.MaxSequences, newDecoder, policyVersion);
    }

    /// <summary>
    /// An engine of plain torch operations on the model's device and in its type. It uses the model's own tensors: keep the model until the
    /// engine is disposed, and know that <see cref="SwapWeightsAsync"/> writes into it. Unlike <see cref="OnCpu"/>, an answer may depend in its
    /// last bits on what shares the batch.
    /// </summary>
    public static GenerationEngine Eager(DecoderModel model, EngineOptions? options = null, Func<ITokenDecoder>? newDecoder = null, long policyVersion = 0)
    {
        options ??= new EngineOptions();
        return new GenerationEngine(new EagerBackend(model, options), options.MaxSequences, newDecoder, policyVersion);
    }

    /// <summary>
    /// An engine on the GPU that the model is on: the CUDA kernels of this library, or, with one line that says why, what <see cref="Eager"/> does.
    /// It uses the model's own tensors: keep the model until the engine is disposed. <see cref="SwapWeightsAsync"/> of the same model costs no copy,
    /// so a learner that trains these tensors in place and the engine share them; weights of another model are copied into them.
    /// </summary>
    /// <param name="log">Takes the line; standard error when null.</param>
    public static GenerationEngine OnGpu(
        DecoderModel model, EngineOptions? options = null, Func<ITokenDecoder>? newDecoder = null, long policyVersion = 0, Action<string>? log = null)
    {
        options ??= new EngineOptions();
        if (!options.CudaKernels && !options.EightBitWeights)
            return Eager(model, options, newDecoder, policyVersion);
        var (device, obstacle) = options.CudaKernels ? CudaSupport.For(model) : (null, $"{nameof(options.CudaKernels)} is off");
        if (device is not null)
            return new GenerationEngine(new CudaBackend(model, options, device), options.MaxSequences, newDecoder, policyVersion);
        (log ?? Console.Error.WriteLine)($"Generation takes plain torch operations instead of CUDA kernels{(options.EightBitWeights ? ", and the weights as they are instead of 8 bits" : "")}: {obstacle}.");
        return Eager(model, options, newDecoder, policyVersion);
    }

    /// <summary>The memory that <see cref="OnCpu"/> would take.</summary>
    public static MemoryPlan PlanOnCpu(ModelConfiguration configuration, EngineOptions options) => CpuBackend.Plan(configuration, options);

    /// <summary>The longest sequence, prompt and answer together.</summary>
    public int MaxContext => Math.Min(_backend.MaxContext, _backend.Pages * _backend.PageTokens);

    /// <summary>As of the last step.</summary>
    public EngineMetrics Metrics => _metrics;

    /// <summary>
    /// Generates one answer. A request that cannot be served throws <see cref="GenerationException"/>. Cancelling returns what there is, with
    /// <see cref="FinishReason.Cancelled"/>.
    /// </summary>
    public async Task<GenerationResult> GenerateAsync(GenerationRequest request, CancellationToken cancellation = default)
    {
        Validate(request);
        return await Start([request], cancellation)[0].ConfigureAwait(false);
    }

    /// <summary>
    /// Generates one answer per seed to the same prompt, which is computed once. The tasks end on their own; see <see cref="GenerateAsync"/>.
    /// </summary>
    public IReadOnlyList<Task<GenerationResult>> GenerateGroup(
        GenerationRequest request, IReadOnlyList<ulong> seeds, CancellationToken cancellation = default) =>
        GenerateGroup([.. seeds.Select(seed => request with { Seed = seed })], cancellation);

    /// <summary>The same for requests with one prompt that differ in more than their seeds.</summary>
    public IReadOnlyList<Task<GenerationResult>> GenerateGroup(IReadOnlyList<GenerationRequest> requests, CancellationToken cancellation = default)
    {
        foreach (var request in requests)
        {
            Validate(request);
            if (!request.Prompt.SequenceEqual(requests[0].Prompt))
                throw new GenerationException("the requests of a group have different prompts.");
        }
        return Start(requests, cancellation);
    }

    /// <summary>Generates one answer, token by token. Cancelling throws.</summary>
    public async IAsyncEnumerable<GeneratedToken> StreamAsync(
        GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        Validate(request);
        var channel = Channel.CreateUnbounded<GeneratedToken>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        // A caller that leaves the loop early cancels, too.
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Start([request], left.Token, channel.Writer);
        try
        {
            await foreach (var token in channel.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
                yield return token;
        }
        finally
        {
            await left.CancelAsync().ConfigureAwait(false);
        }
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// Replaces the weights between two steps. Sequences in flight go on with the new ones and keep the keys and values that the old ones
    /// computed; every token says which version produced it. The source must not change until the task has ended.
    /// </summary>
    public Task SwapWeightsAsync(DecoderModel source, long policyVersion)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Send(new Command(
            () =>
            {
                try
                {
                    Settle(0); // their tokens are of the old weights
                    _backend.SwapWeights(source);
                    _policyVersion = policyVersion;
                    _scheduler.ForgetPrompts();
                    done.SetResult();
                }
                catch (Exception error)
                {
                    done.SetException(error);
                }
            },
            done.SetException));
        return done.Task;
    }

    /// <summary>Ends the engine; answers in flight fail with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            _failure ??= new ObjectDisposedException(nameof(GenerationEngine));
        }
        _wake.Release();
        _thread.Join();
        _backend.Dispose();
        _wake.Dispose();
    }

    private List<Task<GenerationResult>> Start(
        IReadOnlyList<GenerationRequest> requests, CancellationToken cancellation, ChannelWriter<GeneratedToken>? stream = null)
    {
        var group = requests.Count > 1 && requests[0].Prompt.Count > 1 ? new PromptGroup(requests.Count) : null;
        var tasks = new List<Task<GenerationResult>>(requests.Count);
        foreach (var request in requests)
        {
            var answer = new Answer(request, request.NeedsText ? _newDecoder!() : null, stream);
            var sequence = new Sequence(request, group, answer, Interlocked.Increment(ref _arrivals));
            Send(new Command(() => _scheduler.Add(sequence), answer.Fail));
            tasks.Add(answer.Completion);
            if (!cancellation.CanBeCanceled)
                continue;
            var registration = cancellation.Register(() => Send(new Command(() => End(sequence, FinishReason.Cancelled), _ => { }), quiet: true));
            answer.Completion.ContinueWith(_ => registration.Dispose(), TaskScheduler.Default);
        }
        return tasks;
    }

    /// <param name="quiet">Says nothing when the engine has ended.</param>
    private void Send(Command command, bool quiet = false)
    {
        lock (_lock)
        {
            if (_failure is null)
                _inbox.Add(command);
            else if (!quiet)
                throw _failure;
            else
                return;
            if (_inbox.Count == 1)
                _wake.Release();
        }
    }

    private void Loop()
    {
        try
        {
            while (TakeCommands())
                Step();
        }
        catch (Exception error)
        {
            // The device or the memory failed under a step: nothing in flight can be trusted any more.
            lock (_lock)
                _failure ??= new GenerationException($"the generation engine stopped: {error.Message}", error);
        }
        foreach (var sequence in _scheduler.All)
            sequence.Answer.Fail(_failure!);
        foreach (var command in _inbox)
            command.Fail(_failure!);
    }

    /// <summary>Does what was asked and waits until there is something to compute; false when the engine ends.</summary>
    private bool TakeCommands()
    {
        while (true)
        {
            List<Command> commands;
            lock (_lock)
            {
                if (_failure is not null)
                    return false;
                (commands, _inbox) = (_inbox, []);
            }
            foreach (var command in commands)
                command.Run();
            if (_scheduler.Running + _scheduler.Waiting > 0)
                return true;
            _metrics = Measure();
            _wake.Wait();
        }
    }

    private void Step()
    {
        _busy.Start();
        if (_overlapping is not null)
            StepAhead();
        else
            StepAlone();
        _busy.Stop();
        _metrics = Measure();
    }

    private void StepAlone()
    {
        var segments = _scheduler.Plan();
        _backend.Step(segments, _choices);
        Count(segments);
        for (var i = 0; i < segments.Count; i++)
        {
            if (!segments[i].Samples)
                continue;
            segments[i].Sequence.AppendUnknown(i);
            Accept(segments[i].Sequence, _choices[i]);
        }
    }

    /// <summary>
    /// Begins a step and takes the tokens of the one before, while the device computes. A sequence that turns out to have ended has a row too many in the
    /// step that has begun, whose token nobody takes; its pages are free at once, because the device works in order.
    /// </summary>
    private void StepAhead()
    {
        if (_scheduler.MustSettle)
            Settle(0);
        var segments = _scheduler.Plan();
        if (segments.Count == 0)
        {
            Settle(0);
            return;
        }
        _overlapping!.Begin(segments);
        Count(segments);
        List<Sequence> sampled = [.. segments.Where(segment => segment.Samples).Select(segment => segment.Sequence)];
        for (var i = 0; i < sampled.Count; i++)
            sampled[i].AppendUnknown(i);
        _underWay.Enqueue(sampled);
        Settle(1);
    }

    private void Count(IReadOnlyList<StepSegment> segments)
    {
        _scheduler.Advance();
        foreach (var segment in segments)
            _rows += segment.Count;
        _steps++;
    }

    /// <summary>Takes the tokens of steps under way until so many are left.</summary>
    private void Settle(int left)
    {
        while (_underWay.Count > left)
        {
            var sampled = _underWay.Dequeue();
            _overlapping!.End(_choices.AsSpan(0, sampled.Count));
            for (var i = 0; i < sampled.Count; i++)
                if (!sampled[i].Answer.Completion.IsCompleted)
                    Accept(sampled[i], _choices[i]);
        }
    }

    private void Accept(Sequence sequence, TokenChoice choice)
    {
        if (choice.Token < 0)
        {
            End(sequence, new GenerationException($"the model's logits after {sequence.Known} tokens are not finite; the weights or the activations have overflowed."));
            return;
        }
        _generated++;
        sequence.Settle(choice.Token);
        try
        {
            if (sequence.Answer.Add(choice, _policyVersion) is { } reason)
                End(sequence, reason);
        }
        catch (Exception error)
        {
            // The caller's token decoder threw.
            End(sequence, error);
        }
    }

    private void End(Sequence sequence, FinishReason reason)
    {
        if (sequence.Answer.Completion.IsCompleted)
            return;
        _scheduler.Remove(sequence);
        sequence.Answer.Complete(reason);
    }

    private void End(Sequence sequence, Exception error)
    {
        _scheduler.Remove(sequence);
        sequence.Answer.Fail(error);
    }

    private EngineMetrics Measure() => new(
        _scheduler.Running, _scheduler.Waiting, _backend.Pages - _scheduler.FreePages, _backend.Pages, _generated, _rows, _scheduler.Preemptions,
        _steps, _busy.Elapsed, _policyVersion);

    private void Validate(GenerationRequest request)
    {
        request.Sampling.Validate();
        if (request.Prompt.Count == 0)
            throw new GenerationException("the prompt has no tokens.");
        foreach (var token in request.Prompt)
            if (token < 0 || token >= _backend.VocabularySize)
                throw new GenerationException($"the prompt holds token {token}; the vocabulary's tokens are 0 to {_backend.VocabularySize - 1}.");
        if (request.MaxNewTokens < 1)
            throw new GenerationException($"{nameof(request.MaxNewTokens)} is {request.MaxNewTokens}; it must be at least 1.");
        if (request.Prompt.Count + (long)request.MaxNewTokens > MaxContext)
            throw new GenerationException(
                $"a prompt of {request.Prompt.Count} tokens and {request.MaxNewTokens} new ones exceed the engine's context of {MaxContext}; shorten the prompt or generate less.");
        if (request.NeedsText && _newDecoder is null)
            throw new GenerationException("text or stop strings were asked of an engine that has no token decoder.");
        if (request.StopStrings.Any(string.IsNullOrEmpty))
            throw new GenerationException("a stop string is empty; leave it out.");
    }

    /// <summary>Something for the engine's thread to do between two steps, or what to do when the engine has ended.</summary>
    private sealed record Command(Action Run, Action<Exception> Fail);
}
