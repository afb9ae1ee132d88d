using CsCheck;
using Parquet;
using Parquet.Schema;
using static Pathwise.Learning.Tests.Data.Files;

namespace Pathwise.Learning.Tests.Data;

/// <summary>Parquet files: types of columns, row groups, missing values, damage.</summary>
public class ParquetTests
{
    static async Task<byte[]> File(double?[] missing)
    {
        var memory = new MemoryStream();
        DataField<double> x = new("x");
        DataField<int> n = new("n");
        DataField<bool> b = new("b");
        DataField<double?> m = new("m");
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(x, n, b, m), memory))
            for (int g = 0; g < 2; g++)
            {
                using var group = writer.CreateRowGroup();
                await group.WriteAsync<double>(x, new[] { g + 0.5, -1e300 });
                await group.WriteAsync<int>(n, new[] { g, int.MinValue });
                await group.WriteAsync<bool>(b, new[] { true, false });
                await group.WriteAsync<double>(m, missing.AsMemory());
            }
        return memory.ToArray();
    }

    static Table Read(byte[] bytes)
    {
        string file = Path.GetTempFileName();
        try
        {
            System.IO.File.WriteAllBytes(file, bytes);
            return ParquetTable.Read(file);
        }
        finally { System.IO.File.Delete(file); }
    }

    [Fact]
    public async Task Columns_of_numbers()
    {
        var table = Read(await File([3, 4]));
        Assert.Equal(["x", "n", "b", "m"], table.Names);
        Assert.Equal([0.5, 0, 1, 3, -1e300, int.MinValue, 0, 4, 1.5, 1, 1, 3, -1e300, int.MinValue, 0, 4], table.Values.ToArray());
        byte[] withGap = await File([3, null]), withNaN = await File([3, double.NaN]);
        Assert.Contains("row 2 of column 'm'", Refused("PW4002", () => Read(withGap)).Message, StringComparison.Ordinal);
        Refused("PW4002", () => Read(withNaN));
        Refused("PW4001", () => ParquetTable.Read("no-such-file.parquet"));
        Refused("PW4003", () => Read([.. "a,b\n1,2\n"u8]));
    }

    [Fact]
    public async Task Columns_of_words_are_refused()
    {
        var memory = new MemoryStream();
        DataField<string> word = new("word");
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(word), memory, cancellationToken: TestContext.Current.CancellationToken))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(word, (string[])["a", "b"]);
        }
        Assert.Contains("'word'", Refused("PW4005", () => Read(memory.ToArray())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage()
    {
        byte[] file = await File([3, 4]);
        for (int length = 0; length < file.Length; length += 7) Assert.Throws<PathwiseException>(() => Read(file[..length]));
        Gen.Select(Gen.Int[0, file.Length - 1], Gen.Byte).Array[1, 4].Sample(changes =>
        {
            byte[] bytes = [.. file];
            foreach (var (at, value) in changes) bytes[at] = value;
            try { Read(bytes); }
            catch (PathwiseException) { }
        }, iter: 1000, threads: 1, seed: "0000000000001");
    }
}
