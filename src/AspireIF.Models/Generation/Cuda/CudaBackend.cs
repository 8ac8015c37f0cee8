using AspireIF.Models.Configuration;
using AspireIF.Models.Native.Cuda;
using AspireIF.Models.Transformer;
using static TorchSharp.torch;

namespace AspireIF.Models.Generation.Cuda;

/// <summary>
/// The decoder on an NVIDIA GPU of compute capability 9.0 in bf16, in kernels of its own. A step in which every sequence advances by one token
/// is one recorded graph per padded number of rows; steps with pieces of prompts run the same kernels one by one.
/// It computes with the model's own tensors, so a learner on the same GPU and the engine can share one copy: the model must outlive the backend,
/// and new weights are copied into it unless they are already there. Like every path but the CPU's, an answer may depend in its last bits on the
/// number of rows that share a step.
/// </summary>
internal sealed unsafe class CudaBackend : IOverlappingBackend
{
    public const int TokensPerPage = 16;

    private readonly DecoderModel _model;
    private readonly ModelConfiguration _configuration;
    private readonly CudaDevice _device;
    private readonly KernelLibrary _kernels;
    private readonly OverlappingKernel _carry;
    private readonly EightBitWeights? _packed;
    private CudaWeights _weights;
    private readonly CudaActivations _memory;
    private readonly StepInputs _inputs;
    private readonly StepSlot[] _slots; // of the steps under way, in turn
    private readonly DeviceMemory _turns;
    private readonly Dictionary<int, DecoderPass> _passes = [];
    private readonly Dictionary<int, Graph> _graphs = [];
    private readonly nint _stream;
    private readonly PromptPass? _prompts;
    private HistoryMemory? _histories;
    private long _begun, _ended;

    public CudaBackend(DecoderModel model, EngineOptions options, CudaDevice device)
    {
        (_model, _configuration, _device) = (model, model.Configuration, device);
        options = Sized(options);
        if (options.MemoryBytes is null)
            throw new GenerationException($"{nameof(options.MemoryBytes)} is not set; say how much of the GPU's memory the engine may take.");
        var plan = Plan(_configuration, options);
        (Pages, MaxContext, MaxRows) = (plan.Pages, plan.MaxContext, plan.MaxRows);
        device.MakeCurrent();
        CudaDriver.Check(CudaDriver.cuStreamCreate(out _stream, CudaDriver.NonBlockingStream), "making a stream");
        _kernels = new KernelLibrary(device);
        _carry = _kernels.Load("rows", "carry", 0);
        _inputs = InputsFor(options, MaxContext);
        _memory = new CudaActivations(_configuration, ProductShape.Padded(MaxRows), ProductShape.Padded(options.MaxSequences), Pages, _inputs.Bytes, _stream);
        _prompts = PromptPass.Of(model, _memory, device);
        _weights = new CudaWeights(model);
        _packed = options.EightBitWeights ? new EightBitWeights(model, _kernels, _stream) : null;
        _slots = [new StepSlot(_inputs.Bytes, _memory.Choices.Bytes), new StepSlot(_inputs.Bytes, _memory.Choices.Bytes)];
        _turns = RotaryTable(_configuration, MaxContext, _stream);
        CudaDriver.Check(CudaDriver.cuCtxSynchronize(), "waiting for the weights"); // torch wrote them on a stream of its own
        _packed?.Pack(_stream);
    }

    public int PageTokens => TokensPerPage;

    public int Pages { get; }

    public int MaxContext { get; }

    public int MaxRows { get; }

    public int VocabularySize => _configuration.VocabularySize;

