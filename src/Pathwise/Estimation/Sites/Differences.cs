using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Estimation;

/// <summary>
/// Estimators that evaluate the program again with another value of a draw: coupled differences, measure-valued derivatives, antithetic Bernoulli draws. Each
/// gives, for a parameter θ of the draw's law, a weight w whose mean is the derivative of the mean cost in θ.
/// </summary>
internal static class Differences
{
    /// <summary>An array's draws are moved one by one: no more than this.</summary>
    const int MostElements = 16;

    public static bool CanCouple(Node site) => site.Shape.Count <= MostElements && Site.LawOf(site) is { IsDiscrete: true } law
        && Enumerable.Range(0, law.Parameters.Length).All(i => law.CoupledWeight(i, site.AsReal()) is not null || Site.IsNumber(site.Inputs[1 + i]));

    public static bool HasWeakDerivative(Node site) => site.Shape.Count == 1 && Site.LawOf(site) is var law
        && Enumerable.Range(0, law.Parameters.Length).All(i => Site.IsNumber(site.Inputs[1 + i]) || law.WeakDerivative(i, new Noise()) is not null);

    /// <summary>A cost in the world of the sample, with its derivative through the law of one draw attached.</summary>
    /// <param name="value">The cost there, perhaps with other derivatives attached.</param>
    /// <param name="cost">The cost in the program.</param>
    /// <param name="order">The program.</param>
    /// <param name="site">The draw.</param>
    /// <param name="sample">The world of the sample.</param>
    public static Real Attach(Real value, Node cost, Node[] order, Site site, World sample)
    {
        var inputs = sample[site.Node.Inputs];
        var law = ((Distribution)((Sampled)site.Node.Op).Law).With(inputs[1..]);
        Real x = Site.Held(inputs[0].Node), here = sample[cost].AsReal();
        Real CostAt(Real other) => new World(sample, order, [site.Node], (_, made) => ToPaths.Of(BroadcastTo.Of(other.Node, made.Shape), made.Place))[cost].AsReal();
        for (int i = 0; i < law.Parameters.Length; i++)
        {
            if (Site.IsNumber(inputs[1 + i].Node)) continue;
            switch (site.Estimator.Method)
            {
                case EstimatorMethod.Coupled:
                    // Beyond the end of the support, where the weight is 0, the program may be undefined.
                    Real Next(Real step) => Min(x + step, law.Support.High);
                    var weight = law.CoupledWeight(i, x)!.Value;
                    int count = x.Shape.Count;
                    if (count == 1) value = WithDerivative.Of(value, inputs[1 + i], weight * (CostAt(Next(1)) - here));
                    else
                    {
                        var differences = Enumerable.Range(0, count).Select(e => Reshape(CostAt(Next(Unit(x.Shape, e))) - here, 1)).ToArray();
                        // Of a law whose parameter has an axis of its own, such as the probabilities of categories, each draw's difference goes with a row of weights.
                        int own = weight.Shape.Rank - x.Shape.Rank;
                        var shape = new Shape([.. x.Shape.Extents, .. Enumerable.Repeat(1, own)]);
                        value = WithDerivative.Of(value, BroadcastTo.Of(inputs[1 + i].Node, own > 0 ? weight.Shape : x.Shape).AsReal(), weight * Reshape(Concat(0, differences), shape));
                    }
                    break;
                case EstimatorMethod.MeasureValued:
                    var (constant, plus, minus) = law.WeakDerivative(i, new Noise()[$"{NameOf(site.Node)}/measure_valued"])!.Value;
                    value = WithDerivative.Of(value, inputs[1 + i], constant * (CostAt(plus) - CostAt(minus)));
                    break;
                case EstimatorMethod.DisArm:
                    // b = 1[u < p] and b̃ = 1[1 − u < p]; in the logit φ the weight is ½(f(b) − f(b̃))(−1)^b̃·1[b ≠ b̃]·σ(|φ|), and dφ/dp is 1/(p(1 − p)).
                    Real p = inputs[1], u = site.Sample.Inputs[1].AsReal(), other = BernoulliDraw.Op.On(p, 1 - u);
                    var sign = Where(x == other, 0, 1 - 2 * other);
                    value = WithDerivative.Of(value, p, Where(sign == 0, 0, 0.5 * (here - CostAt(other)) * sign * Max(p, 1 - p) / (p * (1 - p))));
                    break;
            }
        }
        return value;
    }

    static Real Unit(Shape shape, int element)
    {
        var values = new double[shape.Count];
        values[element] = 1;
        return Real.FromArray(shape, values);
    }

    /// <summary>The name of a draw's noise, by which more noise of its own is named.</summary>
    static string NameOf(Node site) => Graph.OrderOf(site).Last(node => node.Op is Draw).Op.Attributes;
}
