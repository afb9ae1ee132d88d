using Pathwise.Learning.Data;

namespace Pathwise.Learning;

/// <summary>Which row of data a path reads: path k is row k mod n of epoch ⌊k/n⌋, and every epoch has an order of its own, so each row is seen once in each.</summary>
internal sealed class RowOrder(int rows, long seed)
{
    long _first;
    int[][] _epochs = [];

    /// <summary>Makes the orders that a run of paths reads.</summary>
    public void Prepare(long firstPath, long lastPath)
    {
        long first = firstPath / rows, last = lastPath / rows;
        if (_epochs.Length > 0 && first == _first && last < first + _epochs.Length) return;
        var epochs = new int[last - first + 1][];
        for (long epoch = first; epoch <= last; epoch++)
            epochs[epoch - first] = epoch >= _first && epoch < _first + _epochs.Length ? _epochs[epoch - _first] : Shuffle.Order(rows, seed, epoch);
        (_first, _epochs) = (first, epochs);
    }

    public int RowOf(long path) => _epochs[path / rows - _first][path % rows];
}
