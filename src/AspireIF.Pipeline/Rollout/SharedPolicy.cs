using AspireIF.Models.Configuration;
using AspireIF.Models.Sharing;
using AspireIF.Models.Transformer;
using Microsoft.Extensions.Logging;
using static TorchSharp.torch;

namespace AspireIF.Pipeline.Rollout;

/// <summary>Policies from the memory of a learner on this machine. Called by one job at a time.</summary>
internal sealed class SharedPolicy(RunContext run, Device device, ILogger logger) : IDisposable
{
    private SharedWeightsOffer? _offer;
    private SharedWeightsReader? _reader;

    /// <returns>A model of the caller's, or null: the artifact has to serve.</returns>
    public async Task<DecoderModel?> TryReadAsync(long version, ModelConfiguration configuration, ScalarType type, CancellationToken cancellation)
    {
        SharedWeightsOffer? offer = RunContext.SharedPolicyOf(await run.StateAsync(cancellation).ConfigureAwait(false));
        if (offer != _offer)
        {
            _reader?.Dispose();
            _reader = offer is null ? null : SharedWeightsReader.TryOpen(offer, line => logger.LogInformation("{Line}", line));
            _offer = offer;
        }
        return _reader?.TryRead(version, configuration, type, device);
    }

    public void Dispose() => _reader?.Dispose();
}
