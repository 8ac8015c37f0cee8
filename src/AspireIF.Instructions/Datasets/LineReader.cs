namespace AspireIF.Instructions.Datasets;

/// <summary>
/// Splits a stream into lines of bytes. Only a line feed ends a line (a carriage return before it is dropped), so U+0085 and U+2028
/// stay inside; a byte order mark at the start of the stream is dropped. Memory is bounded by the longest line that is allowed.
/// </summary>
internal sealed class LineReader(Stream stream, int maxLineBytes)
{
    private byte[] _buffer = new byte[Math.Min(64 << 10, Math.Max(16, maxLineBytes))];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>The number of the line last read, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The line last read was longer than allowed; its bytes were skipped.</summary>
    public bool TooLong { get; private set; }

    /// <summary>Reads the next line; valid until the next call. False at the end of the stream.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        TooLong = false;
        int searched = 0;
        while (true)
        {
            int feed = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                line = Take(searched + feed, 1);
                return true;
            }
            searched = _end - _start;
            // Four bytes more than allowed: a byte order mark and the carriage return that may turn out to belong to the line's end.
            if (searched > (long)maxLineBytes + 4)
            {
                TooLong = true;
                _start = _end;
                searched = 0;
            }
            if (_ended)
            {
                if (searched == 0 && !TooLong)
                {
                    line = default;
                    return false;
                }
                line = Take(searched, 0);
                return true;
            }
            Fill();
        }
    }

    private ReadOnlyMemory<byte> Take(int length, int feed)
    {
        ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, length);
        _start += length + feed;
        if (Number++ == 0 && line.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            line = line[3..];
        if (line.Length > 0 && line.Span[^1] == '\r')
            line = line[..^1];
        TooLong |= line.Length > maxLineBytes;
        return TooLong ? default : line;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, (int)Math.Min(_buffer.Length * 2L, Array.MaxLength));
        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _ended = read == 0;
        _end += read;
    }
}
