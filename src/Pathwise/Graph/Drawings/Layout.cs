namespace Pathwise.Graphs.Drawings;

/// <summary>
/// The layered drawing of Sugiyama, Tagawa and Toda (1981): boxes in layers by longest path, long lines through points in every layer, few
/// crossings by barycentres and exchanges of neighbours, and then the positions that make lines as short and straight as the boxes let them.
/// </summary>
internal sealed class Layout
{
    /// <summary>Something with a size and a place: a box, or a point of a long line.</summary>
    public sealed class Box(double width, double height)
    {
        public double Width => width;
        public double Height => height;

        /// <summary>Kept in the first layer.</summary>
        public bool OnTop { get; init; }

        /// <summary>The centre.</summary>
        public double X { get; set; }

        /// <summary>The upper edge.</summary>
        public double Y { get; set; }

        public int Layer { get; set; }
        public bool IsPoint { get; init; }
        public double Left => X - width / 2;
        public double Bottom => Y + height;
    }

    /// <summary>A line from one box down to another. Where it leaves and arrives, from the boxes' centres, may be given.</summary>
    public sealed class Line(Box from, Box to, double? leaves = null, double? arrives = null, double room = 16)
    {
        public Box From => from;
        public Box To => to;
        public double Leaves { get; set; } = leaves ?? 0;
        public double Arrives { get; set; } = arrives ?? 0;
        public bool LeavesAnywhere => leaves is null;
        public bool ArrivesAnywhere => arrives is null;

        /// <summary>The width that the line and its label need where it arrives.</summary>
        public double Room => room;

        /// <summary>The boxes and points it runs through, from first to last.</summary>
        public List<Box> Way { get; } = [];
    }

    const double BoxGap = 26, PointGap = 14, LayerGap = 40, LabelGap = 22, DepartureGap = 14;

    readonly List<Box>[] _layers;
    readonly List<Line> _lines;
    readonly List<(Box Upper, double Out, Box Lower, double In, Line Line)> _pieces = [];

    public double Width { get; private set; }
    public double Height { get; private set; }
    public IReadOnlyList<Line> Lines => _lines;

    /// <summary>The upper and lower edge of each layer.</summary>
    public (double Top, double Bottom)[] Bands { get; private set; } = [];

    /// <summary>Lays out boxes; every line leads from an earlier box of the list to a later one.</summary>
    public Layout(List<Box> boxes, List<Line> lines)
    {
        _lines = lines;
        int last = AssignLayers(boxes);
        _layers = [.. Enumerable.Range(0, last + 1).Select(layer => boxes.Where(box => box.Layer == layer).ToList())];
        foreach (var line in lines) CutAtLayers(line);
        new Crossings(_layers, _pieces.Select(piece => (piece.Upper, piece.Out, piece.Lower, piece.In)).ToArray()).Reduce();
        SpreadEnds();
        PlaceAcross();
        PlaceDown();
    }

    /// <summary>The longest way to the bottom decides, so that inputs stand just above what uses them.</summary>
    int AssignLayers(List<Box> boxes)
    {
        var height = new Dictionary<Box, int>();
        var down = _lines.ToLookup(line => line.From, line => line.To);
        for (int i = boxes.Count - 1; i >= 0; i--) height[boxes[i]] = down[boxes[i]].Select(to => height[to] + 1).DefaultIfEmpty().Max();
        int last = height.Values.DefaultIfEmpty().Max();
        foreach (var box in boxes) box.Layer = box.OnTop ? 0 : last - height[box];
        return last;
    }

    void CutAtLayers(Line line)
    {
        line.Way.Add(line.From);
        for (int layer = line.From.Layer + 1; layer < line.To.Layer; layer++)
        {
            var point = new Box(0, 0) { Layer = layer, IsPoint = true };
            _layers[layer].Add(point);
            line.Way.Add(point);
        }
        line.Way.Add(line.To);
        for (int i = 1; i < line.Way.Count; i++)
            _pieces.Add((line.Way[i - 1], i == 1 ? line.Leaves : 0, line.Way[i], i == line.Way.Count - 1 ? line.Arrives : 0, line));
    }

    /// <summary>Lines leave and arrive side by side, in the order in which they go and come.</summary>
    void SpreadEnds()
    {
        var position = _layers.SelectMany(layer => layer.Select((box, i) => (box, i))).ToDictionary(pair => pair.box, pair => pair.i);
        foreach (var group in _lines.Where(line => line.LeavesAnywhere).GroupBy(line => line.From))
        {
            var ordered = group.OrderBy(line => position[line.Way[1]]).ThenBy(line => line.Arrives).ToArray();
            double apart = Math.Min(DepartureGap, (group.Key.Width - DepartureGap) / ordered.Length);
            for (int i = 0; i < ordered.Length; i++) ordered[i].Leaves = (i - (ordered.Length - 1) / 2.0) * apart;
        }
        foreach (var group in _lines.Where(line => line.ArrivesAnywhere).GroupBy(line => line.To))
        {
            var ordered = group.OrderBy(line => position[line.Way[^2]]).ThenBy(line => line.Leaves).ToArray();
            double at = -ordered.Sum(line => line.Room) / 2;
            foreach (var line in ordered)
            {
                line.Arrives = at + line.Room / 2;
                at += line.Room;
            }
        }
        for (int i = 0; i < _pieces.Count; i++)
        {
            var (upper, _, lower, _, line) = _pieces[i];
            _pieces[i] = (upper, ReferenceEquals(upper, line.From) ? line.Leaves : 0, lower, ReferenceEquals(lower, line.To) ? line.Arrives : 0, line);
        }
    }

