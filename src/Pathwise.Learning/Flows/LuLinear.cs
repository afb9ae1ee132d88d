using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Learning.Flows;

/// <summary>
/// An invertible linear map by its factors: x = L U z + b, L lower triangular with ones on its diagonal, U upper triangular with the diagonal eˢ; log |det| = Σ s
/// (Kingma and Dhariwal, Glow, NeurIPS 2018; Oliva et al., Transformation autoregressive networks, ICML 2018). A <see cref="Permutation"/> before it gives the factorisation with pivots.
/// </summary>
/// <param name="Lower">Whose entries below the diagonal are those of L, [d, d]; the others have derivative 0.</param>
/// <param name="Upper">Whose entries above the diagonal are those of U, [d, d]; the others have derivative 0.</param>
/// <param name="LogDiagonal">s, of shape (d).</param>
/// <param name="Shift">b, of shape (d).</param>
public sealed record LuLinear(Real Lower, Real Upper, Real LogDiagonal, Real Shift) : Bijection
{
    /// <summary>The identity.</summary>
    public static LuLinear Of(int dimension)
    {
        Shape square = new(Coordinates(dimension, "a linear map"), dimension);
        return new(Initialisations.Full(square, 0), Initialisations.Full(square, 0), Initialisations.Full(dimension, 0), Initialisations.Full(dimension, 0));
    }

    /// <inheritdoc/>
    public override int Dimension => Shift.Shape.Count;

    /// <inheritdoc/>
    protected override Mapped Push(Real z, Noise? noise) => new(MatMul(Below, MatMul(Above, z) + Exp(LogDiagonal) * z) + MatMul(Above, z) + Exp(LogDiagonal) * z + Shift, Sum(LogDiagonal));

    /// <inheritdoc/>
    protected override Mapped Pull(Real x, Noise? noise)
    {
        var middle = Substituted(Below, x - Shift, Filled(Dimension, 1), backward: false);
        return new(Substituted(Above, middle, Exp(-LogDiagonal), backward: true), -Sum(LogDiagonal));
    }

    Real Below => Lower * Triangle((row, column) => row > column);
    Real Above => Upper * Triangle((row, column) => row < column);

    Real Triangle(Func<int, int, bool> has) => Real.FromArray(new(Dimension, Dimension), [.. Enumerable.Range(0, Dimension * Dimension).Select(e => has(e / Dimension, e % Dimension) ? 1.0 : 0.0)]);

    /// <summary>y with (D + T) y = right, T strictly triangular and D diagonal: step i finds the coordinate that depends on those found before.</summary>
    Real Substituted(Real triangle, Real right, Real inverseDiagonal, bool backward)
    {
        Real numbers = Enumerable.Range(0, Dimension).Select(i => (double)i).ToArray();
        var loop = Loop.Build(Dimension, backward, [Filled(Dimension, 0).Node], [], (index, carries, _) =>
        {
            var found = carries[0].AsReal();
            return ([Functions.Where(numbers == index.AsReal(), (right - MatMul(triangle, found)) * inverseDiagonal, found).Node], []);
        });
        return Item.Of(loop, 0).AsReal();
    }
}
