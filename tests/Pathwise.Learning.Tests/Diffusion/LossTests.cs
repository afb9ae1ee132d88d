using Pathwise.Graphs;
using Pathwise.Learning.Diffusion;
using static Pathwise.Functions;

namespace Pathwise.Learning.Tests.Diffusion;

/// <summary>Denoising losses: floors in closed form and by quadrature, weightings against each other, certificates.</summary>
public class LossTests
{
    const int Paths = 100_000;

    static readonly Prediction[] s_kinds = [Prediction.Noise, Prediction.Score, Prediction.Data, Prediction.Velocity, Prediction.Flow];

    static DiffusionModel<Real> Known(GaussianMixture law, DiffusionProcess process, Prediction kind) => new(process, kind, (none, x, t) => none + law.Predict(kind, process.At(t), x));

    static Estimate Loss(GaussianMixture law, DiffusionProcess process, Prediction kind, LossOptions options, long seed = 1) =>
        DenoisingLoss.Of(Known(law, process, kind), law.Sample, options).Value(0.0, new EstimationOptions { Paths = Paths, Seed = seed });

    static double Integral(Func<double, double> f, double from, double to, int cells = 2000)
    {
        double h = (to - from) / cells, sum = 0;
        for (int i = 0; i < cells; i++)
            foreach (double node in (double[])[-Math.Sqrt(0.6), 0, Math.Sqrt(0.6)]) sum += f(from + h * (i + 0.5 + 0.5 * node)) * (node == 0 ? 8 : 5) / 18;
        return sum * h;
    }

    /// <summary>The floor of the noise loss for normal data, ∫ α²s²/(α²s² + σ²) dt.</summary>
    [Theory]
    [InlineData(1, 0.27600)]
    [InlineData(0.5, 0.17332)]
    [InlineData(2, 0.39623)]
    public void Floors_for_normal_data(double s, double floor)
    {
        var process = new VariancePreserving();
        double Share(double t) => Math.Exp(-0.05 * t - 4.975 * t * t) is var a ? a * a * s * s / (a * a * s * s + 1 - a * a) : 0;
        Assert.Equal(floor, Integral(Share, 0, 1, 200), 5e-6);
        foreach (var kind in s_kinds)
        {
            var loss = Loss(GaussianMixture.Normal([0.4, -1, 2], s), process, kind, new() { Weighting = Weighting.Noise, Times = TimeLaw.Uniform(0) });
            Assert.Equal(floor, loss.Value, 5 * loss.StandardError!.Value);
        }
    }

    /// <summary>One law of times, one noise: a weighting is the same loss whatever is predicted.</summary>
    [Fact]
    public void A_weighting_gives_one_loss_for_all_predictions()
    {
        var law = new GaussianMixture([0.4, 0.6], [[1, -0.5], [-0.8, 0.4]], [0.3, 0.6]);
        foreach (string name in (string[])["vp", "ve", "linear"])
        {
            var process = ProcessTests.Process(name);
            foreach (var weighting in (Weighting[])[Weighting.Noise, Weighting.MinSnr(), Weighting.Edm(0.5), Weighting.Likelihood])
            {
                // Away from the ends, where a weighting may be infinite.
                var options = new LossOptions { Weighting = weighting, Times = TimeLaw.LogNormal(-0.5, 0.5) };
                double[] losses = [.. s_kinds.Select(kind => DenoisingLoss.Of(Wrong(law, process, kind), law.Sample, options).Value(0.0, new EstimationOptions { Paths = 2000, Seed = 1 }).Value)];
                foreach (double loss in losses) Assert.Equal(losses[0], loss, 1e-8 * losses[0]);
            }
        }
    }

    /// <summary>A prediction that is wrong by the same amount in whichever kind it is said.</summary>
    static DiffusionModel<Real> Wrong(GaussianMixture law, DiffusionProcess process, Prediction kind) =>
        new(process, kind, (none, x, t) => Prediction.Noise.Convert(none + 0.9 * law.Predict(Prediction.Noise, process.At(t), x) + 0.1, kind, x, process.At(t)));

