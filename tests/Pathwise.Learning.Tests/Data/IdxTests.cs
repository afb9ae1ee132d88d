using static Pathwise.Learning.Tests.Data.Files;

namespace Pathwise.Learning.Tests.Data;

/// <summary>IDX files of every type of numbers, compressed or not.</summary>
public class IdxTests
{
    static readonly byte[] s_bytes = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255];

    [Fact]
    public void Types()
    {
        Assert.Equal(new Shape(2, 3), Idx(s_bytes).Shape);
        Assert.Equal([1, 2, 3, 4, 5, 255], Idx(s_bytes).ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 255], Idx(Gzip(s_bytes)).Elements<byte>().ToArray());
        Assert.Equal([-1, 1], Idx([0, 0, 9, 1, 0, 0, 0, 2, 255, 1]).ToArray());
        Assert.Equal([-2, 258], Idx([0, 0, 11, 1, 0, 0, 0, 2, 255, 254, 1, 2]).ToArray());
        Assert.Equal([16909060], Idx([0, 0, 12, 1, 0, 0, 0, 1, 1, 2, 3, 4]).Elements<int>().ToArray());
        Assert.Equal([-2.5f], Idx([0, 0, 13, 1, 0, 0, 0, 1, 0xC0, 0x20, 0, 0]).Elements<float>().ToArray());
        Assert.Equal([-2.5], Idx([0, 0, 14, 0, 0xC0, 4, 0, 0, 0, 0, 0, 0]).Elements<double>().ToArray());
        float[] singles = new float[6];
        Idx(s_bytes).CopyTo(0, singles);
        Assert.Equal([1, 2, 3, 4, 5, 255], singles);
        Refused("PW4005", () => Idx(s_bytes).Elements<float>().ToArray());
    }

    [Fact]
    public void Files_that_are_refused()
    {
        Assert.Contains("byte 4", Refused("PW4003", () => Idx([1, .. s_bytes[1..]])).Message, StringComparison.Ordinal);
        Refused("PW4005", () => Idx([0, 0, 10, .. s_bytes[3..]]));
        Refused("PW4006", () => Idx([0, 0, 8, 1, 0, 0, 0, 0]));
        Refused("PW4006", () => Idx([0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255]));
        Assert.Contains("byte 12: the file ends within the numbers: 6 bytes are declared, at most 5 follow", Refused("PW4004", () => Idx(s_bytes[..^1])).Message, StringComparison.Ordinal);
        Assert.Contains("byte 18: more bytes follow", Refused("PW4004", () => Idx([.. s_bytes, 0])).Message, StringComparison.Ordinal);
        Refused("PW4004", () => Idx(Gzip([.. s_bytes, 0])));
        // 200 MB are declared by a few compressed bytes, and none is allocated.
        byte[] few = Gzip([0, 0, 8, 1, 12, 0, 0, 0, 1]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused("PW4004", () => Idx(few));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    /// <summary>A data set that is a little corrupt must not pass: gzip's checksum is compared.</summary>
    [Fact]
    public void Checksums_of_gzip_are_compared()
    {
        byte[] zipped = Gzip(s_bytes);
        zipped[^8] ^= 1;
        Refused("PW4004", () => Idx(zipped));
    }
}
