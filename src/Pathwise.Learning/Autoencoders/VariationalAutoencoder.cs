using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Learning.Autoencoders;

/// <summary>
/// A model of observations x by latents z, p(x) = ∫ p(x | z) p(z) dz, with a law q(z | x) that stands for the posterior (Kingma and Welling, Auto-encoding variational Bayes, ICLR 2014; Rezende, Mohamed and Wierstra, Stochastic
/// backpropagation, ICML 2014). It is made of functions for one row of data; what is trained is a bound of log p(x), as an expectation over rows and noise.
/// </summary>
/// <typeparam name="TParameters">The parameters of encoder, decoder and prior together.</typeparam>
/// <typeparam name="TRow">A row of data: an image, or an image and what it is conditioned on.</typeparam>
/// <param name="observe">What of a row is modelled; it may be a function of noise, as binarised pixels are.</param>
/// <param name="encode">q(z | x), given parameters, the observation and the row. Continuous laws are differentiated pathwise.</param>
/// <param name="decode">p(x | z), given parameters, latents and the row.</param>
public sealed class VariationalAutoencoder<TParameters, TRow>(
    Func<TRow, Noise, Real> observe, Func<TParameters, Real, TRow, Distribution> encode, Func<TParameters, Real, TRow, Likelihood> decode)
{
    /// <summary>p(z), standard normal unless it is given: it may be learnt, and depend on what a row is conditioned on.</summary>
    public Func<TParameters, TRow, Distribution> Prior { get; init; } = (_, _) => new Normal(0, 1);

    /// <summary>The estimator of the derivative through discrete latents. Those that need single draws take the latents one by one.</summary>
    public Estimator Discrete { get; init; } = Estimators.LeaveOneOut;

    /// <summary>What of a row is modelled.</summary>
    public Real Observe(TRow row, Noise noise) => observe(row, noise["observation"]);

    /// <summary>q(z | x).</summary>
    public Distribution Encode(TParameters at, Real observation, TRow row) => encode(at, observation, row);

    /// <summary>p(x | z).</summary>
    public Likelihood Decode(TParameters at, Real latents, TRow row) => decode(at, latents, row);

    /// <summary>
    /// The loss β·KL(q(z | x) ‖ p(z)) − E_q log p(x | z), in nats a row, whose negative at β = 1 is the evidence lower bound. The divergence is in closed form where there is one. Another β weighs it (Higgins, Matthey, Pal,
    /// Burgess, Glorot, Botvinick, Mohamed and Lerchner, β-VAE, ICLR 2017).
    /// </summary>
    public Expectation<TParameters, TRow> Loss(double beta = 1) => beta >= 0 && double.IsFinite(beta)
        ? Expectation.Of<TParameters, TRow>((at, row, noise) =>
        {
            var x = Observe(row, noise);
            var q = encode(at, x, row);
            var p = LatentDivergence.Fitted(q, Prior(at, row));
            var z = Latents(q, noise);
            return beta * Sum(LatentDivergence.Of(q, p, z)) - decode(at, z, row).LogDensity(x);
        })
        : throw Setting.Outside("β", beta, "at least 0");

    /// <summary>
    /// The loss −log (1/K) Σ wₖ with wₖ = p(x, zₖ)/q(zₖ | x) for K draws of the latents: its negative is a bound of log p(x) that rises with K, and tends to it (Burda, Grosse and Salakhutdinov, Importance weighted autoencoders,
    /// ICLR 2016).
    /// </summary>
    /// <param name="samples">K ≥ 1.</param>
    /// <param name="gradient">How the encoder's derivative is estimated. The value is the same.</param>
    public Expectation<TParameters, TRow> ImportanceLoss(int samples, EncoderGradient gradient = EncoderGradient.Plain) => samples >= 1
        ? Expectation.Of<TParameters, TRow>((at, row, noise) => -Bound(at, row, samples, gradient, noise))
        : throw Setting.Outside("the number of samples of a bound", samples, "at least 1");

    /// <summary>What is decoded from latents: the means of p(x | z), or draws of it. From the posterior these are reconstructions of the rows in turn, and draws of the aggregate posterior of them all.</summary>
    public Simulation<TParameters, TRow> Samples(LatentSource source, bool means = true) => Simulation.Of<TParameters, TRow>((at, row, noise) =>
    {
        var q = encode(at, Observe(row, noise), row);
        var law = source == LatentSource.Prior ? LatentDivergence.PriorLike(q, Prior(at, row)) : q;
        var decoded = decode(at, law.Sample(noise["latents"]), row);
        return means ? decoded.Mean : decoded.Sample(noise["decoded"]);
    });

    /// <summary>The use of normal latents, from the posteriors of some rows and one draw of each. PW4041 for other laws. Cost and memory grow with the square, and the number, of rows.</summary>
    public LatentReport Report(TParameters at, IReadOnlyList<TRow> rows, long seed = 0, Precision precision = Precision.F64)
    {
        var values = Simulation.Of<TParameters, TRow>((at, row, noise) =>
        {
            if (encode(at, Observe(row, noise), row) is not Normal q) throw new PathwiseException("PW4041", "a report of latents that are not normal", "it is of independent normal latents", Place.OfCaller());
            var (p, z) = (LatentDivergence.PriorLike(q, Prior(at, row)), q.Sample(noise["latents"]));
            Real Each(Real value) => Reshape(Broadcast(value, z.Shape), z.Shape.Count);
            return Stack(Each(q.Mean), Each(q.StandardDeviation), Each(LatentDivergence.Of(q, p, z)), Each(z), Each(p.LogDensity(z)));
        }).Run(at, rows, new EstimationOptions { Paths = rows.Count, Seed = seed, Precision = precision });
        int latents = values.Shape[2];
        double[] all = values.ToArray();
        double[][] Part(int part) => [.. Enumerable.Range(0, rows.Count).Select(n => all.AsSpan((n * 5 + part) * latents, latents).ToArray())];
        return new(Part(0), Part(1), Part(2), Part(3), Part(4));
    }

    static Real Held(Real x) => Ops.Composite.Held(x);

    Real Latents(Distribution law, Noise noise)
    {
        noise = noise["latents"];
        if (!law.IsDiscrete) return law.Sample(noise);
        bool single = Discrete.Method is EstimatorMethod.Enumeration or EstimatorMethod.MeasureValued;
        if (!single || law.Parameters is not [{ Shape.Rank: > 0 } parameter] || law.Mean.Shape.Rank != 1) return law.Sample(noise).By(Discrete);
        return Stack([.. Enumerable.Range(0, law.Mean.Shape[0]).Select(l => law.With([parameter[l]]).Sample(noise).By(Discrete))]);
    }

    Real Bound(TParameters at, TRow row, int samples, EncoderGradient gradient, Noise noise)
    {
        var x = Observe(row, noise);
        var q = encode(at, x, row);
        var p = LatentDivergence.PriorLike(q, Prior(at, row));
        Real LogWeight(Real z, Distribution posterior) => decode(at, z, row).LogDensity(x) + Sum(p.LogDensity(z)) - Sum(posterior.LogDensity(z));
        Real logWeights;
        if (q.IsDiscrete)
        {
            // Estimators of discrete draws see draws outside of loops best.
            logWeights = Stack([.. Enumerable.Range(0, samples).Select(_ => LogWeight(Latents(q, noise), q))]);
        }
        else if (gradient == EncoderGradient.Plain) logWeights = Repeated.Collect(samples, () => [LogWeight(Latents(q, noise), q)])[0];
        else
        {
            // First the weights of the draws, then the weights again, on draws whose derivative each weight scales.
            var held = q.With([.. q.Parameters.Select(parameter => StopGradient(parameter))]);
            var drawn = Repeated.Collect(samples, () =>
            {
                var z = Latents(q, noise);
                return [z, LogWeight(Held(z), held)];
            });
            var share = Held(Softmax(drawn[1]));
            logWeights = Repeated.Collect([drawn[0], share], rows =>
            {
                var z = Held(rows[0]);
                return [LogWeight(z + rows[1] * (rows[0] - z), held)];
            })[0];
        }
        return LogSumExp(logWeights) - Math.Log(samples);
    }
}