    [Fact]
    public void Weightings_in_closed_form()
    {
        // Normal data, score 0.9 of the true one: errors of the noise at t have mean square α²s²/v + .01 σ²/v.
        var process = new VariancePreserving();
        const double S = 0.5;
        double At(double t, Func<double, double, double> weight)
        {
            double a = Math.Exp(-0.05 * t - 4.975 * t * t), v2 = 1 - a * a, v = a * a * S * S + v2;
            return weight(a * a, v2) * (a * a * S * S / v + 0.01 * v2 / v);
        }
        var law = GaussianMixture.Normal([0, 0], S);
        foreach (var (weighting, weight) in new (Weighting, Func<double, double, Func<double, double>>)[]
        {
            (Weighting.Noise, (a2, v2) => _ => 1),
            (Weighting.MinSnr(5), (a2, v2) => _ => Math.Min(1, 5 * v2 / a2)),
            (Weighting.Edm(S), (a2, v2) => _ => (v2 / a2 + S * S) / (v2 / a2 * S * S) * (v2 / a2)),
            (Weighting.Likelihood, (a2, v2) => t => 0.5 * (0.1 + 19.9 * t) / v2),
        })
        {
            const double Least = 0.05;
            double exact = Integral(t => At(t, (a2, v2) => weight(a2, v2)(t)), Least, 1) / (1 - Least);
            var loss = DenoisingLoss.Of(new DiffusionModel<Real>(process, Prediction.Noise, (none, x, t) => none + 0.9 * law.Predict(Prediction.Noise, process.At(t), x)), law.Sample,
                new() { Weighting = weighting, Times = TimeLaw.Uniform(Least) }).Value(0.0, new EstimationOptions { Paths = Paths, Seed = 5 });
            Assert.Equal(exact, loss.Value, 5 * loss.StandardError!.Value);
        }
    }

    /// <summary>The floor for a mixture, E|ε − E[ε | x]|² = 1 − σ²E|score|² per dimension, by quadrature over x and t; and what is above it is the error of the noise.</summary>
    [Fact]
    public void The_floor_for_a_mixture()
    {
        var law = new GaussianMixture([0.3, 0.7], [[1.5], [-1]], [0.2, 0.4]);
        var process = new VariancePreserving();
        double[] xs = [.. Enumerable.Range(0, 1200).Select(i => -6 + 0.01 * (i + 0.5))];
        double Floor(double t)
        {
            double a = Math.Exp(-0.05 * t - 4.975 * t * t), v2 = 1 - a * a, sum = 0;
            foreach (double x in xs)
            {
                double p = 0, slope = 0;
                foreach (var (w, m, s) in ((double, double, double)[])[(0.3, 1.5, 0.2), (0.7, -1, 0.4)])
                {
                    double v = a * a * s * s + v2, d = w * Math.Exp(-(x - a * m) * (x - a * m) / (2 * v)) / Math.Sqrt(2 * Math.PI * v);
                    p += d;
                    slope -= d * (x - a * m) / v;
                }
                if (p > 1e-300) sum += slope * slope / p * 0.01;
            }
            return 1 - v2 * sum;
        }
        double floor = Integral(Floor, 0, 1, 60);
        var loss = Loss(law, process, Prediction.Noise, new() { Times = TimeLaw.Uniform(0) });
        Assert.Equal(floor, loss.Value, 5 * loss.StandardError!.Value);
    }

