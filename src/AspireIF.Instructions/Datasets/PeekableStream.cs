namespace AspireIF.Instructions.Datasets;

/// <summary>A pipe whose first bytes can be looked at before they are read.</summary>
internal sealed class PeekableStream(Stream stream) : Stream
{
    private byte[] _peeked = [];

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The stream itself when it can seek or peek already.</summary>
    public static Stream Of(Stream stream) => stream.CanSeek || stream is PeekableStream ? stream : new PeekableStream(stream);

    /// <summary>Up to so many bytes, fewer only at the end of the stream; before anything is read.</summary>
    public byte[] Peek(int count)
    {
        if (_peeked.Length > 0)
            return _peeked;
        var bytes = new byte[count];
        int read = stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        return _peeked = bytes[..read];
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_peeked.Length == 0)
            return stream.Read(buffer);
        int count = Math.Min(buffer.Length, _peeked.Length);
        _peeked.AsSpan(0, count).CopyTo(buffer);
        _peeked = _peeked[count..];
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