    /// <summary>What an engine with these options would take.</summary>
    public static MemoryPlan Plan(ModelConfiguration configuration, EngineOptions options)
    {
        options.Validate();
        options = Sized(options);
        var context = Math.Min(options.MaxContext ?? int.MaxValue, configuration.MaxPositions);
        var weights = ParameterShapes.Of(configuration).Sum(p => p.Shape.Aggregate(1L, (a, b) => a * b)) * 2;
        var bytes = weights + 4L * context * configuration.HeadDimension
            + CudaActivations.FixedBytes(configuration, ProductShape.Padded(options.MaxRows), ProductShape.Padded(options.MaxSequences), InputsFor(options, context).Bytes)
            + PromptPass.Bytes(configuration, options.MaxRows) + (options.EightBitWeights ? EightBitWeights.Bytes(configuration) : 0);
        return MemoryPlan.Create(options, context, bytes, CudaActivations.PageBytes(configuration), TokensPerPage);
    }

    public void Step(IReadOnlyList<StepSegment> segments, Span<TokenChoice> choices)
    {
        Begin(segments);
        Span<TokenChoice> chosen = new TokenChoice[segments.Count(segment => segment.Samples)];
        End(chosen);
        for (var (i, sample) = (0, 0); i < segments.Count; i++)
            if (segments[i].Samples)
                choices[i] = chosen[sample++];
    }

    public void Begin(IReadOnlyList<StepSegment> segments)
    {
        if (_begun - _ended == _slots.Length)
            throw new InvalidOperationException("two steps are under way; end one first.");
        _device.MakeCurrent();
        if (_prompts is not null)
        {
            (var prompts, segments) = PromptPass.Split(segments);
            if (prompts.Count > 0)
                _prompts.Enqueue(prompts, _stream);
        }
        var (rows, samples) = (0, 0);
        foreach (var segment in segments)
        {
            rows += segment.Count;
            samples += segment.Samples ? 1 : 0;
        }
        FollowWeights();
        var slot = _slots[_begun % _slots.Length];
        if (rows > 0)
        {
            var decodes = rows == segments.Count && samples == rows;
            var padded = ProductShape.Padded(rows);
            var graph = decodes ? GraphFor(padded) : null;
            var samplesPadded = ProductShape.Padded(Math.Max(samples, 1));
            if (graph is not null)
            {
                Carry(slot.Inputs.Pointer, _memory.Inputs.Pointer, Pack(segments, padded, samplesPadded));
                graph.Launch(_stream);
            }
            else
            {
                Upload(segments, padded, samplesPadded);
                Enqueue(padded, samples);
            }
        }
        if (samples > 0)
            Carry(_memory.Choices.Pointer, slot.Choices.Pointer, samples * sizeof(SampledToken));
        slot.Mark(_stream);
        _begun++;
    }

    public void End(Span<TokenChoice> choices)
    {
        if (_begun == _ended)
            throw new InvalidOperationException("no step is under way.");
        _device.MakeCurrent();
        _slots[_ended % _slots.Length].Wait(choices);
        _ended++;
    }

    public void CopyPage(int source, int target)
    {
        _device.MakeCurrent();
        var bytes = CudaActivations.PageBytes(_configuration);
        CudaDriver.Check(
            CudaDriver.cuMemcpyDtoDAsync_v2(_memory.Cache.Pointer + (nint)(target * bytes), _memory.Cache.Pointer + (nint)(source * bytes), (nuint)bytes, _stream), "copying a page");
    }

    public void SwapWeights(DecoderModel source)
    {
        WeightSwap.Check(source, _configuration);
        if (ReferenceEquals(source, _model) && source.Layers.Any(layer => layer.Linears.Any(linear => linear.Adapter is not null)))
            throw new GenerationException("the new weights are the engine's own with an adapter attached; merging it here would change the weights that it is trained on. Give the learner a copy of the model.");
        _device.MakeCurrent();
        WeightSwap.Copy(source, _model);
        CudaDriver.Check(CudaDriver.cuCtxSynchronize(), "waiting for the new weights"); // torch wrote them on a stream of its own
        _packed?.Pack(_stream);
    }

