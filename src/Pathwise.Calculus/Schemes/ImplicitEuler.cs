using Pathwise.Derivatives;
using Pathwise.Graphs;

namespace Pathwise.Calculus;

/// <summary>
/// The X′ with X′ = X + a(t + h, X′) h + b(t, X) ΔW, by eight steps of Newton's iteration from X: strong order ½ (1 for additive noise), weak order 1, and stable for stiff drifts. (Kloeden and Platen §12.2; Higham, Mao and Stuart,
/// SIAM J. Numer. Anal. 40, 2002.)
/// </summary>
public sealed class ImplicitEuler : ItoScheme
{
    const int Iterations = 8;

    ImplicitEuler() { }

    /// <summary>The scheme.</summary>
    public static ImplicitEuler Scheme { get; } = new();

    /// <inheritdoc/>
    public override string Name => "implicit_euler";

    /// <inheritdoc/>
    public override double StrongOrder => 0.5;

    /// <inheritdoc/>
    public override double WeakOrder => 1;

    internal override bool ConvergesOnAdaptiveSteps(bool isAdditive) => isAdditive;

    internal override Real[] Next(Step step)
    {
        var (system, x, h) = (step.System, step.X, step.Length);
        var b = system.Diffusion(step.Time, x);
        var increments = system.Correlate(step.Increments);
        Real[] known = [.. x.Select((value, i) => SdeSystem.Plus(value, b, i, increments))];
        var t = step.Time + h;
        var loop = Loop.Build(Iterations, backward: false, [.. x.Select(value => value.Node)], [], (_, carries, _) =>
        {
            Real[] y = [.. carries.Select(node => node.AsReal())];
            var a = system.Drift(t, y);
            Real[] residual = [.. y.Select((value, i) => value - a[i] * h - known[i])];
            var change = Solve(Jacobian(a, y, h), residual);
            return ([.. y.Select((value, i) => (value - change[i]).Node)], []);
        });
        return [.. x.Select((_, i) => Item.Of(loop, i).AsReal())];
    }

    /// <summary>1 − h ∂a/∂y; null where an entry is zero.</summary>
    static Real?[,] Jacobian(Real[] a, Real[] y, Real h)
    {
        int n = y.Length;
        if (n == 1 && !y[0].Shape.IsScalar && !Slope.IsElementwise(a[0], y))
            throw new PathwiseException("PW2004", "implicit steps of an array of equations whose drifts depend on other elements", "write the elements as states of a system, or use scheme tamed_euler");
        var jacobian = new Real?[n, n];
        for (int l = 0; l < n; l++)
        {
            var column = Forward.Pushforward([.. a.Select(value => value.Node)], [y[l].Node], [Constant.Of(y[l].Shape, 1)]);
            for (int i = 0; i < n; i++)
            {
                var slope = column[i] is { } node && !Simplifier.Simplify(node)[0].Is(0) ? -(h * node.AsReal()) : (Real?)null;
                jacobian[i, l] = i == l ? 1 + (slope ?? 0) : slope;
            }
        }
        return jacobian;
    }

    /// <summary>Gauss's elimination, without pivots: 1 − h ∂a/∂y is near the identity, or has a negative ∂a/∂y.</summary>
    static Real[] Solve(Real?[,] matrix, Real[] right)
    {
        int n = right.Length;
        for (int p = 0; p < n; p++)
            for (int i = p + 1; i < n; i++)
            {
                if (matrix[i, p] is not { } below) continue;
                var factor = below / matrix[p, p]!.Value;
                for (int k = p + 1; k < n; k++) if (matrix[p, k] is { } above) matrix[i, k] = (matrix[i, k] ?? 0) - factor * above;
                right[i] -= factor * right[p];
            }
        for (int p = n - 1; p >= 0; p--)
        {
            for (int k = p + 1; k < n; k++) if (matrix[p, k] is { } above) right[p] -= above * right[k];
            right[p] /= matrix[p, p]!.Value;
        }
        return right;
    }
}
