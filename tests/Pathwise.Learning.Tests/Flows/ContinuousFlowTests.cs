using Pathwise.Learning.Flows;
using static Pathwise.Functions;

namespace Pathwise.Learning.Tests.Flows;

public class ContinuousFlowTests
{
    /// <summary>dz/dt = (1 + t) A z.</summary>
    sealed record LinearField(Real Matrix) : VelocityField
    {
        public override int Dimension => Matrix.Shape[0];
        public override Real At(Real z, Real t) => (1 + t) * MatMul(Matrix, z);
    }

    static readonly Real s_matrix = Real.FromArray(new(3, 3), 0.3, -0.8, 0.2, 0.5, -0.4, 0.6, -0.1, 0.9, 0.25);

    /// <summary>e^{1.5A}z by its series: ∫₀¹ (1 + t)dt = 3/2, and the field commutes with itself at other times.</summary>
    static double[] Exponential(double[] z)
    {
        double[] sum = [.. z], term = [.. z];
        Real matrix = s_matrix;
        for (int k = 1; k < 60; k++)
        {
            term = [.. MatMul(matrix, term).ToArray().Select(x => 1.5 * x / k)];
            sum = [.. sum.Zip(term, (a, b) => a + b)];
        }
        return sum;
    }

    [Fact]
    public void A_linear_field_is_followed_with_order_four()
    {
        double[] z = [1, -0.5, 2], exact = Exponential(z);
        double Error(int steps) => new ContinuousFlow(new LinearField(s_matrix), steps).Forward(z).Value.ToArray().Zip(exact, (a, b) => Math.Abs(a - b)).Max();
        double order = Math.Log2(Error(16) / Error(32));
        Assert.InRange(order, 3.8, 4.2);
        var (value, log) = new ContinuousFlow(new LinearField(s_matrix), 256).Forward(z);
        for (int i = 0; i < 3; i++) Assert.Equal(exact[i], value.ToArray()[i], 1e-9);
        // log det e^{1.5A} = 1.5 tr A; the trace does not vary in z, and the quadrature is exact of what is linear in t.
        Assert.Equal(1.5 * 0.15, (double)log, 1e-12);
        var (back, backLog) = new ContinuousFlow(new LinearField(s_matrix), 256).Inverse(exact);
        for (int i = 0; i < 3; i++) Assert.Equal(z[i], back.ToArray()[i], 1e-9);
        Assert.Equal(-1.5 * 0.15, (double)backLog, 1e-12);
    }

    [Fact]
    public void The_check_shows_the_order_of_the_steps()
    {
        var field = BijectionCatalogue.Moved(MlpField.Of(2, [8], new RandomKey(6)));
        var points = BijectionCatalogue.Points(2, 16);
        var (coarse, fine) = (new ContinuousFlow(field, 16).Check(points), new ContinuousFlow(field, 32).Check(points));
        foreach (var error in new Func<FlowCheck, double>[] { c => c.RoundTrip, c => c.LogDeterminant, c => c.InverseLogDeterminant })
            Assert.InRange(Math.Log2(error(coarse) / error(fine)), 3.4, 5.6);
    }

    /// <summary>vᵀAv of random signs v has mean tr A and variance 2Σ_{i≠j}S_ij², S the symmetric part.</summary>
    [Fact]
    public void Random_signs_give_the_trace_without_bias()
    {
        const int Paths = 200_000;
        var flow = new ContinuousFlow(new LinearField(s_matrix), 2, FlowTrace.Hutchinson);
        var e = Expectation.Of((ContinuousFlow flow, Noise noise) => flow.Forward(new double[] { 1, -0.5, 2 }, noise).LogDeterminant).ValueAndGradient(flow, Paths, seed: 4);
        double[] a = s_matrix.ToArray();
        double variance = 0;
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++)
                if (i != j) variance += 2 * 1.5 * 1.5 * Math.Pow((a[i * 3 + j] + a[j * 3 + i]) / 2, 2);
        double error = Math.Sqrt(variance / Paths);
        Assert.Equal(1.5 * 0.15, e.Value, 5 * error);
        Assert.Equal(error, e.StandardError!.Value, 0.02 * error);
        // Its derivative in A is 1.5 of the identity's: off the diagonal the mean of products of signs.
        double[] gradient = ((LinearField)e.Gradient.Field).Matrix.ToArray();
        for (int k = 0; k < 9; k++) Assert.Equal(k % 4 == 0 ? 1.5 : 0, gradient[k], k % 4 == 0 ? 1e-9 : 5 * 1.5 / Math.Sqrt(Paths));
    }

    [Fact]
    public void Both_traces_have_the_same_mean_density()
    {
        var field = BijectionCatalogue.Moved(MlpField.Of(3, [8], new RandomKey(6)));
        Flow exact = new(new ContinuousFlow(field, 4)), estimated = new(new ContinuousFlow(field, 4, FlowTrace.Hutchinson));
        var difference = Expectation.Of((Flow flow, Noise noise) =>
        {
            var x = noise["x"].Normal(3);
            return flow.LogDensity(x, noise) - flow.LogDensity(x);
        });
        var e = difference.Value(estimated, 20_000, seed: 8);
        Assert.Equal(0, e.Value, 5 * e.StandardError!.Value);
        Assert.True(e.StandardError > 0);
        Assert.Equal(0, difference.Value(exact, 100, seed: 8).Value);
    }

    /// <summary>A velocity with kinks has a divergence with jumps.</summary>
    [Fact]
    public void Relu_fields_are_refused()
    {
        var flow = new Flow(new ContinuousFlow(BijectionCatalogue.Moved(MlpField.Of(2, [4], new RandomKey(6), Activation.Relu)), 2));
        Assert.Throws<GradientRefusedException>(() => FlowLosses.CrossEntropy(noise => noise.Normal(2)).ValueAndGradient(flow, new EstimationOptions { Paths = 100, Estimator = EstimatorKind.Pathwise }));
    }
}
