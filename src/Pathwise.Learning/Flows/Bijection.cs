namespace Pathwise.Learning.Flows;

/// <summary>What a bijection makes of a point.</summary>
/// <param name="Value">The point it goes to, [d].</param>
/// <param name="LogDeterminant">log |det J| of the Jacobian of the map that was applied, forward or inverse, at the point that was given.</param>
public readonly record struct Mapped(Real Value, Real LogDeterminant);

/// <summary>
/// An invertible map x = T(z; θ) of vectors [d], with the logarithm of its Jacobian's determinant in both directions: the inverse at x gives z and log |det ∂z/∂x|, the negative of what the forward map gives at z.
/// A bijection is a record of parameters and settings, written for one path; a record of your own that derives from this one is as good as those of the library, and <see cref="FlowCheck"/> says whether it is right.
/// (Papamakarios et al., Normalizing flows for probabilistic modeling and inference, JMLR 22, 2021.)
/// </summary>
public abstract record Bijection
{
    /// <summary>The number d of coordinates.</summary>
    public abstract int Dimension { get; }

    /// <summary>x = T(z) and log |det ∂x/∂z|. PW4050 unless z is a vector [d].</summary>
    /// <param name="z">A point [d].</param>
    /// <param name="noise">Noise for maps whose log-determinant may be estimated without bias (<see cref="ContinuousFlow"/>); without it all are exact.</param>
    public Mapped Forward(Real z, Noise? noise = null) => Push(Fitting(z), noise);

    /// <summary>z = T⁻¹(x) and log |det ∂z/∂x|. PW4050 unless x is a vector [d].</summary>
    /// <param name="x">A point [d].</param>
    /// <param name="noise">As for <see cref="Forward"/>.</param>
    public Mapped Inverse(Real x, Noise? noise = null) => Pull(Fitting(x), noise);

    /// <summary>Whether inverse and log-determinants are right at points [d]: the largest errors (see <see cref="FlowCheck"/>).</summary>
    public FlowCheck Check(IReadOnlyList<Real> points, Precision precision = Precision.F64) => FlowCheck.Of(this, points, precision);

    /// <summary>The forward map of a vector [d].</summary>
    protected abstract Mapped Push(Real z, Noise? noise);

    /// <summary>The inverse map of a vector [d].</summary>
    protected abstract Mapped Pull(Real x, Noise? noise);

    Real Fitting(Real point) => point.Shape.Rank == 1 && point.Shape[0] == Dimension ? point
        : throw Misfit($"a bijection of {Dimension} coordinates applied to an array of shape {point.Shape}", $"give it a vector [{Dimension}]");

    /// <summary>PW4050: parts of a flow that do not fit together, or a point that does not fit a flow.</summary>
    internal static PathwiseException Misfit(string what, string cure) => new("PW4050", what, cure, Place.OfCaller());

    /// <summary>The number of coordinates of a map that needs at least <paramref name="least"/>.</summary>
    internal static int Coordinates(int dimension, string map, int least = 1) => dimension >= least ? dimension
        : throw Misfit($"{map} of {dimension} coordinates", $"give it at least {least}");
}
