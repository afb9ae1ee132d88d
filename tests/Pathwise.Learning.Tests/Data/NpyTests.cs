using System.Buffers.Binary;
using static Pathwise.Learning.Tests.Data.Files;

namespace Pathwise.Learning.Tests.Data;

/// <summary>NPY and NPZ: every version, type and order; a file that NumPy wrote; round trips; refusals with their places.</summary>
public class NpyTests
{
    static readonly string[] s_types = ["u1", "b1", "i1", "u2", "i2", "u4", "i4", "i8", "f2", "f4", "f8"];

    public static TheoryData<string, char, int> Cases
    {
        get
        {
            var data = new TheoryData<string, char, int>();
            foreach (string type in s_types) foreach (char order in (char[])['<', '>']) foreach (int version in (int[])[1, 2, 3]) data.Add(type, order, version);
            return data;
        }
    }

    /// <summary>The bytes of a number, highest first or last.</summary>
    static byte[] Bytes(string type, double x, bool big)
    {
        var bytes = new byte[type[1] - '0'];
        switch (type)
        {
            case "u1" or "b1": bytes[0] = (byte)x; break;
            case "i1": bytes[0] = (byte)(sbyte)x; break;
            case "u2": BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)x); break;
            case "i2": BinaryPrimitives.WriteInt16BigEndian(bytes, (short)x); break;
            case "u4": BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)x); break;
            case "i4": BinaryPrimitives.WriteInt32BigEndian(bytes, (int)x); break;
            case "i8": BinaryPrimitives.WriteInt64BigEndian(bytes, (long)x); break;
            case "f2": BinaryPrimitives.WriteHalfBigEndian(bytes, (Half)x); break;
            case "f4": BinaryPrimitives.WriteSingleBigEndian(bytes, (float)x); break;
            default: BinaryPrimitives.WriteDoubleBigEndian(bytes, x); break;
        }
        return big ? bytes : [.. bytes.Reverse()];
    }

    static double[] Numbers(string type) => type switch
    {
        "u1" => [0, 1, 2, 127, 128, 255],
        "b1" => [0, 1, 1, 0, 0, 1],
        "i1" => [0, -1, 2, 127, -128, 5],
        "u2" => [0, 1, 258, 32768, 65535, 5],
        "i2" => [0, -1, 258, 32767, -32768, 5],
        "u4" => [0, 1, 16909060, 2147483648, 4294967295, 5],
        "i4" => [0, -1, 16909060, 2147483647, -2147483648, 5],
        "i8" => [0, -1, 72623859790382856 - 8, 1L << 62, -9223372036854775808, 5],
        "f2" => [0, -1, 0.333251953125, 65504, -0.0009765625, 5],
        "f4" => [0, -1, 0.3333333432674408, 16777216, -1.40129846432481707e-45, 5],
        _ => [0, -1, 1.0 / 3, double.MaxValue, -double.Epsilon, 5],
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Types_orders_and_versions(string type, char order, int version)
    {
        double[] numbers = Numbers(type);
        byte[] bytes = [.. numbers.SelectMany(x => Bytes(type, x, order == '>'))];
        string name = type is "u1" or "b1" or "i1" && version == 1 ? "|" + type : order + type;
        var rows = Npy(NpyOf($"{{'descr': '{name}', 'fortran_order': False, 'shape': (2, 3), }}", bytes, (byte)version));
        Assert.Equal(new Shape(2, 3), rows.Shape);
        Assert.Equal(numbers, rows.ToArray());
        // In Fortran's order element (i, j) is number i + 2j.
        var columns = Npy(Gzip(NpyOf($"{{\"shape\":(2L,3),'fortran_order' : True,'descr':'{name}'}}   ", bytes, (byte)version)));
        for (int i = 0; i < 2; i++) for (int j = 0; j < 3; j++) Assert.Equal(numbers[i + 2 * j], columns[3 * i + j]);
        Assert.Equal(rows.ElementType, columns.ElementType);
    }

    [Fact]
    public void Fortran_order_of_three_axes()
    {
        byte[] bytes = [.. Enumerable.Range(0, 24).Select(i => (byte)i)];
        var array = Npy(NpyOf("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 4), }", bytes));
        for (int i = 0; i < 2; i++) for (int j = 0; j < 3; j++) for (int k = 0; k < 4; k++) Assert.Equal(i + 2 * j + 6 * k, array[12 * i + 4 * j + k]);
    }

    /// <summary>What <c>numpy.save</c> of NumPy 1.24.2 writes of <c>array([[1.5, -2.0]])</c> and of an array of records.</summary>
    [Fact]
    public void Files_of_NumPy()
    {
        byte[] file = Convert.FromBase64String("k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAD4PwAAAAAAAADA");
        Assert.Equal(new Shape(1, 2), Npy(file).Shape);
        Assert.Equal([1.5, -2], Npy(file).ToArray());
        var written = new MemoryStream();
        Learning.Data.Npy.Write(written, new DataArray(new Shape(1, 2), [1.5, -2.0]));
        // The same words and numbers; NumPy leaves more room behind the words, for arrays that grow.
        Assert.Equal(System.Text.Encoding.Latin1.GetString(file, 10, 60).TrimEnd(), System.Text.Encoding.Latin1.GetString(written.ToArray(), 10, 60).TrimEnd());
        Assert.Equal(file[^16..], written.ToArray()[^16..]);
        Assert.Equal(0, (written.Length - 16) % 64);
        byte[] records = Convert.FromBase64String("k05VTVBZAQB2AHsnZGVzY3InOiBbKCdhJywgJzxpNCcpLCAoJ2InLCAnPGY4JyldLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMSwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAAAAAAAAAAAEA=");
        Refused("PW4005", () => Npy(records));
    }

    /// <summary>What <c>numpy.savez_compressed(file, weights=asfortranarray(arange(6, dtype='&gt;i2').reshape(2, 3)), bias=float32(.25))</c> writes.</summary>
    [Fact]
    public void An_archive_of_NumPy()
    {
        var arrays = Npz(Convert.FromBase64String("UEsDBBQAAAAIAAAAIQDhHvqoUQAAAIwAAAALABQAd2VpZ2h0cy5ucHkBABAAjAAAAAAAAABRAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6XaaSuo6Cell9UUpSYF59flJIKEg8pKk0FChdnJBakArkaRjoKxpo6CrUK5AMuBgYGZgZGBhYGJgZWAFBLAwQUAAAACAAAACEAtmyY2kYAAACEAAAACAAUAGJpYXMubnB5AQAQAIQAAAAAAAAARgAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2airqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RqaOgq1ChQBLgaGBjsAUEsBAhQDFAAAAAgAAAAhAOEe+qhRAAAAjAAAAAsAAAAAAAAAAAAAAIABAAAAAHdlaWdodHMubnB5UEsBAhQDFAAAAAgAAAAhALZsmNpGAAAAhAAAAAgAAAAAAAAAAAAAAIABjgAAAGJpYXMubnB5UEsFBgAAAAACAAIAbwAAAA4BAAAAAA=="));
        Assert.Equal([0, 1, 2, 3, 4, 5], arrays["weights"].ToArray());
        Assert.Equal(new Shape(2, 3), arrays["weights"].Shape);
        Assert.Equal([0.25], arrays["bias"].ToArray());
        Assert.Equal((Shape.Scalar, typeof(float)), (arrays["bias"].Shape, arrays["bias"].ElementType));
    }

    [Fact]
    public void Round_trips_keep_shapes_types_and_bits()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "a.npy");
        DataArray[] arrays =
        [
            new(new Shape(3), new byte[] { 1, 2, 255 }), new(new Shape(2, 1), new[] { int.MinValue, int.MaxValue }), new(new Shape(1, 1, 2), new[] { long.MinValue, long.MaxValue }),
            new(new Shape(2), new[] { float.Epsilon, float.NaN }), new(Shape.Scalar, new[] { -0.0 }), new(new Shape(2, 2), new[] { 0.1, double.Epsilon, double.PositiveInfinity, -1 }),
        ];
        foreach (var array in arrays)
        {
            Learning.Data.Npy.Write(file, array);
            var again = Learning.Data.Npy.Read(file);
            Assert.Equal(array.Shape, again.Shape);
            Assert.Equal(array.ElementType, again.ElementType);
            Assert.Equal(array.ToArray().Select(BitConverter.DoubleToInt64Bits), again.ToArray().Select(BitConverter.DoubleToInt64Bits));
        }
        Assert.Equal([long.MinValue, long.MaxValue], arrays[2].Elements<long>().ToArray());
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        Refused("PW4010", () => { Learning.Data.Npy.Write(file, arrays[0]); return 0; });
        Refused("PW4001", () => Learning.Data.Npy.Read(file));
        Refused("PW4001", () => Learning.Data.Npy.Read(Path.GetTempPath()));
        Refused("PW4001", () => Learning.Data.Npy.Read(""));
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", "PW4004", "16 bytes are declared, at most 8 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "PW4004", "more bytes follow")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (0,), }", "PW4006", "[0]")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", "PW4006", "[4294967296, 4294967296]")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }", "PW4003", "expected an extent")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (200000000,), }", "PW4004", "1600000000 bytes are declared")]
    [InlineData("{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }", "PW4005", "'<c16'")]
    [InlineData("{'descr': '<u8', 'fortran_order': False, 'shape': (1,), }", "PW4005", "'<u8'")]
    [InlineData("{'descr': '|f8', 'fortran_order': False, 'shape': (1,), }", "PW4005", "'|f8'")]
    [InlineData("{'descr': '', 'fortran_order': False, 'shape': (1,), }", "PW4005", "''")]
    [InlineData("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", "PW4005", "records")]
    [InlineData("{'descr': '<f8', 'fortran_order': Maybe, 'shape': (1,), }", "PW4003", "True or False")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, }", "PW4003", "lacks")]
    [InlineData("{'fortran_order': False, 'shape': (1,), }", "PW4003", "lacks 'descr'")]
    [InlineData("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", "PW4003", "once each")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'x': 1}", "PW4003", "once each")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} x", "PW4003", "the end of the header")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}", "PW4003", "character 52")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1", "PW4003", "')'")]
    [InlineData("{'descr", "PW4003", "quotes")]
    [InlineData("", "PW4003", "'{'")]
    public void Headers_that_are_refused(string header, string id, string words)
    {
        var e = Refused(id, () => Npy(NpyOf(header, new byte[8])));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Contains("a.npy: byte ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_files_are_refused()
    {
        Refused("PW4003", () => Npy([.. "a,b\n1,2\n3,4"u8]));
        Refused("PW4003", () => Npy(NpyOf("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", new byte[8], version: 4)));
        Refused("PW4003", () => Npy([0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 127]));
        Refused("PW4004", () => Npy([]));
    }

    [Fact]
    public void Archives()
    {
        byte[] a = NpyOf("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }", [1, 2, 3]), b = NpyOf("{'descr': '<i2', 'fortran_order': False, 'shape': (), }", [2, 1]);
        var arrays = Npz(Zip(("a.npy", a), ("group/b.npy", b)));
        Assert.Equal(["a", "group/b"], arrays.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([1, 2, 3], arrays["a"].ToArray());
        Assert.Equal([258], arrays["group/b"].ToArray());
        Refused("PW4003", () => Npz(Zip(("a.txt", a))));
        Refused("PW4003", () => Npz(Zip(("a.npy", a), ("a.npy", a))));
        Refused("PW4003", () => Npz(a));
        Assert.Contains("a.npz(a.npy): byte", Refused("PW4004", () => Npz(Zip(("a.npy", a[..^1])))).Message, StringComparison.Ordinal);
    }

    /// <summary>A stored archive whose bytes change shows it by its checksum.</summary>
    [Fact]
    public void Checksums_of_archives_are_compared()
    {
        byte[] a = NpyOf("{'descr': '|u1', 'fortran_order': False, 'shape': (400,), }", [.. Enumerable.Range(0, 400).Select(i => (byte)(i * i * 31))]);
        var memory = new MemoryStream();
        using (var archive = new System.IO.Compression.ZipArchive(memory, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("a.npy", System.IO.Compression.CompressionLevel.NoCompression).Open();
            entry.Write(a);
        }
        byte[] zip = memory.ToArray();
        Assert.Equal(400, Npz(zip)["a"].Shape.Count);
        int at = zip.AsSpan().IndexOf(a.AsSpan(^100..^50));
        zip[at] ^= 1;
        Refused("PW4004", () => Npz(zip));
    }
}
