using System.Text;

namespace AspireIF.Instructions.Tests.Datasets;

/// <summary>A stream that repeats a line.</summary>
internal sealed class Endless(string line, int times) : MemoryStream
{
    private readonly byte[] _line = Encoding.UTF8.GetBytes(line);
    private long _at;

    public override long Position
    {
        get => _at;
        set => _at = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read = 0;
        for (; read < buffer.Length && _at < (long)_line.Length * times; read++, _at++)
            buffer[read] = _line[_at % _line.Length];
        return read;
    }
}