    /// <summary>Minimises the sum of squared sideways distances, layer by layer until nothing moves.</summary>
    void PlaceAcross()
    {
        foreach (var layer in _layers)
            for (int i = 1; i < layer.Count; i++) layer[i].X = layer[i - 1].X + Apart(layer[i - 1], layer[i]);
        var pulls = _layers.SelectMany(layer => layer).ToDictionary(box => box, _ => new List<(Box Other, double Shift, double Weight)>());
        foreach (var (upper, leave, lower, arrive, _) in _pieces)
        {
            double weight = upper.IsPoint && lower.IsPoint ? 8 : upper.IsPoint || lower.IsPoint ? 2 : 1;
            pulls[lower].Add((upper, leave - arrive, weight));
            pulls[upper].Add((lower, arrive - leave, weight));
        }
        for (int sweep = 0; sweep < 200; sweep++)
        {
            double moved = 0;
            foreach (var layer in sweep % 2 == 0 ? _layers : _layers.Reverse()) moved = Math.Max(moved, PlaceLayer(layer, pulls));
            if (moved < 0.01) break;
        }
        double left = _layers.SelectMany(layer => layer).Select(box => box.Left).DefaultIfEmpty().Min();
        foreach (var box in _layers.SelectMany(layer => layer)) box.X = Math.Round(box.X - left, 1);
        Width = _layers.SelectMany(layer => layer).Select(box => box.Left + box.Width).DefaultIfEmpty().Max();
    }

    /// <summary>The best places in one layer with the others fixed: a least-squares fit that keeps the order, by pooling neighbours (Ayer et al. 1955).</summary>
    static double PlaceLayer(List<Box> layer, Dictionary<Box, List<(Box Other, double Shift, double Weight)>> pulls)
    {
        var pools = new List<(double Sum, double Weight, int Count)>();
        double offset = 0;
        var offsets = new double[layer.Count];
        for (int i = 0; i < layer.Count; i++)
        {
            if (i > 0) offset += Apart(layer[i - 1], layer[i]);
            offsets[i] = offset;
            var pull = pulls[layer[i]];
            double weight = pull.Sum(p => p.Weight);
            // A box that nothing pulls stays about where it is.
            double wanted = weight == 0 ? layer[i].X : pull.Sum(p => p.Weight * (p.Other.X + p.Shift)) / weight;
            if (weight == 0) weight = 0.01;
            pools.Add((weight * (wanted - offset), weight, 1));
            while (pools.Count > 1 && pools[^2].Sum / pools[^2].Weight > pools[^1].Sum / pools[^1].Weight)
            {
                pools[^2] = (pools[^2].Sum + pools[^1].Sum, pools[^2].Weight + pools[^1].Weight, pools[^2].Count + pools[^1].Count);
                pools.RemoveAt(pools.Count - 1);
            }
        }
        double moved = 0;
        int at = 0;
        foreach (var (sum, weight, count) in pools)
            for (int i = 0; i < count; i++, at++)
            {
                double x = sum / weight + offsets[at];
                moved = Math.Max(moved, Math.Abs(x - layer[at].X));
                layer[at].X = x;
            }
        return moved;
    }

    static double Apart(Box a, Box b) => (a.Width + b.Width) / 2 + (a.IsPoint || b.IsPoint ? PointGap : BoxGap);

    void PlaceDown()
    {
        Bands = new (double, double)[_layers.Length];
        double y = 0;
        for (int i = 0; i < _layers.Length; i++)
        {
            double height = _layers[i].Select(box => box.Height).DefaultIfEmpty().Max();
            foreach (var box in _layers[i]) box.Y = Math.Round(y + (height - box.Height) / 2, 1);
            Bands[i] = (y, y + height);
            var crossing = _pieces.Where(piece => piece.Upper.Layer == i).ToArray();
            // Lines that run far sideways need more height to be told apart.
            double slant = crossing.Select(piece => Math.Abs(piece.Upper.X + piece.Out - piece.Lower.X - piece.In)).DefaultIfEmpty().Max();
            y += height + LayerGap + Math.Min(40, slant / 12) + (crossing.Any(piece => piece.Line.Room > 16) ? LabelGap : 0);
        }
        Height = Bands.Length == 0 ? 0 : Bands[^1].Bottom;
    }
}