    [Fact]
    public void Rows_classes_and_draws_give_one_loss()
    {
        var law = new GaussianMixture([0.5, 0.5], [[1, 0], [-1, 0]], [0.3, 0.3]);
        var process = new VariancePreserving();
        double[][] rows = [.. Simulation.Of((Real none, Noise noise) => none + law.Sample(noise)).Run(0.0, new() { Paths = 4000, Seed = 2 }).ToArray().Chunk(2)];
        var model = Known(law, process, Prediction.Noise);
        var drawn = Loss(law, process, Prediction.Noise, new());
        var ofRows = DenoisingLoss.OfRows(model).Value(0.0, [.. rows.Select(row => (Real)row)], new() { Paths = Paths, Seed = 3 });
        Assert.Equal(drawn.Value, ofRows.Value, 5 * Math.Sqrt(drawn.StandardError!.Value * drawn.StandardError.Value + ofRows.StandardError!.Value * ofRows.StandardError.Value));

        // Given its class, a point is normal: the loss is lower. A tenth of the classes is forgotten.
        GaussianMixture left = GaussianMixture.Normal([-1, 0], 0.3), right = GaussianMixture.Normal([1, 0], 0.3);
        var labelled = new DiffusionModel<Real>(process, Prediction.Noise, classes: 2, (none, x, t, label) =>
        {
            Real Of(GaussianMixture of) => of.Predict(Prediction.Noise, process.At(t), x);
            return none + Where(Broadcast(label, 2) == 0, Of(left), Where(Broadcast(label, 2) == 1, Of(right), Of(law)));
        });
        Real[] places = [.. rows.Select(row => (Real)row)];
        Example[] examples = [.. rows.Select(row => new Example(row, row[0] > 0 ? 1 : 0))];
        double[] losses = [.. ((double[])[0, 0.25, 1]).Select(part => DenoisingLoss.OfExamples(labelled, new LossOptions { ForgottenLabels = part }).Value(0.0, examples, new() { Paths = Paths, Seed = 3 }).Value)];
        Assert.Equal(ofRows.Value, losses[2], 1e-9);
        Assert.True(losses[0] < losses[1] && losses[1] < losses[2]);
        Assert.Equal(0.75 * losses[0] + 0.25 * losses[2], losses[1], 5 * 0.01);
        Assert.Equal("PW4034", Assert.Throws<PathwiseException>(() => DenoisingLoss.OfExamples(model).Value(0.0, examples, new())).Id);
        Assert.Equal("PW4032", Assert.Throws<PathwiseException>(() => DenoisingLoss.OfExamples(labelled, new LossOptions { ForgottenLabels = 2 }).Value(0.0, examples, new())).Id);
        Assert.Equal("PW4032", Assert.Throws<PathwiseException>(() => DenoisingLoss.OfRows(model, new() { Times = TimeLaw.Uniform(1) }).Value(0.0, places, new())).Id);
    }

    /// <summary>The loss is arithmetic on draws: every weight's gradient is pathwise, and nothing is solved.</summary>
    [Fact]
    public void Training_never_differentiates_the_equation()
    {
        foreach (var process in (DiffusionProcess[])[new VariancePreserving(), new SubVariancePreserving(), new VarianceExploding(), new KarrasProcess(), new LinearPath()])
            foreach (var kind in (Prediction[])[.. s_kinds, Prediction.Edm(1)])
            {
                var network = ScoreNetwork.Of(2, [8, 8], new RandomKey(1), classes: 3);
                var loss = DenoisingLoss.Of(ScoreNetwork.Model(process, kind, 3), noise => new Example(Toys.EightGaussians.Sample(noise), noise.Bits(1)), new() { Weighting = Weighting.MinSnr() });
                Assert.All(loss.Certificate(network).Entries, entry => Assert.Equal(Verdict.Pathwise, entry.Verdict));
                Assert.DoesNotContain(Graph.OrderOf(loss.Program(network).Result), node => node.Op is Loop);
            }
    }

    /// <summary>Gradients of the loss in a network's weights against differences.</summary>
    [Fact]
    public void Gradients_of_a_network()
    {
        var network = ScoreNetwork.Of(2, [6, 5], new RandomKey(1));
        var loss = DenoisingLoss.Of(ScoreNetwork.Model(new VariancePreserving(), Prediction.Velocity), Toys.EightGaussians.Sample);
        var options = new EstimationOptions { Paths = 64, Seed = 3 };
        var flat = new FlatParameters<ScoreNetwork>(network);
        double[] at = new double[flat.Count], gradient = new double[flat.Count];
        flat.Read(network, at);
        flat.Read(loss.ValueAndGradient(network, options).Gradient, gradient);
        for (int i = 0; i < at.Length; i += 7)
        {
            double Moved(double by)
            {
                double[] moved = [.. at];
                moved[i] += by;
                return loss.Value(flat.Build<double>(moved), options).Value;
            }
            Assert.Equal((Moved(1e-5) - Moved(-1e-5)) / 2e-5, gradient[i], 1e-7);
        }
    }
}
