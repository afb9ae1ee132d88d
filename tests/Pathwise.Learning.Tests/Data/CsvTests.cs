using static Pathwise.Learning.Tests.Data.Files;

namespace Pathwise.Learning.Tests.Data;

/// <summary>Tables as text: what RFC 4180 allows is read, what is wrong is refused with line and column.</summary>
public class CsvTests
{
    [Theory]
    [InlineData("a,b\n1,2\n3,4\n", true, ',')]
    [InlineData("a,b\r\n1,2\r\n3,4", true, ',')]
    [InlineData("\uFEFFa,b\r1,2\r3,4\r", true, ',')]
    [InlineData("\"a\",\" b \"\n\"1\",2\n 3 ,\"4\"\n\n\n", true, ',')]
    [InlineData("a;b\n1;+2.0\n3e0;.4e1", true, ';')]
    [InlineData("a\tb\n1\t2\n3\t4", true, '\t')]
    [InlineData("1,2\n3,4", false, ',')]
    public void Tables(string text, bool header, char separator)
    {
        var table = Csv(text, header, separator);
        Assert.Equal(header ? ["a", "b"] : ["1", "2"], table.Names);
        Assert.Equal(new Shape(2, 2), table.Values.Shape);
        Assert.Equal([1, 2, 3, 4], table.Values.ToArray());
        Assert.Equal([2, 4], table.Column(table.Names[1]));
        Assert.Equal(table.Values.ToArray(), Csv(Gzip(System.Text.Encoding.UTF8.GetBytes(text)), header, separator).Values.ToArray());
    }

    [Fact]
    public void Names_may_hold_separators_quotes_and_lines()
    {
        var table = Csv("\"a,1\",\"say \"\"b\"\"\",\"two\nlines\",π\n1,2,3,-0.125e-3\n");
        Assert.Equal(["a,1", "say \"b\"", "two\nlines", "π"], table.Names);
        Assert.Equal([-0.125e-3], table.Column("π"));
        Assert.Equal("PW4002", Assert.Throws<PathwiseException>(() => Csv("\"two\nlines\"\nx")).Id);
        Assert.Equal(3, Assert.Throws<PathwiseException>(() => Csv("\"two\nlines\"\nx")).Place.Line);
    }

    /// <summary>Doubles are read back with all their bits.</summary>
    [Fact]
    public void Numbers_keep_their_bits()
    {
        double[] numbers = [1.0 / 3, Math.PI * 1e300, double.Epsilon, -double.MaxValue, 0.1 + 0.2];
        Assert.Equal(numbers, Csv(string.Join('\n', numbers.Select(x => x.ToString("R"))), header: false).Values.ToArray());
    }

    [Theory]
    [InlineData("a,b\n1,2\n3", 3, 1, "a row of 1 fields instead of 2")]
    [InlineData("a,b\n1,2,3\n", 2, 5, "more than 2 fields")]
    [InlineData("a,b\n1,x\n", 2, 3, "'x' is not a number")]
    [InlineData("a,b\n1,\n", 2, 3, "an empty field")]
    [InlineData("a,b\n1,  \n", 2, 3, "an empty field")]
    [InlineData("a,b\n1,NaN\n", 2, 3, "not a finite number")]
    [InlineData("a,b\n1,1e999\n", 2, 3, "not a finite number")]
    [InlineData("a,b\n1,1_000\n", 2, 3, "'1_000' is not a number")]
    [InlineData("a,b\n1,0x10\n", 2, 3, "is not a number")]
    [InlineData("a,b\n1,\"1,5\"\n", 2, 3, "'1,5' is not a number")]
    [InlineData("a,b\n\n1,2\n", 2, 1, "an empty line")]
    [InlineData("\na,b\n1,2\n", 1, 1, "an empty line")]
    [InlineData("a,b\n1,\"2\n3", 2, 3, "not closed")]
    [InlineData("a,b\n1,\"2\"3\n", 2, 6, "'3' after a closing quote")]
    [InlineData("a,b\n1,2\"\n", 2, 3, "is not a number")]
    [InlineData("a,\n1,2\n", 1, 3, "without a name")]
    [InlineData("a,a\n1,2\n", 1, 1, "two columns are named 'a'")]
    [InlineData("1,2\nx,y\n", 2, 1, "'x' is not a number")]
    public void Mistakes(string text, int line, int column, string words)
    {
        var e = Refused("PW4002", () => Csv(text));
        Assert.Equal(("a.csv", line, column), (e.Place.File, e.Place.Line, e.Place.Column));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_mistakes()
    {
        Assert.Contains("names", Refused("PW4002", () => Csv("a,b\n1,2", header: false)).Cure!, StringComparison.Ordinal);
        Refused("PW4006", () => Csv(""));
        Refused("PW4006", () => Csv("a,b\n"));
        Refused("PW4006", () => Csv("\n\n"));
        Refused("PW4002", () => Csv([.. "a,"u8, 0xFF, .. "\n1,2"u8]));
        Refused("PW4002", () => Csv(new byte[100_000]));
        Refused("PW4002", () => Csv("a,b\n1,2", separator: '"'));
        Refused("PW4001", () => Learning.Data.Csv.Read("no-such-file.csv"));
        Refused("PW4004", () => Csv(Gzip([.. "a,b\n1,2"u8])[..^9]));
    }

    /// <summary>A megabyte that stands for much more is not read to its end.</summary>
    [Fact]
    public void Text_that_expands_without_end()
    {
        var memory = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(memory, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            // Blank lines take no memory, so that the cap alone ends it.
            byte[] blank = new byte[1 << 20];
            Array.Fill(blank, (byte)'\n');
            gzip.Write("a\n1\n"u8);
            for (int i = 0; i < 257; i++) gzip.Write(blank);
        }
        Assert.InRange(memory.Length, 1, 1_000_000);
        Refused("PW4006", () => Csv(memory.ToArray()));
    }

    [Fact]
    public void Targets_are_columns()
    {
        var table = Csv("x,y,z\n1,2,3\n4,5,6\n");
        var one = table.ToDataset("y");
        Assert.Equal((new Shape(2), Shape.Scalar), (one.FeatureShape, one.TargetShape));
        Assert.Equal([4, 6], one.Features(1));
        Assert.Equal([5], one.Target(1));
        var two = table.ToDataset("z", "x");
        Assert.Equal([6, 4], two.Target(1));
        Assert.Null(table.ToDataset().TargetShape);
        Assert.Contains("x, y, z", Refused("PW4008", () => table.ToDataset("w")).Message, StringComparison.Ordinal);
        Refused("PW4008", () => table.ToDataset("x", "x"));
        Refused("PW4008", () => table.ToDataset("x", "y", "z"));
        Refused("PW4008", () => table.ToDataset().Target(0));
        Refused("PW4008", () => new Table(["a"], table.Values));
        Refused("PW4008", () => new Table(["a", "b", "a"], table.Values));
    }
}
