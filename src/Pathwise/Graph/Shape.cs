using System.Globalization;

namespace Pathwise;

/// <summary>The static shape of a real array: its extent along each axis. A scalar has no axes.</summary>
/// <remarks>The path axis is never part of a shape: programs are written for one path.</remarks>
public readonly struct Shape : IEquatable<Shape>
{
    readonly int[]? _extents;

    /// <summary>A shape with the given extents.</summary>
    public Shape(params int[] extents)
    {
        long count = 1;
        foreach (int n in extents)
        {
            if (n < 1) throw new PathwiseException("PW0001", $"an array cannot have extent {n}", "give every axis an extent of at least 1", Place.OfCaller());
            count *= n;
            if (count > MaximumCount)
                throw new PathwiseException("PW0002", $"an array of more than {MaximumCount} elements per path", "use smaller arrays: a graph node holds one path's values", Place.OfCaller());
        }
        _extents = [.. extents];
    }

    /// <summary>The largest number of elements one node may hold for one path.</summary>
    public const int MaximumCount = 1 << 28;

    /// <summary>The shape of a scalar.</summary>
    public static Shape Scalar => default;

    internal ReadOnlySpan<int> Extents => _extents;

    /// <summary>The number of axes.</summary>
    public int Rank => _extents?.Length ?? 0;

    /// <summary>The extent along one axis.</summary>
    public int this[int axis] => _extents![axis];

    /// <summary>The number of elements: the product of the extents.</summary>
    public int Count
    {
        get
        {
            int count = 1;
            foreach (int n in Extents) count *= n;
            return count;
        }
    }

    internal bool IsScalar => Rank == 0;

    /// <summary>The distance in row-major order between neighbours along each axis.</summary>
    internal int[] Strides()
    {
        var strides = new int[Rank];
        for (int axis = Rank - 1, stride = 1; axis >= 0; stride *= this[axis--]) strides[axis] = stride;
        return strides;
    }

    internal Shape Without(ReadOnlySpan<int> axes)
    {
        var kept = new List<int>();
        for (int axis = 0; axis < Rank; axis++) if (!axes.Contains(axis)) kept.Add(this[axis]);
        return new([.. kept]);
    }

    internal Shape Prepend(int extent) => new([extent, .. Extents]);

    internal Shape Tail => new(Extents[1..].ToArray());

    /// <summary>The common shape of two operands under the usual broadcasting rule: axes are aligned at the end, extent 1 stretches.</summary>
    internal static Shape Broadcast(Shape a, Shape b)
    {
        if (a == b) return a;
        int rank = Math.Max(a.Rank, b.Rank);
        var extents = new int[rank];
        for (int i = 1; i <= rank; i++)
        {
            int m = i <= a.Rank ? a[a.Rank - i] : 1, n = i <= b.Rank ? b[b.Rank - i] : 1;
            if (m != n && m != 1 && n != 1)
                throw new PathwiseException("PW0003", $"shapes {a} and {b} do not match", "operands must have equal extents, or extent 1, along every axis (aligned at the end)");
            extents[rank - i] = Math.Max(m, n);
        }
        return new(extents);
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => Extents.SequenceEqual(other.Extents);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int n in Extents) hash.Add(n);
        return hash.ToHashCode();
    }

    /// <summary>Whether two shapes have the same extents.</summary>
    public static bool operator ==(Shape a, Shape b) => a.Equals(b);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape a, Shape b) => !a.Equals(b);

    /// <summary>The extents in brackets, as in <c>[3, 4]</c>; a scalar is <c>[]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Extents.ToArray().Select(n => n.ToString(CultureInfo.InvariantCulture)))}]";

    /// <summary>One extent is a vector's shape.</summary>
    public static implicit operator Shape(int extent) => new(extent);
}
