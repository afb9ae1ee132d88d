using static Pathwise.Functions;

namespace Pathwise.Distributions;

public static partial class Divergence
{
    /// <summary>Of laws of two families: −H(p) − E_p log q, where the means that log q asks for are known.</summary>
    static void AddCrossEntropies(Dictionary<(Type, Type), Func<Distribution, Distribution, Real>> table)
    {
        void To<TQ>(Type p, Func<Distribution, TQ, Real> crossEntropy) where TQ : Distribution => table.TryAdd((p, typeof(TQ)), (a, b) => crossEntropy(a, (TQ)b) - a.Entropy);

        Type[] onReals = [typeof(Normal), typeof(Laplace), typeof(Logistic), typeof(Gumbel), typeof(TruncatedNormal), typeof(Uniform)];
        Type[] positive = [typeof(Exponential), typeof(Gamma), typeof(ChiSquared), typeof(LogNormal), typeof(HalfNormal), typeof(Weibull), typeof(Pareto), typeof(InverseGamma)];
        Type[] onUnit = [typeof(Beta), typeof(Kumaraswamy)];
        foreach (var p in (Type[])[.. onReals, .. positive, .. onUnit])
            To<Normal>(p, (a, q) => Log(q.StandardDeviation) + Normal.HalfLogTwoPi + 0.5 * (a.Variance + Square(a.Mean - q.Mean)) / Square(q.StandardDeviation));
        foreach (var p in (Type[])[.. positive, .. onUnit])
        {
            To<Exponential>(p, (a, q) => q.Rate * a.Mean - Log(q.Rate));
            To<Gamma>(p, ToGamma);
            To<ChiSquared>(p, (a, q) => ToGamma(a, q.AsGamma));
            To<HalfNormal>(p, (a, q) => Log(q.Scale) + 0.5 * Math.Log(Math.PI / 2) + 0.5 * (a.Variance + Square(a.Mean)) / Square(q.Scale));
        }
        To<Exponential>(typeof(Uniform), (a, q) => NotBelow(a, 0, q.Rate * a.Mean - Log(q.Rate)));
        To<HalfNormal>(typeof(Uniform), (a, q) => NotBelow(a, 0, Log(q.Scale) + 0.5 * Math.Log(Math.PI / 2) + 0.5 * (a.Variance + Square(a.Mean)) / Square(q.Scale)));
        To<Gamma>(typeof(Uniform), (a, q) => NotBelow(a, 0, ToGamma(a, q)));
        To<Pareto>(typeof(Uniform), (a, q) => NotBelow(a, q.Scale, (q.Shape + 1) * MeanLog(a) - Log(q.Shape) - q.Shape * Log(q.Scale)));
        To<Beta>(typeof(Uniform), (a, q) =>
        {
            var u = (Uniform)a;
            Real low = 1 - u.High, high = 1 - u.Low, inside = Beta.LogBeta(q.A, q.B) - (q.A - 1) * MeanLog(a) - (q.B - 1) * MeanLogBetween(low, high);
            return Where((u.Low >= 0) & (u.High <= 1), inside, double.PositiveInfinity);
        });
        To<Uniform>(typeof(Beta), (_, q) => Where((q.Low <= 0) & (q.High >= 1), Log(q.High - q.Low), double.PositiveInfinity));
        To<Uniform>(typeof(Kumaraswamy), (_, q) => Where((q.Low <= 0) & (q.High >= 1), Log(q.High - q.Low), double.PositiveInfinity));
        To<Laplace>(typeof(Normal), (a, q) =>
        {
            var p = (Normal)a;
            Real distance = p.Mean - q.Location, z = distance / p.StandardDeviation;
            return Log(2 * q.Scale) + (2 * p.StandardDeviation * NormalDensity(z) + distance * Erf(z * Math.Sqrt(0.5))) / q.Scale;
        });
        // To Gumbel's law: E (x − μ)/β + E e^(−(x − μ)/β) + log β, by the moment generating function at −1/β.
        void ToGumbel<TP>(Func<TP, Real, Real> logMean) where TP : Distribution =>
            To<Gumbel>(typeof(TP), (a, q) => Log(q.Scale) + (a.Mean - q.Location) / q.Scale + Exp(q.Location / q.Scale + logMean((TP)a, 1 / q.Scale)));
        ToGumbel<Normal>((p, t) => 0.5 * Square(p.StandardDeviation * t) - p.Mean * t);
        ToGumbel<Exponential>((p, t) => -Log1p(t / p.Rate));
        ToGumbel<Gamma>((p, t) => -p.Shape * Log1p(t / p.Rate));
        ToGumbel<ChiSquared>((p, t) => -0.5 * p.DegreesOfFreedom * Log1p(2 * t));
        ToGumbel<Uniform>((p, t) => Log(-Expm1(-t * (p.High - p.Low)) / (t * (p.High - p.Low))) - t * p.Low);
        AddInfinite(table, onReals, positive, onUnit);
    }

