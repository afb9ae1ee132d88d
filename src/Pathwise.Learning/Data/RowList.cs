using System.Collections;

namespace Pathwise.Learning.Data;

/// <summary>A list whose items are made when they are asked for.</summary>
internal sealed class RowList<T>(int count, Func<int, T> row) : IReadOnlyList<T>
{
    public int Count => count;

    public T this[int index] => row(index);

    public IEnumerator<T> GetEnumerator()
    {
        for (int i = 0; i < count; i++) yield return row(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
