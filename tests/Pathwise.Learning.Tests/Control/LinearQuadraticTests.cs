using Pathwise.Learning.Control;

namespace Pathwise.Learning.Tests.Control;

public class LinearQuadraticTests
{
    static readonly LinearQuadratic s_mass = LinearQuadratic.DoubleIntegrator;

    /// <summary>Three components, two controls, coupled, with an unstable mode.</summary>
    static LinearQuadratic Coupled(int steps) => new(new[,] { { 1.05, 0.1, 0 }, { -0.2, 0.9, 0.1 }, { 0.05, 0, 0.8 } }, new[,] { { 0.1, 0 }, { 0, 0.2 }, { 0.05, 0.1 } },
        new[,] { { 1, 0.2, 0 }, { 0.2, 0.5, 0 }, { 0, 0, 0.1 } }, new[,] { { 0.5, 0.1 }, { 0.1, 0.3 } }, new[,] { { 0.1, 0 }, { 0.05, 0.1 }, { 0, 0.2 } }, new[,] { { 1.0, 0 }, { 0.5, 0.5 }, { 0, 1 } }, steps);

    static LinearQuadraticProblem Scalar(double a, double b, double q, double r, double discount = 1) =>
        new(new[,] { { a } }, new[,] { { b } }, new[,] { { q } }, new[,] { { r } }, new[,] { { 0.3 } }, new[,] { { 2.0 } }, discount);

    [Theory]
    [InlineData(1.2, 0.5, 2, 0.7, 1)]
    [InlineData(0.9, 1, 1, 1, 1)]
    [InlineData(1.1, 0.4, 1, 3, 0.95)]
    [InlineData(1.5, 1, 0, 1, 1)]
    public void A_scalar_problem_solves_the_quadratic_equation(double a, double b, double q, double r, double discount)
    {
        // P = q + γa²P − (γabP)²/(r + γb²P), so γb²P² + (r − γa²r − γb²q)P − qr = 0.
        double two = discount * b * b, one = r - discount * a * a * r - discount * b * b * q, p = (-one + Math.Sqrt(one * one + 4 * two * q * r)) / (2 * two);
        var (gain, value) = Scalar(a, b, q, r, discount).Stationary();
        // Without a cost of states the least solution is to do nothing; doubling gives that one.
        if (q == 0) p = 0;
        Assert.Equal(p, value[0, 0], 1e-12 * (1 + p));
        Assert.Equal(discount * a * b * p / (r + discount * b * b * p), gain[0, 0], 1e-12);
    }

