namespace Pathwise.Graphs.Drawings;

/// <summary>Orders the boxes within layers so that few lines cross: sweeps of barycentres, then exchanges of neighbours.</summary>
internal sealed class Crossings
{
    const int Sweeps = 24, LargestLayer = 120;

    readonly List<Layout.Box>[] _layers;
    readonly Dictionary<Layout.Box, List<(Layout.Box Other, double End, double Start)>> _up = [], _down = [];
    readonly Dictionary<Layout.Box, int> _position = [];

    /// <summary>Pieces lead from one layer to the next; they leave and arrive at some distance from the boxes' centres.</summary>
    public Crossings(List<Layout.Box>[] layers, (Layout.Box Upper, double Out, Layout.Box Lower, double In)[] pieces)
    {
        _layers = layers;
        foreach (var box in layers.SelectMany(layer => layer)) (_up[box], _down[box]) = ([], []);
        foreach (var (upper, leave, lower, arrive) in pieces)
        {
            _up[lower].Add((upper, leave, arrive));
            _down[upper].Add((lower, arrive, leave));
        }
    }

    public void Reduce()
    {
        Number();
        var best = _layers.Select(layer => layer.ToArray()).ToArray();
        int fewest = Count();
        for (int sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            if (sweep % 2 == 0) for (int i = _layers.Length - 2; i >= 0; i--) Sort(_layers[i], _down);
            else for (int i = 1; i < _layers.Length; i++) Sort(_layers[i], _up);
            Exchange();
            int count = Count();
            if (count >= fewest) continue;
            fewest = count;
            best = [.. _layers.Select(layer => layer.ToArray())];
        }
        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i].Clear();
            _layers[i].AddRange(best[i]);
        }
    }

    void Number()
    {
        foreach (var layer in _layers) Number(layer);
    }

    void Number(List<Layout.Box> layer)
    {
        for (int i = 0; i < layer.Count; i++) _position[layer[i]] = i;
    }

    /// <summary>Where a line's other end is: the box's number, and less than one half for the place on the box.</summary>
    double At(Layout.Box box, double offset) => _position[box] + (box.Width > 0 ? 0.9 * offset / box.Width : 0);

    void Sort(List<Layout.Box> layer, Dictionary<Layout.Box, List<(Layout.Box Other, double End, double Start)>> neighbours)
    {
        var key = layer.ToDictionary(box => box, box => neighbours[box].Count == 0 ? _position[box] : neighbours[box].Average(n => At(n.Other, n.End)));
        var sorted = layer.OrderBy(box => key[box]).ToArray();
        layer.Clear();
        layer.AddRange(sorted);
        Number(layer);
    }

    void Exchange()
    {
        for (bool better = true; better;)
        {
            better = false;
            foreach (var layer in _layers)
            {
                if (layer.Count > LargestLayer) continue;
                for (int i = 1; i < layer.Count; i++)
                {
                    var (a, b) = (layer[i - 1], layer[i]);
                    if (Between(b, a, _up) + Between(b, a, _down) >= Between(a, b, _up) + Between(a, b, _down)) continue;
                    (layer[i - 1], layer[i]) = (b, a);
                    (_position[a], _position[b]) = (i, i - 1);
                    better = true;
                }
            }
        }
    }

    /// <summary>The crossings among the lines of two boxes of which the first stands left.</summary>
    int Between(Layout.Box left, Layout.Box right, Dictionary<Layout.Box, List<(Layout.Box Other, double End, double Start)>> neighbours)
    {
        int count = 0;
        foreach (var (other, end, _) in neighbours[left])
            foreach (var (next, nextEnd, _) in neighbours[right])
                if (At(other, end) > At(next, nextEnd)) count++;
        return count;
    }

    int Count()
    {
        int count = 0;
        foreach (var layer in _layers)
        {
            var lines = layer.SelectMany(box => _down[box].Select(n => (From: At(box, n.Start), To: At(n.Other, n.End)))).OrderBy(line => line.From).ThenBy(line => line.To).ToArray();
            for (int i = 0; i < lines.Length; i++)
                for (int j = i + 1; j < lines.Length; j++)
                    if (lines[i].To > lines[j].To && lines[i].From < lines[j].From) count++;
        }
        return count;
    }
}