/// <summary>Where latents are drawn from.</summary>
public enum LatentSource
{
    /// <summary>The prior p(z): what a model is asked to invent.</summary>
    Prior,

    /// <summary>The posteriors q(z | x) of rows in turn, whose mean is the aggregate posterior.</summary>
    Posterior,
}

/// <summary>How the derivative of an importance-weighted bound in the encoder is estimated; both ways are unbiased.</summary>
public enum EncoderGradient
{
    /// <summary>As it stands: the signal of one sample falls as 1/√K against its noise (Rainforth, Kosiorek, Le, Maddison, Igl, Wood and Teh, Tighter variational bounds are not necessarily better, ICML 2018).</summary>
    Plain,

    /// <summary>
    /// Σ w̃ₖ² ∂(log wₖ)/∂zₖ · ∂zₖ/∂φ with the normalised weights w̃, the encoder's law held in wₖ: less variance, and none at all where the encoder's law is the posterior (Tucker, Lawson, Gu and Maddison, Doubly reparameterized gradient
    /// estimators for Monte Carlo objectives, ICLR 2019; for K = 1 Roeder, Wu and Duvenaud, Sticking the landing, NeurIPS 2017). For continuous latents; discrete ones take <see cref="Plain"/>.
    /// </summary>
    DoublyReparameterised,
}
