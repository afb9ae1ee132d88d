using Pathwise.Derivatives;

namespace Pathwise.Distributions;

/// <summary>
/// A draw x of a law with known distribution function F and density p, however it was made: differentiated in the parameters θ by ∂x/∂θ = −(∂F/∂θ)/p(x), which keeps F(x) what it is (Figurnov, Mohamed and Mnih, Implicit
/// reparameterization gradients, NeurIPS 2018; Graves, Stochastic backpropagation through mixture density distributions, 2016). Operands: the draw, which is held, and the parameters.
/// </summary>
internal sealed record ImplicitDraw(int Count, Func<Real[], (Func<Real, Real> Cdf, Func<Real, Real> LogDensity)> Law) : Elementwise(Count + 1)
{
    public override string Name => "implicit_draw";
    public override Crossing Crossing(int input) => input == 0 ? Graphs.Crossing.Held : Graphs.Crossing.Continuous;
    public override double Scalar(ReadOnlySpan<double> x) => x[0];
    public override Real? Lower(ReadOnlySpan<Real> x, Precision precision) => x[0];

    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v)
    {
        if (input == 0) return null;
        var parameters = x[1..].ToArray();
        var law = Law([.. parameters.Select(p => p.AsReal())]);
        var density = (Real)(y.Node.Cache ??= Functions.Exp(law.LogDensity(y)));
        // The parameters as variables of their own: they may depend on one another.
        Node[] variables = [.. parameters.Select(p => Node.Leaf(new Parameter(p.Shape, "θ"), p.PerPath, Place.Nowhere))];
        var cdf = Law([.. variables.Select(p => p.AsReal())]).Cdf(y).Node;
        var slope = Forward.Pushforward([cdf], [variables[input - 1]], [Constant.Of(variables[input - 1].Shape, 1)])[0];
        if (slope is null) return null;
        var map = Enumerable.Range(0, variables.Length).ToDictionary(i => variables[i], i => parameters[i]);
        return -(v * Graph.Substitute([slope], map)[0].AsReal() / density);
    }
}
