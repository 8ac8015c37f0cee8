using System.Text;
using System.Threading.Channels;

namespace AspireIF.Models.Generation;

/// <summary>What a request has got so far, and where it is delivered.</summary>
internal sealed class Answer
{
    private readonly GenerationRequest _request;
    private readonly ITokenDecoder? _decoder;
    private readonly StopStringMatcher? _stops;
    private readonly StringBuilder? _text;
    private readonly ChannelWriter<GeneratedToken>? _stream;
    private readonly TaskCompletionSource<GenerationResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<GeneratedToken> _tokens = [];

    public Answer(GenerationRequest request, ITokenDecoder? decoder, ChannelWriter<GeneratedToken>? stream)
    {
        _request = request;
        _stream = stream;
        if (decoder is not null)
            (_decoder, _stops, _text) = (decoder, new StopStringMatcher(request.StopStrings), new StringBuilder());
    }

    public Task<GenerationResult> Completion => _completion.Task;

    /// <summary>Takes the next token; the reason when it is the last.</summary>
    public FinishReason? Add(TokenChoice choice, long policyVersion)
    {
        FinishReason? finish =
            _request.StopTokens.Contains(choice.Token) ? FinishReason.StopToken
            : _tokens.Count + 1 == _request.MaxNewTokens ? FinishReason.Length
            : null;
        string? text = null;
        if (_decoder is not null)
        {
            text = finish == FinishReason.StopToken ? "" : _stops!.Append(_decoder.Append(choice.Token));
            if (finish is not null)
                text += _stops!.Append(_decoder.Flush()) + _stops.Flush();
            if (_stops!.Matched is not null)
                finish = FinishReason.StopString;
        }
        _text?.Append(text);
        var token = new GeneratedToken(choice.Token, choice.LogProb, choice.RawLogProb, policyVersion, text, finish);
        _tokens.Add(token);
        _stream?.TryWrite(token);
        return finish;
    }

    public void Complete(FinishReason reason)
    {
        _completion.TrySetResult(new GenerationResult(
            [.. _tokens.Select(t => t.Token)], [.. _tokens.Select(t => t.LogProb)], [.. _tokens.Select(t => t.RawLogProb)],
            [.. _tokens.Select(t => t.PolicyVersion)], reason, _text?.ToString(), _stops?.Matched));
        _stream?.TryComplete();
    }

    public void Fail(Exception error)
    {
        _completion.TrySetException(error);
        _stream?.TryComplete(error);
    }
}
