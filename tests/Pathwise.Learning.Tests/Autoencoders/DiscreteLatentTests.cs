using Pathwise.Distributions;
using Pathwise.Learning.Autoencoders;

namespace Pathwise.Learning.Tests.Autoencoders;

/// <summary>Discrete latents, where every bound is a finite sum.</summary>
public class DiscreteLatentTests
{
    static readonly RandomKey s_key = new(11);

    /// <summary>Two latents of three categories, each with a table of contributions to the logits of four pixels.</summary>
    record Tables(Mlp Encoder, Real Table);

    static readonly Tables s_at = new(Mlp.Of([4, 6], Activation.Tanh, s_key["encoder"]), s_key["table"].Normal(new(2, 3, 4)));

    static readonly Real[] s_rows = [.. new double[][] { [1, 0, 0, 1], [0, 1, 1, 1], [1, 1, 0, 0] }.Select(row => (Real)row)];

    static VariationalAutoencoder<Tables, Real> Model(Estimator estimator, double temperature = 0, bool relaxedPrior = false) => new(
        (x, _) => x,
        (at, x, _) => new CategoricalEncoder(at.Encoder, 3, temperature).Encode(x),
        (at, z, _) => new BernoulliLikelihood(temperature > 0
            ? Functions.MatMul(z[0], at.Table[0]) + Functions.MatMul(z[1], at.Table[1])
            : Functions.Gather(at.Table[0], z[0]) + Functions.Gather(at.Table[1], z[1])))
    {
        Prior = (_, _) => relaxedPrior ? new RelaxedOneHot(temperature, new double[3]) : new Categorical(Functions.Filled(3, 1.0 / 3)),
        Discrete = estimator,
    };

    /// <summary>Σ over both latents' values of q(z)(log q(z) − log p(z) − log p(x | z)), mean over the rows.</summary>
    static double Exact(Tables at, double beta)
    {
        double[] table = at.Table.ToArray();
        return s_rows.Average(row =>
        {
            double[] x = row.ToArray(), probabilities = [.. Functions.Softmax(Functions.Reshape(at.Encoder.Apply(row), new(2, 3))).ToArray()];
            double loss = 0;
            for (int a = 0; a < 3; a++)
                for (int b = 0; b < 3; b++)
                {
                    double q = probabilities[a] * probabilities[3 + b];
                    double cost = beta * Math.Log(9 * q);
                    for (int i = 0; i < 4; i++)
                    {
                        double logit = table[a * 4 + i] + table[(3 + b) * 4 + i];
                        cost -= x[i] * logit - Math.Log(1 + Math.Exp(logit));
                    }
                    loss += q * cost;
                }
            return loss;
        });
    }

    static double LogLikelihood()
    {
        double[] table = s_at.Table.ToArray();
        return s_rows.Average(row =>
        {
            double[] x = row.ToArray();
            double sum = 0;
            for (int a = 0; a < 3; a++)
                for (int b = 0; b < 3; b++)
                    sum += Math.Exp(Enumerable.Range(0, 4).Sum(i => (table[a * 4 + i] + table[(3 + b) * 4 + i]) is var logit ? x[i] * logit - Math.Log(1 + Math.Exp(logit)) : 0)) / 9;
            return Math.Log(sum);
        });
    }

    static double[] Differences()
    {
        var flat = new FlatParameters<Tables>(s_at);
        var point = new double[flat.Count];
        flat.Read(s_at, point.AsSpan());
        double At(int i, double by)
        {
            double[] moved = [.. point];
            moved[i] += by;
            return Exact(flat.Build<double>(moved), 0.7);
        }
        return [.. point.Select((_, i) => (At(i, 1e-5) - At(i, -1e-5)) / 2e-5)];
    }

    public static TheoryData<string> Names => ["score", "leave_one_out", "enumeration", "coupled"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_estimator_gives_the_gradient_of_the_finite_sum(string estimator)
    {
        var e = Model(Estimators.ByName[estimator]).Loss(beta: 0.7).ValueAndGradient(s_at, s_rows, new EstimationOptions { Paths = 3 * 20_000, Seed = 2 });
        Within.FiveErrors(Exact(s_at, 0.7), e);
        var flat = new FlatParameters<Tables>(s_at);
        double[] mean = new double[flat.Count], error = new double[flat.Count], expected = Differences();
        flat.Read(e.Gradient, mean.AsSpan());
        flat.Read(e.GradientStandardError, error.AsSpan());
        for (int i = 0; i < mean.Length; i++) Within.FiveErrors(expected[i], mean[i], error[i] + 1e-9, $"{estimator}: derivative {i}");
    }

    [Fact]
    public void Bounds_of_several_discrete_samples_rise_to_the_likelihood()
    {
        var loss = Model(Estimators.LeaveOneOut).ImportanceLoss(20);
        var e = loss.ValueAndGradient(s_at, s_rows, new EstimationOptions { Paths = 3 * 4000, Seed = 2 });
        Assert.InRange(-e.Value, -Exact(s_at, 1), LogLikelihood() + 5 * e.StandardError!.Value);
        Assert.InRange(LogLikelihood() + e.Value, -5 * e.StandardError!.Value, 0.1);
    }

    /// <summary>With a relaxed prior the loss is a bound for the relaxed model, and its encoder's gradient is pathwise.</summary>
    [Fact]
    public void Relaxed_latents_are_pathwise()
    {
        foreach (bool relaxedPrior in new[] { false, true })
        {
            var loss = Model(Estimators.Pathwise, temperature: 0.7, relaxedPrior).Loss();
            Assert.All(loss.Certificate(s_at, s_rows).Entries, entry => Assert.Equal(Verdict.Pathwise, entry.Verdict));
            Slopes.Agree(loss, s_at, s_rows, paths: 3 * 200);
        }
    }

    /// <summary>At a low temperature the relaxed loss with a categorical prior is near the discrete one.</summary>
    [Fact]
    public void Relaxed_latents_tend_to_discrete_ones()
    {
        var e = Model(Estimators.Pathwise, temperature: 0.01).Loss().Value(s_at, s_rows, new EstimationOptions { Paths = 3 * 40_000 });
        Assert.Equal(Exact(s_at, 1), e.Value, 0.02 + 5 * e.StandardError!.Value);
    }

    /// <summary>KL(q ‖ p) of Bernoulli and categorical laws: the oracle, and sums over values.</summary>
    [Fact]
    public void Divergences_of_discrete_laws()
    {
        Assert.Equal(0.3819085010, (double)Divergence.KullbackLeibler(new Bernoulli(0.4), new Bernoulli(0.8)), 1e-10);
        Assert.Equal(Math.Log(1 / 0.8), (double)Divergence.KullbackLeibler(new Bernoulli(1), new Bernoulli(0.8)), 1e-12);
        var e = Expectation.Of((Real p, Noise _) => Divergence.KullbackLeibler(new Bernoulli(p[0]), new Bernoulli(p[1]))).ValueAndGradient(new double[] { 0.4, 0.8 }, paths: 1);
        Assert.Equal([-1.7917595, 2.5], e.Gradient.ToArray(), (a, b) => Math.Abs(a - b) < 1e-7);
        double[] p = [0.2, 0.5, 0.3], q = [0.6, 0.1, 0.3];
        Assert.Equal(p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum(), (double)Divergence.KullbackLeibler(new Categorical((Real)p), new Categorical((Real)q)), 1e-12);
    }
}
