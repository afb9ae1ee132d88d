namespace Pathwise.Learning.Flows;

/// <summary>
/// A family of increasing maps of the line, one for each coordinate of a vector, with parameters that a network puts out: what a <see cref="Coupling"/> or an autoregressive map does to single coordinates.
/// Parameters of 0 give the identity. A member holds settings alone.
/// </summary>
public abstract record ElementMap
{
    /// <summary>The number k of parameters of one coordinate's map.</summary>
    public abstract int Parameters { get; }

    /// <summary>v = τ(u; h) and log ∂v/∂u, coordinate by coordinate.</summary>
    /// <param name="u">Coordinates [n].</param>
    /// <param name="h">Parameters [n, k], any real numbers.</param>
    public abstract (Real Value, Real LogDerivative) Forward(Real u, Real h);

    /// <summary>u with τ(u; h) = v and log ∂u/∂v, coordinate by coordinate.</summary>
    /// <param name="v">Coordinates [n].</param>
    /// <param name="h">Parameters [n, k].</param>
    public abstract (Real Value, Real LogDerivative) Inverse(Real v, Real h);

    /// <summary>One parameter of every coordinate.</summary>
    private protected static Real Column(Real h, int j) => Functions.Reshape(Functions.Slice(h, 1, j, 1), h.Shape[0]);
}
