using System.Globalization;
using ScottPlot;

namespace Pathwise.Plots;

/// <summary>The scale of an axis.</summary>
public enum Scale
{
    /// <summary>Equal steps are equal differences.</summary>
    Linear,

    /// <summary>Equal steps are equal ratios; values must be positive.</summary>
    Logarithmic,
}

/// <summary>
/// A figure of curves, bands, points and bars over two axes, saved as SVG or PNG by the file's name. Things are drawn in the order in which they are added; curves and points of
/// one series share a colour. Values that are not finite, or not positive on a logarithmic axis, are left out.
/// </summary>
public sealed class Figure
{
    const string Font = "DejaVu Sans";
    const int Width = 700, Height = 420;

    static readonly Color[] s_colors = [new("#c1121f"), new("#2f6fb3"), new("#2b8a3e"), new("#7048a8"), new("#c77700"), new("#0b7285")];
    static readonly Color s_ink = new("#1b1f24"), s_faint = new("#e6e9ed"), s_reference = new("#57606a");

    readonly Plot _plot = new();
    readonly Scale _x, _y;
    readonly Dictionary<string, Color> _series = [];
    double _left = double.PositiveInfinity, _right = double.NegativeInfinity, _least = double.PositiveInfinity, _greatest = double.NegativeInfinity;
    double[]? _ticks;
    bool _hasLegend;

    /// <summary>An empty figure with a title and the labels of its axes, units included.</summary>
    public Figure(string title, string x, string y, Scale xScale = Scale.Linear, Scale yScale = Scale.Linear)
    {
        (_x, _y) = (xScale, yScale);
        _plot.Title(title, 15);
        _plot.XLabel(x, 13);
        _plot.YLabel(y, 13);
    }

    /// <summary>Where the legend stands; by default top right.</summary>
    public Corner Legend { get; set; } = Corner.TopRight;

    /// <summary>Whether the vertical axis starts at 0 rather than below the least value.</summary>
    public bool FromZero { get; set; }

    /// <summary>Ticks of the horizontal axis, instead of round numbers.</summary>
    public void TicksAt(IReadOnlyList<double> values) => _ticks = [.. values];

    /// <summary>A curve through points.</summary>
    public void Curve(string name, IReadOnlyList<double> x, IReadOnlyList<double> y, bool marks = false)
    {
        if (Visible(x, y) is not { } visible) return;
        var curve = _plot.Add.Scatter(visible.X, visible.Y, Color(name));
        (curve.LegendText, curve.LineWidth, curve.MarkerSize) = (Named(name), 2, marks ? 7 : 0);
    }

    /// <summary>Something to compare with: a thin dashed line.</summary>
    public void Reference(string name, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (Visible(x, y) is not { } visible) return;
        var line = _plot.Add.ScatterLine(visible.X, visible.Y, s_reference);
        (line.LegendText, line.LineWidth, line.LinePattern) = (Named(name), 1.5f, LinePattern.Dashed);
    }

    /// <summary>A thin curve without an entry in the legend: one of many paths.</summary>
    public void Path(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (Visible(x, y) is not { } visible) return;
        var line = _plot.Add.ScatterLine(visible.X, visible.Y, s_reference.WithAlpha(0.35));
        line.LineWidth = 1;
    }

    /// <summary>Points with error bars of the given half lengths.</summary>
    public void Points(string name, IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<double>? errors = null)
    {
        if (Visible(x, y) is not { } visible) return;
        var color = Color(name);
        for (int i = 0; errors is not null && i < x.Count; i++)
            if (Visible([x[i], x[i]], [y[i] - errors[i], y[i] + errors[i]]) is { X.Length: 2 } bar)
                _plot.Add.ScatterLine(bar.X, bar.Y, color).LineWidth = 1.5f;
        var points = _plot.Add.ScatterPoints(visible.X, visible.Y, color);
        (points.LegendText, points.MarkerSize) = (Named(name), 7);
    }

