using System.Buffers.Binary;
using Pathwise.Plots;

namespace Pathwise.Cli.Tests;

/// <summary>Heat maps and grids of images.</summary>
public sealed class CellFigureTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("pathwise").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string At(string name) => Path.Combine(_folder, name);

    static HeatMaps Maps()
    {
        var maps = new HeatMaps("A title");
        maps.Function("a bump", (x, y) => Math.Exp(-x * x - y * y), -2, 2, -1, 1, cells: 20);
        maps.Histogram("points", [0.1, 0.2, 5, double.NaN], [-0.1, 0.4, 0, 0], -1, 1, -1, 1, cells: 4);
        return maps;
    }

    [Fact]
    public void Heat_maps_are_drawn_with_names_and_ends()
    {
        Maps().Save(At("maps.svg"));
        string svg = File.ReadAllText(At("maps.svg"));
        foreach (string text in new[] { "A title", "a bump", "points", "−2", "image" }) Assert.Contains(text, svg, StringComparison.Ordinal);
        System.Xml.Linq.XDocument.Parse(svg);
    }

    [Fact]
    public void Figures_as_png_have_two_pixels_for_each_unit()
    {
        Maps().Save(At("maps.png"));
        Assert.Equal((2 * 648, 2 * 336), Size(At("maps.png")));
        var grid = new ImageGrid("", columns: 3);
        for (int k = 0; k < 5; k++) grid.Add([.. Enumerable.Range(0, 12).Select(e => e / 11.0)], 3, 4, label: k == 0 ? "first" : "");
        grid.Save(At("grid.png"));
        Assert.Equal((2 * (2 * 16 + 3 * 56 + 2 * 6), 2 * (2 * 16 + 2 * (42 + 14) + 6)), Size(At("grid.png")));
    }

    /// <summary>Width and height stand in the first chunk of a PNG file.</summary>
    static (int Width, int Height) Size(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        return (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)));
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused()
    {
        void Refused(Action act) => Assert.Equal("PW3018", Assert.Throws<PathwiseException>(act).Id);
        Refused(() => new HeatMaps("empty").Save(At("a.svg")));
        Refused(() => new HeatMaps("").Panel("p", new double[2, 2], 1, 0, 0, 1));
        Refused(() => new HeatMaps("").Panel("p", new double[0, 2], 0, 1, 0, 1));
        Refused(() => new ImageGrid("", 0));
        Refused(() => new ImageGrid("", 2).Add(new double[5], 2, 3));
        Refused(() => { var grid = new ImageGrid("", 2); grid.Add(new double[6], 2, 3); grid.Add(new double[6], 3, 2); });
        Assert.Equal("PW3008", Assert.Throws<PathwiseException>(() => Maps().Save(At("a.pdf"))).Id);
    }
}
