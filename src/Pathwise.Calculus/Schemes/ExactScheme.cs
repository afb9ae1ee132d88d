using Pathwise.Distributions;
using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Calculus;

/// <summary>
/// Steps drawn from the law of the solution itself, for single equations that have one: Brownian motion with drift and Ornstein–Uhlenbeck processes dX = (β + αX) dt + δ dW; geometric Brownian motion dX = αX dt + γX dW;
/// Cox, Ingersoll and Ross's process dX = (β + αX) dt + σ√X dW with 4β ≥ σ² (Glasserman, Monte Carlo Methods in Financial Engineering, 2003, §3.1–3.4). Coefficients may not depend on time. Exact at any step.
/// </summary>
public sealed class ExactScheme : ItoScheme
{
    ExactScheme() { }

    /// <summary>The scheme.</summary>
    public static ExactScheme Scheme { get; } = new();

    /// <inheritdoc/>
    public override string Name => "exact";

    /// <inheritdoc/>
    public override double StrongOrder => double.PositiveInfinity;

    /// <inheritdoc/>
    public override double WeakOrder => double.PositiveInfinity;

    internal override Real[] Next(Step step) => [.. step.X.Select((_, i) => Next(step, i))];

    static Real Next(Step step, int i)
    {
        var (system, x, h) = (step.System, step.X[i], step.Length);
        var a = system.Drift(step.Time, step.X)[i];
        var row = system.Diffusion(step.Time, step.X);
        int[] drivers = [.. Enumerable.Range(0, step.Drivers).Where(k => row[i, k] is not null)];
        Node[] others = [step.Time.Node, .. step.X.Where((_, k) => k != i).Select(value => value.Node)];
        if (drivers.Length > 1 || DependsOn(a, others)) throw Refused();
        var b = drivers.Length == 0 ? 0 : row[i, drivers[0]]!.Value;
        if (DependsOn(b, others)) throw Refused();
        var w = drivers.Length == 0 ? 0 : system.Correlate(step.Increments)[drivers[0]];

        // a = β + αx.
        Real α = Slope.Of(a, x.Node) ?? 0;
        if (DependsOn(α, [x.Node])) throw Refused();
        var β = At(a, x, 0);
        if (Slope.Of(b, x.Node) is not { } γ)
        {
            // ∫ e^(α(h − s)) dW(s) as one normal draw: with ΔW, so that at α = 0 it is ΔW.
            return x * Exp(α * h) + β * h * Relative(α * h) + b * (Sqrt(Relative(2 * α * h)) * w);
        }
        if (!DependsOn(γ, [x.Node]) && Slope.IsZero(At(b, x, 0).Node) && Slope.IsZero(β.Node)) return x * Exp((α - 0.5 * γ * γ) * h + γ * w);
        if (IsRootOf(b, x) && At(b, x, 1) is var σ) return SquareRoot(step, drivers[0], x, α, β, σ * σ, h);
        throw Refused();
    }

    /// <summary>
    /// X′ = c·χ²_d(λ), noncentral: c = σ²(e^(αh) − 1)/(4α), d = 4β/σ², λ = e^(αh)X/c. With d ≥ 1 it is (Z + √λ)² and a central χ² of d − 1 degrees of freedom, both with pathwise derivatives.
    /// </summary>
    static Real SquareRoot(Step step, int driver, Real x, Real α, Real β, Real variance, Real h)
    {
        var c = 0.25 * variance * (h * Relative(α * h));
        var rest = new Require(Domain.Positive, "4β/σ² − 1, for dX = (β + αX) dt + σ√X dW (use a scheme with steps, such as euler with max(X, 0), where it is not)").On(4 * β / variance - 1);
        var central = new ChiSquared(x.Shape.IsScalar ? rest : Broadcast(rest, x.Shape)).Sample(step.Noise(driver, "chi"));
        Real shifted = step.Increments[driver] / step.Root + Sqrt(Exp(α * h) * x / c);
        return c * (shifted * shifted + central);
    }

    /// <summary>(e^z − 1)/z.</summary>
    internal static Real Relative(Real z)
    {
        var isSmall = Abs(z) < 1e-5;
        return Where(isSmall, 1 + z * (0.5 + z / 6), Expm1(z) / Where(isSmall, 1, z));
    }

    /// <summary>Whether b is √x times what does not depend on x, for x &gt; 0.</summary>
    static bool IsRootOf(Real b, Real x)
    {
        var order = Graph.OrderOf(b.Node);
        var dependents = Graph.Dependents(order, [x.Node]);
        if (!x.Shape.IsScalar || dependents.Any(node => node != x.Node && node.Op is not Elementwise)) return false;
        var formula = Expression.Of(b.Node, node => node == x.Node ? "x" : dependents.Contains(node) ? null : $"c{node.Id}", name => name == "x");
        return !(formula / Expression.Symbol("x", isPositive: true).Sqrt()).Mentions("x");
    }

    static PathwiseException Refused() => new("PW2003", "scheme exact knows Brownian motion, Ornstein–Uhlenbeck, geometric Brownian motion and Cox–Ingersoll–Ross processes with constant coefficients, and this equation is none of them (or not provably)",
        "use scheme srk, milstein or euler");

    static bool DependsOn(Real f, Node[] nodes) => nodes.Any(node => Slope.Of(f, node) is not null);

    /// <summary>f where x has a value.</summary>
    static Real At(Real f, Real x, double value) => Simplifier.Simplify(new Rewriter(node => node == x.Node ? Constant.Of(x.Shape, value) : null).Rewrite(f.Node))[0].AsReal();
}