    public void Dispose()
    {
        _device.MakeCurrent();
        _ = CudaDriver.cuStreamSynchronize(_stream); // a step may be under way
        DropPasses();
        _packed?.Dispose();
        _kernels.Dispose();
        _memory.Dispose();
        foreach (var slot in _slots)
            slot.Dispose();
        _prompts?.Dispose();
        _turns.Dispose();
        _histories?.Dispose();
        _ = CudaDriver.cuStreamDestroy_v2(_stream);
    }

    /// <summary>Packs a step and copies it to the GPU, for kernels that follow one by one: these may begin before the one ahead of them has ended, so no kernel may do it.</summary>
    internal void Upload(IReadOnlyList<StepSegment> segments, int paddedRows, int paddedSamples)
    {
        var bytes = Pack(segments, paddedRows, paddedSamples);
        CudaDriver.Check(
            CudaDriver.cuMemcpyHtoDAsync_v2(_memory.Inputs.Pointer, _slots[_begun % _slots.Length].Inputs.Pointer, (nuint)bytes, _stream), "copying a step's rows");
    }

    /// <summary>Packs a step where the next one is packed.</summary>
    /// <returns>Its bytes.</returns>
    private int Pack(IReadOnlyList<StepSegment> segments, int paddedRows, int paddedSamples)
    {
        var packed = _slots[_begun % _slots.Length].Inputs.Pointer;
        var target = new Span<byte>((void*)packed, _inputs.Bytes);
        var bytes = _inputs.Pack(segments, target, paddedRows, paddedSamples);
        if (_inputs.Histories.Count > 0)
        {
            _histories ??= new HistoryMemory(_memory.Samples, MaxContext, _stream);
            _histories.Upload(_inputs.Histories, (SamplingRow*)(packed + _inputs.SamplingOffset));
        }
        return bytes;
    }

    /// <summary>Copies between the GPU's memory and the host's page-locked memory, in words of 16 bytes, before and after a graph, which waits for all that is ahead of it.</summary>
    private void Carry(nint source, nint target, int bytes)
    {
        var arguments = new CarryArguments { Source = source, Target = target, Words = (bytes + 15) / 16 };
        _carry.Launch(_stream, ((arguments.Words + 127) / 128, 1, 1), 128, 1, (nint)(&arguments));
    }

    /// <summary>The recorded step of so many padded rows that all decode.</summary>
    internal Graph GraphFor(int padded)
    {
        if (_graphs.TryGetValue(padded, out var graph))
            return graph;
        graph = Record(padded, PassParts.All);
        _graphs.Add(padded, graph);
        return graph;
    }

    /// <summary>Records some parts of a step; the caller owns the graph.</summary>
    internal Graph Record(int padded, PassParts parts)
    {
        var pass = PassFor(padded);
        LoadKernels(pass, padded);
        return new Graph(_stream, () =>
        {
            pass.EnqueueLayers(_stream, appended: false, parts);
            pass.EnqueueSampling(_stream, padded, gathers: false, parts);
        });
    }

    internal nint Stream => _stream;

    internal EightBitWeights? Packed => _packed;

    /// <summary>The logits of the last step, [samples, vocabulary].</summary>
    internal float[] Logits(int samples)
    {
        var bits = new ushort[(long)samples * VocabularySize];
        fixed (ushort* target = bits)
            CudaDriver.Check(CudaDriver.cuMemcpyDtoHAsync_v2((nint)target, _memory.Logits.Pointer, (nuint)bits.Length * 2, _stream), "reading logits");
        CudaDriver.Check(CudaDriver.cuStreamSynchronize(_stream), "reading logits");
        return Array.ConvertAll(bits, b => BitConverter.UInt32BitsToSingle((uint)b << 16));
    }

    internal PassShapes ShapesFor(int padded) => PassShapes.For(_configuration, padded, _device.Multiprocessors, _packed is not null);

