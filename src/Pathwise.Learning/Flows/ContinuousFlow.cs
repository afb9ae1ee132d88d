using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Learning.Flows;

/// <summary>How a continuous flow finds the divergence of its velocity.</summary>
public enum Divergence
{
    /// <summary>tr ∂f/∂z by d derivatives along the axes.</summary>
    Exact,

    /// <summary>
    /// vᵀ(∂f/∂z)v by one derivative, v of independent random signs, one v for the whole way (Hutchinson, 1990): unbiased with variance 2Σ_{i≠j}S_ij², S the symmetric part of ∂f/∂z. It needs noise; where none is given the exact divergence is taken.
    /// </summary>
    Hutchinson,
}

/// <summary>
/// A continuous flow: x = z(1) with dz/dt = f(z, t; θ) from z(0) = z, and log |det ∂x/∂z| = ∫₀¹ tr ∂f/∂z dt (Chen, Rubanova, Bettencourt and Duvenaud, Neural ordinary differential equations, NeurIPS 2018;
/// Grathwohl, Chen, Bettencourt, Sutskever and Duvenaud, FFJORD, ICLR 2019). Both integrals are taken by the classical Runge–Kutta scheme of order 4 with equal steps, back in time for the inverse: so inverse and
/// log-determinant are those of the map up to O(steps⁻⁴), which <see cref="FlowCheck"/> shows.
/// </summary>
/// <param name="Field">f.</param>
/// <param name="Steps">The number of steps.</param>
/// <param name="Divergence">How the trace is found.</param>
public sealed record ContinuousFlow(VelocityField Field, int Steps = 16, Divergence Divergence = Divergence.Exact) : Bijection
{
    /// <inheritdoc/>
    public override int Dimension => Field.Dimension;

    /// <inheritdoc/>
    protected override Mapped Push(Real z, Noise? noise) => Integrated(z, noise, backward: false);

    /// <inheritdoc/>
    protected override Mapped Pull(Real x, Noise? noise) => Integrated(x, noise, backward: true);

    Mapped Integrated(Real from, Noise? noise, bool backward)
    {
        if (Steps < 1) throw Setting.Outside("the number of a continuous flow's steps", Steps, "at least 1");
        Real[] directions = Divergence == Divergence.Hutchinson && noise is not null ? [2 * noise.Bits(1, Dimension) - 1]
            : [.. Enumerable.Range(0, Dimension).Select(i => (Real)Enumerable.Range(0, Dimension).Select(j => i == j ? 1.0 : 0.0).ToArray())];
        double h = (backward ? -1.0 : 1.0) / Steps;
        var loop = Loop.Build(Steps, backward: false, [from.Node, Filled(Shape.Scalar, 0).Node], [], (index, carries, _) =>
        {
            var (z, total) = (carries[0].AsReal(), carries[1].AsReal());
            var start = backward ? 1 + h * index.AsReal() : h * index.AsReal();
            var (k1, r1) = Rates(z, start, directions);
            var (k2, r2) = Rates(z + 0.5 * h * k1, start + 0.5 * h, directions);
            var (k3, r3) = Rates(z + 0.5 * h * k2, start + 0.5 * h, directions);
            var (k4, r4) = Rates(z + h * k3, start + h, directions);
            return ([(z + h / 6 * (k1 + 2 * (k2 + k3) + k4)).Node, (total + h / 6 * (r1 + 2 * (r2 + r3) + r4)).Node], []);
        });
        return new(Item.Of(loop, 0).AsReal(), Item.Of(loop, 1).AsReal());
    }

    /// <summary>f and Σ vᵀ(∂f/∂z)v over directions v.</summary>
    (Real Velocity, Real Divergence) Rates(Real z, Real t, Real[] directions)
    {
        // Differentiated at a place of its own, so that the derivative is in this z and no other.
        var at = Node.Leaf(new Parameter(z.Shape, "z"), z.Node.PerPath, Place.Nowhere);
        var velocity = Field.At(at.AsReal(), t);
        if (velocity.Shape != z.Shape) throw Misfit($"a velocity of shape {velocity.Shape} at points of shape {z.Shape}", "a field has as many components as coordinates");
        Real trace = 0;
        foreach (var v in directions)
            if (Derivatives.Forward.Pushforward([velocity.Node], [at], [v.Node])[0] is { } pushed) trace += Sum(v * pushed.AsReal());
        var rates = Graph.Substitute([velocity.Node, trace.Node], new() { [at] = z.Node });
        return (rates[0].AsReal(), rates[1].AsReal());
    }
}
