using System.Text;
using AspireIF.Models.Generation;

namespace AspireIF.Models.Tokenization;

/// <summary>Text from tokens as they come. A character whose bytes are spread over tokens appears with its last byte. One per stream.</summary>
public sealed class StreamingDecoder : ITokenDecoder
{
    private readonly Tokenizer _tokenizer;
    private readonly bool _skipSpecials;
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    internal StreamingDecoder(Tokenizer tokenizer, bool skipSpecials) => (_tokenizer, _skipSpecials) = (tokenizer, skipSpecials);

    /// <summary>The text that became complete with this token; bytes that are no UTF-8 become U+FFFD.</summary>
    public string Append(int token) => Text(_tokenizer.BytesOf(token, _skipSpecials), flush: false);

    /// <summary>The stream ended: an incomplete character becomes U+FFFD.</summary>
    public string Flush() => Text([], flush: true);

    private string Text(ReadOnlySpan<byte> bytes, bool flush)
    {
        if (bytes.IsEmpty && !flush)
            return "";
        Span<char> buffer = bytes.Length < 256 ? stackalloc char[bytes.Length + 8] : new char[bytes.Length + 8];
        return new string(buffer[.._decoder.GetChars(bytes, buffer, flush)]);
    }
}
