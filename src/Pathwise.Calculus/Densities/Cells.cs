using System.Globalization;

namespace Pathwise.Calculus;

/// <summary>The cells of a grid between faces f₀ &lt; f₁ &lt; … &lt; f_n, and the kinds of its ends.</summary>
internal sealed class Cells
{
    /// <summary>Fewer cells resolve nothing.</summary>
    const int Fewest = 8;

    public Cells(double[] faces, BoundaryKind lower, BoundaryKind upper)
    {
        (Faces, LowerKind, UpperKind) = (faces, lower, upper);
        if ((lower == BoundaryKind.Periodic) != (upper == BoundaryKind.Periodic))
            throw new PathwiseException("PW2011", "a domain with one periodic end", "make both ends periodic, or neither");
        if (faces.Length <= Fewest || !faces.All(double.IsFinite) || faces.Zip(faces.Skip(1)).Any(pair => !(pair.First < pair.Second)))
            throw new PathwiseException("PW2011", string.Create(CultureInfo.InvariantCulture, $"a grid of {faces.Length - 1} cells from {faces[0]} to {faces[^1]}"),
                string.Create(CultureInfo.InvariantCulture, $"give finite ends, the lower before the upper, and at least {Fewest} cells"));
        Centres = new double[faces.Length - 1];
        Widths = new double[faces.Length - 1];
        for (int i = 0; i < Centres.Length; i++) (Centres[i], Widths[i]) = (0.5 * (faces[i] + faces[i + 1]), faces[i + 1] - faces[i]);
    }

    /// <summary>n cells of one width.</summary>
    public static Cells Uniform(int n, double lower, double upper, BoundaryKind lowerKind, BoundaryKind upperKind)
    {
        var faces = new double[Math.Max(n, 0) + 1];
        for (int i = 0; i < faces.Length; i++) faces[i] = i == n ? upper : lower + i * ((upper - lower) / n);
        return new(faces, lowerKind, upperKind);
    }

    /// <summary>n cells of one width on an axis whose ends have positions.</summary>
    public static Cells Uniform(Axis axis) => Uniform(axis.Cells, axis.Lower.Position!.Value, axis.Upper.Position!.Value, axis.Lower.Kind, axis.Upper.Kind);

    public double[] Faces { get; }
    public BoundaryKind LowerKind { get; }
    public BoundaryKind UpperKind { get; }
    public double[] Centres { get; }
    public double[] Widths { get; }
    public int Count => Centres.Length;
    public double Lower => Faces[0];
    public double Upper => Faces[^1];
    public bool Periodic => LowerKind == BoundaryKind.Periodic;

    /// <summary>The cell that a point is in, the nearest for one outside.</summary>
    public int Of(double x)
    {
        int at = Array.BinarySearch(Faces, x);
        return Math.Clamp(at < 0 ? ~at - 1 : at, 0, Count - 1);
    }
}
