using Pathwise.Graphs;
using Pathwise.Learning.Diffusion;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Learning.Flows;

/// <summary>How a continuous flow finds the divergence of its velocity.</summary>
public enum FlowTrace
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
/// <param name="Trace">How the trace is found.</param>
public sealed record ContinuousFlow(VelocityField Field, int Steps = 16, FlowTrace Trace = FlowTrace.Exact) : Bijection
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
        Real? signs = Trace == FlowTrace.Hutchinson && noise is not null ? Divergence.Signs(noise, Dimension) : (Real?)null;
        (Real Velocity, Real Divergence) Rates(Real z, Real t) => signs is { } v ? Divergence.Along(z => Field.At(z, t), z, v) : Divergence.Exact(z => Field.At(z, t), z);
        double h = (backward ? -1.0 : 1.0) / Steps;
        var loop = Loop.Build(Steps, backward: false, [from.Node, Filled(Shape.Scalar, 0).Node], [], (index, carries, _) =>
        {
            var (z, total) = (carries[0].AsReal(), carries[1].AsReal());
            var start = backward ? 1 + h * index.AsReal() : h * index.AsReal();
            var (k1, r1) = Rates(z, start);
            var (k2, r2) = Rates(z + 0.5 * h * k1, start + 0.5 * h);
            var (k3, r3) = Rates(z + 0.5 * h * k2, start + 0.5 * h);
            var (k4, r4) = Rates(z + h * k3, start + h);
            return ([(z + h / 6 * (k1 + 2 * (k2 + k3) + k4)).Node, (total + h / 6 * (r1 + 2 * (r2 + r3) + r4)).Node], []);
        });
        return new(Item.Of(loop, 0).AsReal(), Item.Of(loop, 1).AsReal());
    }
}
