namespace Pathwise.Learning.Data;

/// <summary>Reads a stream and takes the CRC-32 of its bytes (polynomial EDB88320, as in ZIP archives; ISO 3309).</summary>
internal sealed class ChecksumStream(Stream inner) : ForwardStream(inner)
{
    static readonly uint[] s_table = [.. Enumerable.Range(0, 256).Select(Remainder)];
    uint _state = 0xFFFFFFFF;

    /// <summary>The checksum of what has been read.</summary>
    public uint Checksum => ~_state;

    /// <summary>The number of bytes read.</summary>
    public long Count { get; private set; }

    static uint Remainder(int value)
    {
        uint remainder = (uint)value;
        for (int bit = 0; bit < 8; bit++) remainder = (remainder & 1) != 0 ? (remainder >> 1) ^ 0xEDB88320 : remainder >> 1;
        return remainder;
    }

    public override int Read(Span<byte> buffer)
    {
        int read = Inner.Read(buffer);
        foreach (byte b in buffer[..read]) _state = s_table[(byte)(_state ^ b)] ^ (_state >> 8);
        Count += read;
        return read;
    }
}