    /// <summary>The band between two curves.</summary>
    public void Band(string name, IReadOnlyList<double> x, IReadOnlyList<double> low, IReadOnlyList<double> high, double opacity = 0.25)
    {
        if (Visible(x, low) is not { } bottom || Visible(x, high) is not { } top || bottom.X.Length != top.X.Length) return;
        var band = _plot.Add.FillY(top.X, bottom.Y, top.Y);
        (band.FillStyle.Color, band.LineWidth, band.MarkerSize, band.LegendText) = (s_colors[1].WithAlpha(opacity), 0, 0, Named(name));
    }

    /// <summary>Bars between edges, one fewer than the edges: a histogram.</summary>
    public void Bars(string name, IReadOnlyList<double> edges, IReadOnlyList<double> heights)
    {
        var (x, y) = (new double[2 * heights.Count], new double[2 * heights.Count]);
        for (int i = 0; i < heights.Count; i++) (x[2 * i], x[2 * i + 1], y[2 * i], y[2 * i + 1]) = (edges[i], edges[i + 1], heights[i], heights[i]);
        Note(x, y);
        Note(x, [.. x.Select(_ => 0.0)]);
        var fill = _plot.Add.FillY(x, new double[x.Length], y);
        (fill.FillStyle.Color, fill.LineWidth, fill.MarkerSize, fill.LegendText) = (s_colors[1].WithAlpha(0.3), 0, 0, Named(name));
    }

    /// <summary>Writes the figure to a file whose name ends in .svg or .png.</summary>
    public void Save(string file) => FigureFile.Write(file, [".svg", ".png"], kind =>
    {
        Finish();
        // Where the font is missing, the next has the same widths.
        if (kind == ".svg") File.WriteAllText(file, _plot.GetSvgXml(Width, Height).Replace($"\"{Font}\"", $"\"{Font}, Verdana, sans-serif\"", StringComparison.Ordinal));
        else
        {
            _plot.ScaleFactor = 2;
            _plot.SavePng(file, 2 * Width, 2 * Height);
        }
    });

    void Finish()
    {
        if (_left > _right) (_left, _right, _least, _greatest) = (0, 1, 0, 1);
        double margin = Math.Max(_x == Scale.Logarithmic ? 0.03 * (_right - _left) : 0, _right > _left ? 0 : 0.5);
        _plot.Axes.SetLimitsX(_left - margin, _right + margin);
        double height = _greatest > _least ? _greatest - _least : Math.Max(Math.Abs(_greatest), 1e-300);
        bool fromZero = _y == Scale.Linear && (FromZero || _least == 0);
        // A legend at the top stands above what is drawn.
        double bottom = fromZero ? 0 : _least - 0.05 * height, top = (_hasLegend && Legend is (Corner.TopLeft or Corner.TopRight) ? 0.3 : 0.05) * height + _greatest;
        _plot.Axes.SetLimitsY(bottom, top);
        var (xTicks, xLabels) = _ticks is null ? Ticks(_x, _left, _right) : ([.. _ticks.Select(v => _x == Scale.Logarithmic ? Math.Log10(v) : v)], [.. _ticks.Select(Label)]);
        var (yTicks, yLabels) = Ticks(_y, bottom, top);
        _plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(xTicks, xLabels);
        _plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual(yTicks, yLabels);
        _plot.Axes.Color(s_ink);
        _plot.Grid.MajorLineColor = s_faint;
        _plot.Axes.Right.IsVisible = false;
        _plot.Axes.Top.FrameLineStyle.Width = 0;
        if (_hasLegend)
        {
            var legend = _plot.ShowLegend(Legend switch { Corner.TopLeft => Alignment.UpperLeft, Corner.BottomLeft => Alignment.LowerLeft, Corner.BottomRight => Alignment.LowerRight, _ => Alignment.UpperRight },
                Orientation.Vertical);
            legend.ShadowColor = Colors.Transparent;
            legend.OutlineColor = s_faint;
            (legend.FontSize, legend.FontName, legend.SymbolWidth) = (12, Font, 30);
        }
        _plot.Font.Set(Font);
        // Room for the longest labels; figures of one width are then comparable. Without the offset labels stand above their ticks.
        _plot.Layout.Fixed(new PixelPadding(76, 28, 54, 42));
        _plot.Axes.Left.TickLabelStyle.OffsetY = 4;
    }

