using AspireIF.Models.Configuration;
using AspireIF.Models.Native.Cuda;
using AspireIF.Models.Transformer;
using AspireIF.Models.Transformer.Fused;
using static TorchSharp.torch;

namespace AspireIF.Models.Generation.Cuda;

/// <summary>
/// The first pieces of prompts, packed, through the fused layers: torch's products and FlashAttention, which are faster than the decode path's kernels where there are many rows.
/// Only keys and values are kept; a prompt's last token is left to the decode path, which samples from it. Later pieces of long prompts, which attend to pages, are the decode path's too.
/// </summary>
internal sealed class PromptPass : IDisposable
{
    /// <summary>With fewer rows the host's launches of single operations take longer than the decode path's kernels; measured on an H100.</summary>
    private const int FewestRows = 1024;

    private const int Block = 256;

    private readonly DecoderModel _model;
    private readonly ModelConfiguration _configuration;
    private readonly FusedDecoder _layers;
    private readonly CudaActivations _memory;
    private readonly KernelModule _kernels;
    private readonly float[] _frequencies;
    private readonly nint _before, _after; // events between the engine's stream and torch's

    private PromptPass(DecoderModel model, FusedDecoder layers, CudaActivations memory, CudaDevice device)
    {
        (_model, _configuration, _layers, _memory) = (model, model.Configuration, layers, memory);
        layers.Join(); // before anybody asks where the weights lie
        _frequencies = RotaryPositions.Frequencies(_configuration);
        _kernels = new KernelModule(device, "store", KernelModule.Source(typeof(PromptPass).Assembly, "AspireIF.Models.Generation.Cuda.store.cu"),
            new Dictionary<string, string> { ["DIMENSION"] = $"{_configuration.HeadDimension}" });
        CudaDriver.Check(CudaDriver.cuEventCreate(out _before, CudaDriver.EventWithoutTime), "making an event");
        CudaDriver.Check(CudaDriver.cuEventCreate(out _after, CudaDriver.EventWithoutTime), "making an event");
    }

    /// <summary>Null where the model's layers have no fused form; the decode path then takes prompts, too.</summary>
    public static PromptPass? Of(DecoderModel model, CudaActivations memory, CudaDevice device) =>
        model.FusedLayers && FusedDecoder.Of(model) is { } layers ? new PromptPass(model, layers, memory, device) : null;

    /// <summary>About what torch takes for a pass of so many rows.</summary>
    public static long Bytes(ModelConfiguration model, long rows) => 2 * rows * (4L * model.HiddenSize + 2L * CudaActivations.Width(model) + 3L * model.IntermediateSize);

    /// <summary>What of a step is for this pass, and what is left for the decode path; nothing and everything where it is too little.</summary>
    public static (IReadOnlyList<StepSegment> Prompts, IReadOnlyList<StepSegment> Others) Split(IReadOnlyList<StepSegment> segments)
    {
        List<StepSegment> prompts = [.. segments.Where(Begins).Select(s => new StepSegment(s.Sequence, 0, s.Samples ? s.Count - 1 : s.Count))];
        if (prompts.Sum(prompt => prompt.Count) < FewestRows)
            return ([], segments);
        List<StepSegment> others = [.. segments.Where(s => !Begins(s) || s.Samples).Select(s => Begins(s) ? new StepSegment(s.Sequence, s.Count - 1, 1) : s)];
        return (prompts, others);

        static bool Begins(StepSegment segment) => segment.Start == 0 && segment.Count > 1;
    }

    /// <summary>Enqueues the pass behind what the stream has, and lets the stream wait for it.</summary>
    public void Enqueue(IReadOnlyList<StepSegment> prompts, nint stream)
    {
        const nint Torch = 0; // the default stream
        // Pages may still be read, and weights that the fused layers move together still be in use.
        CudaDriver.Check(CudaDriver.cuEventRecord(_before, stream), "marking the steps before a prompt");
        CudaDriver.Check(CudaDriver.cuStreamWaitEvent(Torch, _before, 0), "waiting for the steps before a prompt");
        using (NewDisposeScope())
        using (no_grad())
        {
            int[][] tokens = [.. prompts.Select(prompt => prompt.Sequence.Tokens[..prompt.Count].ToArray())];
            Tensor places = prompts.SelectMany(prompt => Enumerable.Range(0, prompt.Count).Select(
                i => prompt.Sequence.Pages[i / CudaBackend.TokensPerPage] * CudaBackend.TokensPerPage + i % CudaBackend.TokensPerPage)).ToArray().On(_model.Device);
            Tensor hidden = _model.Embedding.index_select(0, tokens.SelectMany(t => t).Select(token => (long)token).ToArray().On(_model.Device));
            _layers.Visit(hidden, PackedBatch.Of(tokens), _frequencies, (layer, rows) => Store(layer, rows, places));
        }
        CudaDriver.Check(CudaDriver.cuEventRecord(_after, Torch), "marking the end of a prompt");
        CudaDriver.Check(CudaDriver.cuStreamWaitEvent(stream, _after, 0), "waiting for a prompt");
    }

    public void Dispose()
    {
        _layers.Forget();
        _ = CudaDriver.cuEventDestroy_v2(_before);
        _ = CudaDriver.cuEventDestroy_v2(_after);
    }

    private void Store(int layer, Tensor rows, Tensor places)
    {
        long count = rows.shape[0] * 2 * _configuration.KeyValueHeads * (_configuration.HeadDimension / 8);
        long cache = _memory.Cache.Pointer + layer * CudaActivations.LayerPageBytes(_configuration);
        _kernels["store"].Launch((count + Block - 1) / Block, Block, rows, cache, places, CudaActivations.PageBytes(_configuration) / 16, _configuration.QueryHeads, _configuration.KeyValueHeads, count);
    }
}
