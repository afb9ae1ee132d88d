namespace Pathwise.Learning.Data;

/// <summary>Reads what a compressed text expands to, up to 256 MiB: a text does not say how long it is, and a few bytes may stand for any length.</summary>
internal sealed class CappedStream(Stream inner, string file) : ForwardStream(inner)
{
    const long Most = 1L << 28;
    long _read;

    public override int Read(Span<byte> buffer)
    {
        int read = Inner.Read(buffer);
        _read += read;
        return _read <= Most ? read : throw new PathwiseException("PW4006", $"{file}: the text is longer than {Most} bytes when it is decompressed", "split it, or decompress it before");
    }
}