    Color Color(string name)
    {
        if (!_series.TryGetValue(name, out var color)) _series[name] = color = s_colors[_series.Count % s_colors.Length];
        return color;
    }

    readonly HashSet<string> _named = [];

    string Named(string name)
    {
        if (name.Length == 0 || !_named.Add(name)) return "";
        _hasLegend = true;
        return name;
    }

    /// <summary>The points that can be drawn, on the axes' scales; null if there are none.</summary>
    (double[] X, double[] Y)? Visible(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var (xs, ys) = (new List<double>(), new List<double>());
        for (int i = 0; i < x.Count; i++)
        {
            double u = _x == Scale.Logarithmic ? Math.Log10(x[i]) : x[i], v = _y == Scale.Logarithmic ? Math.Log10(y[i]) : y[i];
            if (!double.IsFinite(u) || !double.IsFinite(v)) continue;
            xs.Add(u);
            ys.Add(v);
        }
        if (xs.Count == 0) return null;
        Note(xs, ys);
        return ([.. xs], [.. ys]);
    }

    void Note(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        (_left, _right) = (Math.Min(_left, x.Min()), Math.Max(_right, x.Max()));
        (_least, _greatest) = (Math.Min(_least, y.Min()), Math.Max(_greatest, y.Max()));
    }

    /// <summary>About six ticks at round values: on a logarithmic axis at powers of ten, or at 1, 2 and 5 times them where few decades are shown.</summary>
    static (double[] At, string[] Labels) Ticks(Scale scale, double low, double high)
    {
        double step = new[] { 1.0, 2, 2.5, 5, 10 }.Select(m => m * Math.Pow(10, Math.Floor(Math.Log10((high - low) / 6)))).First(v => v >= (high - low) / 6.001);
        double[] values = scale == Scale.Linear ? [.. Enumerable.Range(0, 20).Select(i => (Math.Ceiling(low / step) + i) * step).Where(v => v <= high + 1e-9 * step)]
            : high - low > 3 ? [.. Enumerable.Range(0, 700).Select(i => Math.Ceiling(low) + i * Math.Max(1, Math.Ceiling(step))).Where(v => v <= high).Select(v => Math.Pow(10, v))]
            : [.. Enumerable.Range((int)Math.Floor(low), (int)Math.Ceiling(high - low) + 2).SelectMany(k => (high - low > 1.8 ? [1.0] : new[] { 1.0, 2, 5 }).Select(m => m * Math.Pow(10, k))).Where(v => Math.Log10(v) >= low && Math.Log10(v) <= high)];
        return ([.. values.Select(v => scale == Scale.Logarithmic ? Math.Log10(v) : v)], [.. values.Select(v => Label(scale == Scale.Linear && Math.Abs(v) < 1e-9 * step ? 0 : v))]);
    }

    static string Label(double value) => Math.Abs(value) is >= 1e6 or (> 0 and < 1e-3) ? value.ToString("0.##e0", CultureInfo.InvariantCulture)
        : value.ToString("#,0.######", CultureInfo.InvariantCulture).Replace('-', '−');
}

/// <summary>A corner of a figure.</summary>
public enum Corner
{
    /// <summary>Above, on the right.</summary>
    TopRight,

    /// <summary>Above, on the left.</summary>
    TopLeft,

    /// <summary>Below, on the left.</summary>
    BottomLeft,

    /// <summary>Below, on the right.</summary>
    BottomRight,
}
