using Pathwise.Distributions;
using static Pathwise.Functions;

namespace Pathwise.Tests.Estimation;

/// <summary>Audits pass what is right and fail what is wrong; comparisons list what there is.</summary>
public class AuditTests
{
    sealed record Law(Real Mu, Real Sigma);

    static Real Square(Real x) => x * x;

    static readonly EstimationOptions s_options = new() { Paths = 20_000, Seed = 3 };

    [Fact]
    public void A_right_gradient_agrees_with_another_estimator_and_with_differences()
    {
        var audit = Expectation.Of((Law p, Noise noise) => Square(new Normal(p.Mu, p.Sigma).Sample(noise))).Audit(new(1, 1), s_options);
        Assert.True(audit.Passed);
        audit.ThrowIfFailed();
        Assert.Equal("pathwise", audit.Estimator);
        Assert.NotNull(audit.OtherEstimator);
        Assert.Equal(["Mu", "Sigma"], audit.Derivatives.Select(d => d.Parameter));
        Assert.All(audit.Derivatives, d => Assert.Equal(2, d.Difference!.Value, 5 * d.DifferenceStandardError!.Value));
    }

    [Fact]
    public void A_gradient_that_no_certificate_can_save_fails_loudly()
    {
        // 1/x has no mean derivative where x reaches 0: the certificate warns of the pole, and differences see the jump across it.
        var audit = Expectation.Of((Law p, Noise noise) => Atan(1e9 * (p.Mu + p.Sigma * noise.Normal()))).Audit(new(0.5, 1), s_options);
        Assert.False(audit.Passed);
        var e = Assert.Throws<PathwiseException>(audit.ThrowIfFailed);
        Assert.Equal("PW0064", e.Id);
        Assert.Contains("Mu", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_held_value_fails_an_audit()
    {
        // What the user declares constant is never refused; differences know better.
        var audit = Expectation.Of((Law p, Noise noise) => StopGradient(p.Mu) * p.Mu + p.Sigma * noise.Normal()).Audit(new(1, 1), s_options);
        Assert.Equal([false, true], audit.Derivatives.Select(d => d.Z <= GradientAudit.MostStandardErrors));
    }

    [Fact]
    public void A_parameter_at_the_end_of_its_domain_has_no_differences()
    {
        var audit = Expectation.Of((Real p, Noise noise) => Square(new Bernoulli(p).Sample(noise) - 0.3)).Audit(1, s_options);
        Assert.Null(audit.Derivatives[0].Difference);
        Assert.Equal(0.4, audit.Derivatives[0].Mean, 12);
    }

    [Fact]
    public void Comparisons_list_every_unbiased_estimator_once_with_the_choice_first()
    {
        var comparison = Expectation.Of((Real l, Noise noise) => Square(new Bernoulli(Sigmoid(l)).Sample(noise) - 0.49)).Compare(0, s_options);
        Assert.Equal(["enumeration", "score", "leave_one_out", "moving_baseline", "regression", "coupled", "measure_valued", "disarm", "rebar"], comparison.Estimators.Select(e => e.Estimator));
        Assert.Equal([true, .. Enumerable.Repeat(false, 8)], comparison.Estimators.Select(e => e.IsChosen));
        Assert.All(comparison.Estimators, e => Assert.True(Math.Abs(e.Derivatives[0].Mean - 0.005) <= 5 * e.Derivatives[0].StandardError!.Value + 1e-12, e.Estimator));
        Assert.Equal(0.0156375, comparison.Estimators[1].Derivatives[0].Variance, 5e-4);
        Assert.All(comparison.Estimators, e => Assert.Equal(e.Derivatives[0].Variance * e.Operations, e.Derivatives[0].Work, 1e-9));

        var normal = Expectation.Of((Law p, Noise noise) => Cos(2 * new Normal(p.Mu, p.Sigma).Sample(noise))).Compare(new(1, 1), s_options);
        Assert.Equal("pathwise", normal.Estimators[0].Estimator);
        // Pathwise is not always the best: 1.94 against .44.
        Assert.True(normal.Estimators.Single(e => e.Estimator == "score").Derivatives[0].Variance < 0.3 * normal.Estimators[0].Derivatives[0].Variance);
    }

    [Fact]
    public void What_cannot_be_estimated_is_refused() =>
        Assert.Throws<GradientRefusedException>(() => Expectation.Of((Law p, Noise noise) => Floor(p.Mu + noise.Normal())).Audit(new(1, 1), s_options));
}
