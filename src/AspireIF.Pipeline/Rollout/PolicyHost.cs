using AspireIF.Instructions.Datasets;
using AspireIF.Models.Chat.Templates;
using AspireIF.Models.Configuration;
using AspireIF.Models.Generation;
using AspireIF.Models.Tokenization;
using AspireIF.Models.Transformer;
using AspireIF.Pipeline.Configuration;
using AspireIF.Pipeline.Messages;
using static TorchSharp.torch;

namespace AspireIF.Pipeline.Rollout;

/// <summary>
/// The policy as a rollout worker runs it: one engine whose weights are swapped between decode steps. Work that may use the newest weights keeps
/// running over a swap; work that needs exactly one version holds that version until it is done.
/// </summary>
/// <param name="open">Fetches a published version: the folder it lies in; null when it is not published.</param>
/// <param name="share">Reads a version for an engine that runs already, which is faster; null when that is not to be had.</param>
internal sealed class PolicyHost(
    GenerationSettings settings, Device device, int threads, Func<long, CancellationToken, Task<string?>> open,
    Func<long, ModelConfiguration, ScalarType, CancellationToken, Task<DecoderModel?>>? share = null) : IDisposable
{
    // How often a version is looked for that a job needs and that is not published (again) yet.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _gate = new(1);
    private GenerationEngine? _engine;
    private DecoderModel? _eagerModel;
    private ModelConfiguration? _configuration;
    private ScalarType _type;
    private Tokenizer? _tokenizer;
    private ChatTemplate? _template;

    // Under the gate: uses of exactly this version, and who waits for them to end.
    private int _exactUses;
    private TaskCompletionSource? _drained;
    private TaskCompletionSource _swapped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The version in use; -1 before the first.</summary>
    public long Version { get; private set; } = -1;

    public EngineMetrics? Metrics => _engine?.Metrics;

    /// <summary>Waits until weights that will do are in use and, when exactly one version will do, keeps them until the use is disposed.</summary>
    public async Task<PolicyUse> UseAsync(VersionRange range, CancellationToken cancellation)
    {
        while (true)
        {
            Task wait;
            await _gate.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                if (range.Holds(Version))
                {
                    bool exact = range.Most is not null;
                    if (exact)
                        _exactUses++;
                    return new PolicyUse(this, _engine!, _tokenizer!, _template!, exact);
                }
                if (range.Most is { } most && _exactUses == 0)
                {
                    if (await SwapAsync(most, cancellation).ConfigureAwait(false))
                        continue;
                    wait = Task.Delay(LookInterval, cancellation);
                }
                else
                {
                    wait = range.Most is null ? _swapped.Task : (_drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                }
            }
            finally
            {
                _gate.Release();
            }
            await wait.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a newer version into use at once, unless work holds the present one.</summary>
    /// <returns>Whether it is in use.</returns>
    public async Task<bool> FollowAsync(long version, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (version == Version)
                return true;
            if (_exactUses > 0)
                return false;
            return await SwapAsync(version, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _engine?.Dispose();
        _eagerModel?.Dispose();
        _gate.Dispose();
    }

    /// <returns>False when the version is not published.</returns>
    private async Task<bool> SwapAsync(long version, CancellationToken cancellation)
    {
        DecoderModel? shared = _engine is null || share is null ? null : await share(version, _configuration!, _type, cancellation).ConfigureAwait(false);
        string? folder = shared is null ? await open(version, cancellation).ConfigureAwait(false) : null;
        if (shared is null && folder is null)
            return false;
        if (_engine is null)
        {
            Start(folder!, version);
        }
        else
        {
            using DecoderModel model = shared ?? DecoderModel.Load(folder!, device, _type);
            await _engine.SwapWeightsAsync(model, version).ConfigureAwait(false);
        }
        Version = version;
        TaskCompletionSource swapped = _swapped;
        _swapped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        swapped.SetResult();
        return true;
    }

    private void Start(string folder, long version)
    {
        Tokenizer tokenizer = Tokenizer.Load(folder);
        _template = ChatTemplate.Load(folder);
        var options = new EngineOptions
        {
            MaxSequences = settings.MaxSequences, Threads = threads > 0 ? threads : null, MemoryBytes = settings.MemoryMiB > 0 ? settings.MemoryMiB << 20 : null, EightBitWeights = settings.EightBitWeights,
        };
        DecoderModel model = DecoderModel.Load(folder, device);
        (_configuration, _type) = (model.Configuration, model.DataType);
        if (device.type == TorchSharp.DeviceType.CPU)
        {
            using (model)
                _engine = GenerationEngine.OnCpu(model, options, () => tokenizer.NewDecoder(), version);
        }
        else
        {
            _eagerModel = model;
            _engine = GenerationEngine.OnGpu(model, options, () => tokenizer.NewDecoder(), version);
        }
        _tokenizer = tokenizer;
    }

    internal void Release(bool exact)
    {
        if (!exact)
            return;
        _gate.Wait();
        try
        {
            if (--_exactUses == 0)
            {
                _drained?.SetResult();
                _drained = null;
            }
        }
        finally
        {
            _gate.Release();
        }
    }
}

/// <summary>Weights in use by one job, until it is disposed.</summary>
internal sealed class PolicyUse(PolicyHost host, GenerationEngine engine, Tokenizer tokenizer, ChatTemplate template, bool exact) : IDisposable
{
    private bool _released;

    public GenerationEngine Engine => engine;

    /// <summary>The prompt as the model is given it.</summary>
    public int[] Encode(IReadOnlyList<ChatMessage> messages) =>
        template.Encode(tokenizer, [.. messages.Select(m => new ChatTurn(m.Role, m.Content))], new TemplateInput { AddGenerationPrompt = true });

    public IReadOnlyCollection<int> StopTokens { get; } = [.. tokenizer.EndIds];

    public void Dispose()
    {
        if (_released)
            return;
        _released = true;
        host.Release(exact);
    }
}
