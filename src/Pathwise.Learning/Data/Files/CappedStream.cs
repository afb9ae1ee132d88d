namespace Pathwise.Learning.Data;

/// <summary>Reads what a compressed text expands to, up to 256 MiB: a text does not say how long it is, and a few bytes may stand for any length.</summary>
internal sealed class CappedStream(Stream inner, string file) : Stream
{
    const long Most = 1L << 28;
    long _read;

    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        _read += read;
        return _read <= Most ? read : throw new PathwiseException("PW4006", $"{file}: the text is longer than {Most} bytes when it is decompressed", "split it, or decompress it before");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