    [Fact]
    public void The_stationary_optimum_is_the_limit_of_long_problems()
    {
        var (gain, _) = Coupled(1).Problem.Stationary();
        var (gains, _) = Coupled(1).Problem.Optimal(2000);
        foreach (var (x, y) in gain.Cast<double>().Zip(gains[0].Cast<double>())) Assert.Equal(y, x, 1e-11);
        // In the long run a step costs tr P GGᵀ.
        var problem = Coupled(1).Problem;
        double[,] value = problem.Stationary().Value, g = { { 0.1, 0 }, { 0.05, 0.1 }, { 0, 0.2 } };
        double step = 0;
        for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) for (int k = 0; k < 2; k++) step += value[i, j] * g[i, k] * g[j, k];
        Assert.Equal(step, problem.Cost(gain, 2000) - problem.Cost(gain, 1999), 1e-10);
    }

    [Fact]
    public void No_gain_is_better_than_the_optimum_and_derivatives_agree_with_differences()
    {
        const int Steps = 12;
        var problem = Coupled(Steps).Problem;
        var (gains, best) = problem.Optimal(Steps);
        double[,] gain = { { 0.5, 0.1, -0.2 }, { -0.3, 0.4, 0.2 }, };
        double[,] explored = { { 0.3 }, { 0.2 } };
        Assert.True(problem.Cost(gain, Steps) > best);
        Assert.True(problem.Cost(gains[0], Steps) > best);
        // One step from the end nothing done now costs later.
        Assert.All(gains[^1].Cast<double>(), x => Assert.Equal(0, x));
        double[,] exact = problem.CostGradient(gain, Steps, explored);
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 3; j++)
            {
                double At(double h)
                {
                    var moved = (double[,])gain.Clone();
                    moved[i, j] += h;
                    return problem.Cost(moved, Steps, explored);
                }
                const double H = 1e-3;
                double slope = (8 * (At(H) - At(-H)) - (At(2 * H) - At(-2 * H))) / (12 * H);
                Assert.Equal(slope, exact[i, j], 1e-8 * (1 + Math.Abs(slope)));
            }
    }

    /// <summary>The gradient through the dynamics is that of Riccati's and Lyapunov's recursions, and so is the cost.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_gradient_through_the_dynamics_is_the_closed_form(bool coupled)
    {
        var model = coupled ? Coupled(20) : s_mass;
        var policy = coupled ? new LinearPolicy(Real.FromArray(new Shape(2, 3), 0.5, 0.1, -0.2, -0.3, 0.4, 0.2), 0.3) : new LinearPolicy(Real.FromArray(new Shape(1, 2), 0.5, 0.8), 0.5);
        int steps = model.TimeLimit!.Value, m = policy.Gain.Shape[0], n = policy.Gain.Shape[1];
        var loss = new ShortHorizon<LinearPolicy>(model, (p, observation, noise) => p.Sample(observation, noise)) { Discount = 1 }.Return();
        var e = loss.ValueAndGradient(policy, new EstimationOptions { Paths = 20_000, Seed = 3, Threads = 1, Estimator = EstimatorKind.Pathwise });
        double[] flat = policy.Gain.ToArray();
        var gain = new double[m, n];
        var exploration = new double[m, m];
        for (int i = 0; i < m; i++)
        {
            exploration[i, i] = policy.Deviation;
            for (int j = 0; j < n; j++) gain[i, j] = flat[i * n + j];
        }
        Within.FiveErrors(model.Problem.Cost(gain, steps, exploration), e);
        double[] exact = [.. model.Problem.CostGradient(gain, steps, exploration).Cast<double>()], made = e.Gradient.Gain.ToArray(), errors = e.GradientStandardError.Gain.ToArray();
        for (int i = 0; i < exact.Length; i++)
        {
            Within.FiveErrors(exact[i], made[i], errors[i], $"derivative {i}");
            Assert.True(errors[i] < 0.2 * exact.Max(Math.Abs));
        }
    }

    /// <summary>Trained through the dynamics, a linear policy comes within 2 % of the best that there is, which may change its gain from step to step.</summary>
    [Fact]
    public void Training_through_the_dynamics_reaches_the_optimum()
    {
        var loss = new ShortHorizon<LinearPolicy>(s_mass, (p, observation, noise) => p.Sample(observation, noise)) { Discount = 1 }.Return();
        var trained = Trainer.Of(loss, new TrainingOptions { Steps = 300, BatchSize = 64, Rate = Schedules.Cosine(0.1, 300), Seed = 1, Threads = 1, RecordEvery = 300 })
            .Run(new(Functions.Filled(new Shape(1, 2), 0)));
        double[] gain = trained.Model.Gain.ToArray();
        double cost = s_mass.Problem.Cost(new[,] { { gain[0], gain[1] } }, 50), best = s_mass.Problem.Optimal(50).Cost;
        Assert.InRange(cost, best, 1.02 * best);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Assert.Equal("PW4080", Assert.Throws<PathwiseException>(() => Scalar(1, 1, -1, 1)).Id);
        Assert.Equal("PW4080", Assert.Throws<PathwiseException>(() => Scalar(1, 1, 1, 0)).Id);
        Assert.Equal("PW4080", Assert.Throws<PathwiseException>(() => Scalar(1, 1, 1, 1, 1.5)).Id);
        Assert.Equal("PW4080", Assert.Throws<PathwiseException>(() => s_mass.Problem.Cost(new double[2, 2], 3)).Id);
        Assert.Equal("PW4081", Assert.Throws<PathwiseException>(() => Scalar(1.2, 0, 1, 1).Stationary()).Id);
        Assert.Equal("PW4082", Assert.Throws<PathwiseException>(() => Expectation.Of((Real x, Noise noise) =>
            Rollout.Of(s_mass, new double[3], 5, (_, _) => new double[1], noise).Return() + x).Value(1, 10)).Id);
    }
}