    private void Enqueue(int padded, int samples)
    {
        var pass = PassFor(padded);
        pass.EnqueueLayers(_stream, appended: true);
        if (samples > 0)
            pass.EnqueueSampling(_stream, samples, gathers: true);
    }

    /// <summary>A trainer lays the model's tensors into buffers of its own, and a forward in fused layers lays those with the same inputs together: the recorded steps name old addresses then.</summary>
    private void FollowWeights()
    {
        if (_weights.AreThoseOf(_model))
            return;
        CudaDriver.Check(CudaDriver.cuStreamSynchronize(_stream), "ending a step on the old weights");
        DropPasses();
        _weights = new CudaWeights(_model);
        CudaDriver.Check(CudaDriver.cuCtxSynchronize(), "waiting for the moved weights"); // torch wrote them on a stream of its own
    }

    private void DropPasses()
    {
        foreach (var graph in _graphs.Values)
            graph.Dispose();
        foreach (var pass in _passes.Values)
            pass.Dispose();
        _graphs.Clear();
        _passes.Clear();
        _weights.Dispose();
    }

    /// <summary>Loads every kernel of a step before it is recorded: modules cannot be loaded while a stream records.</summary>
    private void LoadKernels(DecoderPass pass, int padded)
    {
        using var choices = new DeviceMemory(_memory.Choices.Bytes, _stream); // the next step may need those of the last one
        CudaDriver.Check(CudaDriver.cuMemcpyDtoDAsync_v2(choices.Pointer, _memory.Choices.Pointer, (nuint)choices.Bytes, _stream), "keeping choices");
        Upload([], padded, padded); // empty rows: the cache stays as it is
        pass.EnqueueLayers(_stream, appended: false);
        pass.EnqueueSampling(_stream, padded, gathers: false);
        CudaDriver.Check(CudaDriver.cuMemcpyDtoDAsync_v2(_memory.Choices.Pointer, choices.Pointer, (nuint)choices.Bytes, _stream), "keeping choices");
        CudaDriver.Check(CudaDriver.cuStreamSynchronize(_stream), "loading the kernels");
    }

    private DecoderPass PassFor(int padded)
    {
        if (!_passes.TryGetValue(padded, out var pass))
            _passes.Add(padded, pass = new DecoderPass(
                _configuration, _weights, _packed, _memory, _inputs, _kernels, ShapesFor(padded), padded, _turns.Pointer));
        return pass;
    }

    /// <summary>More rows than on a CPU: long prompts in large pieces keep the tensor cores busy, and decoding waits for a piece no longer than some 10 ms.</summary>
    private static EngineOptions Sized(EngineOptions options) => options.StepRows != 0 ? options : options with { StepRows = options.MaxSequences + 2048 };

    private static StepInputs InputsFor(EngineOptions options, int context) =>
        new(ProductShape.Padded(options.MaxRows), ProductShape.Padded(options.MaxSequences), options.MaxSequences * ((context + TokensPerPage - 1) / TokensPerPage));

    /// <summary>Rounded to bf16, as the model's own forward does. [positions, cosines | sines]</summary>
    private static DeviceMemory RotaryTable(ModelConfiguration model, int positions, nint stream)
    {
        using var scope = NewDisposeScope();
        var (cosines, sines) = RotaryPositions.Angles(
            RotaryPositions.Frequencies(model), [.. Enumerable.Range(0, positions).Select(i => (long)i)], CPU, ScalarType.BFloat16);
        var table = cat([cosines, sines], -1).to_type(ScalarType.Float32).data<float>().ToArray();
        var memory = new DeviceMemory(4L * table.Length, stream);
        fixed (float* values = table)
        {
            CudaDriver.Check(CudaDriver.cuMemcpyHtoDAsync_v2(memory.Pointer, (nint)values, (nuint)(4L * table.Length), stream), "copying the rotary table");
            CudaDriver.Check(CudaDriver.cuStreamSynchronize(stream), "copying the rotary table");
        }
        return memory;
    }
}