    /// <summary>Where p draws what q cannot.</summary>
    static void AddInfinite(Dictionary<(Type, Type), Func<Distribution, Distribution, Real>> table, Type[] onReals, Type[] positive, Type[] onUnit)
    {
        void Infinite(Type p, Type q) => table.TryAdd((p, q), (a, b) => Filled(Shape.Broadcast(a.Entropy.Shape, b.Entropy.Shape), double.PositiveInfinity));

        Type[] unbounded = [typeof(Normal), typeof(Laplace), typeof(Logistic), typeof(Gumbel), typeof(Cauchy)];
        foreach (var p in unbounded)
            foreach (var q in (Type[])[.. positive, .. onUnit, typeof(Uniform), typeof(HalfCauchy)]) Infinite(p, q);
        foreach (var p in positive)
            foreach (var q in (Type[])[.. onUnit, typeof(Uniform)]) Infinite(p, q);
        foreach (var p in positive.Where(p => p != typeof(Pareto))) Infinite(p, typeof(Pareto));
        foreach (var p in onUnit) Infinite(p, typeof(Pareto));
    }

    static Real NotBelow(Distribution p, Real end, Real value) => Where(p.Support.Low >= end, value, double.PositiveInfinity);

    static Real ToGamma(Distribution p, Gamma q) => LogGamma(q.Shape) - q.Shape * Log(q.Rate) - (q.Shape - 1) * MeanLog(p) + q.Rate * p.Mean;

    /// <summary>E log x.</summary>
    static Real MeanLog(Distribution p) => p switch
    {
        Exponential e => -Gumbel.EulerGamma - Log(e.Rate),
        Gamma g => Digamma(g.Shape) - Log(g.Rate),
        ChiSquared c => MeanLog(c.AsGamma),
        InverseGamma g => Log(g.Rate) - Digamma(g.Shape),
        LogNormal n => n.Mu,
        HalfNormal n => Log(n.Scale) - 0.5 * (Gumbel.EulerGamma + Math.Log(2)),
        Weibull w => Log(w.Scale) - Gumbel.EulerGamma / w.Shape,
        Pareto r => Log(r.Scale) + 1 / r.Shape,
        Beta b => Digamma(b.A) - Digamma(b.A + b.B),
        Kumaraswamy k => -(Digamma(k.B + 1) + Gumbel.EulerGamma) / k.A,
        Uniform u => MeanLogBetween(u.Low, u.High),
        _ => throw new NotSupportedException(p.Name),
    };

    /// <summary>The mean of log x over an interval of numbers that are not negative.</summary>
    static Real MeanLogBetween(Real low, Real high) => (XLogX(high) - XLogX(low)) / (high - low) - 1;

    static Real XLogX(Real x) => Where(x > 0, x * Log(Where(x > 0, x, 1)), 0);
}
