using System.Globalization;

namespace Pathwise.Plots;

/// <summary>Functions of the plane, such as densities, as panels side by side: the darker, the larger, from white at 0 (or at the least value, if that is negative) to the panel's largest value. Saved as SVG or PNG by the file's name.</summary>
public sealed class HeatMaps
{
    const float Side = 240, Gap = 56, Above = 66, Below = 30;

    readonly string _title;
    readonly List<(string Name, double[,] Values, double Left, double Right, double Bottom, double Top)> _panels = [];

    /// <summary>A figure without panels, with a title.</summary>
    public HeatMaps(string title) => _title = title;

    /// <summary>The values of a function at the middles of equal cells of a rectangle, [rows, columns], the first row lowest. What is not finite stays white. PW3018 where there is nothing to draw.</summary>
    public void Panel(string name, double[,] values, double left, double right, double bottom, double top)
    {
        if (values.Length == 0) throw new PathwiseException("PW3018", $"panel '{name}' has no cells", "give at least one row and one column");
        if (!(right > left && top > bottom && double.IsFinite(right - left) && double.IsFinite(top - bottom)))
            throw new PathwiseException("PW3018", string.Create(CultureInfo.InvariantCulture, $"panel '{name}' is of [{left}, {right}] × [{bottom}, {top}]"), "give a rectangle with its lower ends first");
        _panels.Add((name, values, left, right, bottom, top));
    }

    /// <summary>The function's values at the middles of <paramref name="cells"/> × <paramref name="cells"/> cells.</summary>
    public void Function(string name, Func<double, double, double> f, double left, double right, double bottom, double top, int cells = 120)
    {
        var values = new double[cells, cells];
        for (int i = 0; i < cells; i++)
            for (int j = 0; j < cells; j++) values[i, j] = f(left + (right - left) * (j + 0.5) / cells, bottom + (top - bottom) * (i + 0.5) / cells);
        Panel(name, values, left, right, bottom, top);
    }

    /// <summary>How many of some points fall into each cell. Points outside are left out.</summary>
    public void Histogram(string name, IReadOnlyList<double> x, IReadOnlyList<double> y, double left, double right, double bottom, double top, int cells = 80)
    {
        var counts = new double[cells, cells];
        for (int k = 0; k < Math.Min(x.Count, y.Count); k++)
        {
            double column = Math.Floor((x[k] - left) / (right - left) * cells), row = Math.Floor((y[k] - bottom) / (top - bottom) * cells);
            if (row >= 0 && row < cells && column >= 0 && column < cells) counts[(int)row, (int)column]++;
        }
        Panel(name, counts, left, right, bottom, top);
    }

    /// <summary>Writes the figure to a file whose name ends in .svg or .png. PW3018 if there is no panel.</summary>
    public void Save(string file)
    {
        if (_panels.Count == 0) throw new PathwiseException("PW3018", "a figure without panels", "add one");
        float tallest = _panels.Max(Height), width = Gap + _panels.Count * (Side + Gap);
        Raster.Write(file, (int)width, (int)(Above + tallest + Below), canvas =>
        {
            Raster.Text(canvas, _title, width / 2, 26, 15);
            for (int p = 0; p < _panels.Count; p++)
            {
                var (name, values, left, right, bottom, top) = _panels[p];
                int rows = values.GetLength(0), columns = values.GetLength(1);
                var (x, height) = (Gap + p * (Side + Gap), Height(_panels[p]));
                var shown = new double[rows, columns];
                for (int i = 0; i < rows; i++)
                    for (int j = 0; j < columns; j++) shown[rows - 1 - i, j] = values[i, j];
                double[] finite = [.. values.Cast<double>().Where(double.IsFinite)];
                double least = Math.Min(0, finite.DefaultIfEmpty(0).Min()), range = finite.DefaultIfEmpty(0).Max() - least;
                canvas.Save();
                // Cells are squares in the plane only if the rectangle says so.
                canvas.Translate(x, Above);
                canvas.Scale(1, height / (Side * rows / columns));
                Raster.Cells(canvas, 0, 0, Side, shown, v => Raster.Shade(range > 0 ? (v - least) / range : 0));
                canvas.Restore();
                Raster.Frame(canvas, x, Above, Side, height);
                Raster.Text(canvas, name, x + Side / 2, Above - 10, 13);
                Raster.Text(canvas, Label(left), x, Above + height + 16, 11);
                Raster.Text(canvas, Label(right), x + Side, Above + height + 16, 11);
                Raster.Text(canvas, Label(bottom), x - 5, Above + height, 11, SkiaSharp.SKTextAlign.Right);
                Raster.Text(canvas, Label(top), x - 5, Above + 9, 11, SkiaSharp.SKTextAlign.Right);
            }
        });
    }

    static float Height((string Name, double[,] Values, double Left, double Right, double Bottom, double Top) panel) => (float)(Side * Math.Clamp((panel.Top - panel.Bottom) / (panel.Right - panel.Left), 0.2, 3));

    static string Label(double value) => value.ToString("0.###", CultureInfo.InvariantCulture).Replace('-', '−');
}
