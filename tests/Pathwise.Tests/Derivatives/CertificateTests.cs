using Pathwise.Calculus;
using Pathwise.Distributions;
using Pathwise.Graphs;
using static Pathwise.Functions;

namespace Pathwise.Tests.Derivatives;

/// <summary>The certificate finds every obstacle, wherever it hides, and refuses nothing that is sound.</summary>
public class CertificateTests
{
    static CertificateEntry Entry(Func<Real, Noise, Real> program, double at = 0.3) => Expectation.Of(program).Certificate(at).Entries[0];

    static void Is(Verdict expected, Func<Real, Noise, Real> program, double at = 0.3)
    {
        var entry = Entry(program, at);
        Assert.True(entry.Verdict == expected, $"{entry.Verdict} instead of {expected}: {string.Join("; ", entry.Sites)}");
        if (expected is Verdict.Pathwise or Verdict.Independent) Assert.DoesNotContain(entry.Sites, site => site.Kind is "jump" or "discrete" or "detached");
        else Assert.Contains(entry.Sites, site => site.Place.File?.EndsWith("CertificateTests.cs", StringComparison.Ordinal) == true && site.Cure.Length > 0);
    }

    /// <summary>x ← body(x, n), some times.</summary>
    static Real Repeat(Real start, Func<Real, Real, Real> body, int steps = 3) =>
        Item.Of(Loop.Build(steps, false, [start.Node], [], (n, carry, _) => ([body(carry[0].AsReal(), n.AsReal()).Node], [])), 0).AsReal();

    static Real Draw(Real p, Noise noise) => new Normal(p, 1).Sample(noise);

    static Real Coin(Real p, Noise noise) => new Bernoulli(p).Sample(noise);

    /// <summary>Every verdict, as an obstacle that takes the parameter and noise.</summary>
    static readonly (Verdict Verdict, Func<Real, Noise, Real> Program)[] s_obstacles =
    [
        (Verdict.Pathwise, (p, noise) => Max(Draw(p, noise), 0)),
        (Verdict.Detached, (p, noise) => Draw(p, noise).Detach()),
        (Verdict.Partial, (p, noise) => p * Draw(p, noise).Detach()),
        (Verdict.Discrete, (p, noise) => p * Coin(p, noise)),
        (Verdict.Jump, (p, noise) => Floor(Draw(p, noise))),
        (Verdict.Jump, (p, noise) => Where(Draw(p, noise) > 0.2, 1, 0)),
        (Verdict.Independent, (p, noise) => noise.Normal()),
    ];

    public static TheoryData<int> Obstacles => [.. Enumerable.Range(0, s_obstacles.Length)];

    [Theory]
    [MemberData(nameof(Obstacles))]
    public void Obstacles_in_the_open_in_loops_and_in_nested_loops(int index)
    {
        var (verdict, program) = s_obstacles[index];
        Is(verdict, program);
        Is(verdict, (p, noise) => Repeat(1, (x, n) => 0.5 * x + program(p, noise)));
        Is(verdict, (p, noise) => Repeat(1, (x, n) => Repeat(x, (y, m) => 0.5 * y + program(p, noise), 2)));
        // In one iteration of the outer loop, read in the next, by the inner one.
        Is(verdict, (p, noise) => Repeat(0, (x, n) => program(p, noise) + Repeat(1, (y, m) => Sin(x) * y, 2)));
        // Captured from outside.
        Is(verdict, (p, noise) => { var z = program(p, noise); return Repeat(1, (x, n) => x * z); });
        // Downstream: the first obstacle counts.
        Is(verdict, (p, noise) => { var z = program(p, noise); return Sin(z) + z * z; });
    }

    [Fact]
    public void The_first_obstacle_of_a_route_is_its_class()
    {
        Is(Verdict.Detached, (p, noise) => Floor(Draw(p, noise).Detach()));
        Is(Verdict.Jump, (p, noise) => Floor(Draw(p, noise)).Detach());
        Is(Verdict.Discrete, (p, noise) => Coin(p, noise).Detach());
        Is(Verdict.Discrete, (p, noise) => Coin(p, noise) + Floor(Draw(p, noise)) + Draw(p, noise).Detach());
        Is(Verdict.Jump, (p, noise) => p + Floor(Draw(p, noise)) + Draw(p, noise).Detach());
        Is(Verdict.Detached, (p, noise) => Where(Draw(p, noise).Detach() > 0, 1, 0));
    }

    [Fact]
    public void Facts_about_carries_are_iterated_to_their_fixpoint()
    {
        // The parameter needs three steps from carry to carry before it meets the jump.
        Is(Verdict.Jump, (p, noise) =>
        {
            var loop = Loop.Build(5, false, [Constant.Of(0), Constant.Of(0), Constant.Of(0)], [], (_, carry, _) =>
                ([(p + noise.Normal()).Node, carry[0], (Floor(carry[1].AsReal()) + carry[2].AsReal()).Node], []));
            return Item.Of(loop, 2).AsReal();
        });
        // A comparison of a carry that only becomes noisy after the first step.
        Is(Verdict.Jump, (p, noise) => Repeat(0, (x, n) => Where(x > 0.5, 1, 0) + p + noise.Normal()));
        // Rows and histories of a loop carry what its carries do.
        Is(Verdict.Jump, (p, noise) => Sum(Floor(Item.Of(Loop.Build(4, false, [p.Node], [], (_, carry, _) => ([(carry[0].AsReal() + noise.Normal()).Node], [])), 1).AsReal())));
        // The loop's own count is neither noise nor parameter.
        Is(Verdict.Pathwise, (p, noise) => Repeat(p, (x, n) => Where(n > 1, x * noise.Normal(), 2 * x)));
    }

    [Fact]
    public void A_condition_decided_outside_a_loop_is_a_jump_inside()
    {
        Is(Verdict.Jump, (p, noise) => { var up = Draw(p, noise) > 0; return Repeat(1, (x, n) => Where(up, 2 * x, x)); });
        Is(Verdict.Jump, (p, noise) => { var up = Draw(p, noise) > 0; return Repeat(1, (x, n) => Where(up & (x > 0), 2 * x, x)); });
        Is(Verdict.Jump, (p, noise) => { var up = Draw(p, noise) > 0; return Repeat(1, (x, n) => Repeat(x, (y, m) => Where(!up, 2 * y, y), 2)); });
        Is(Verdict.Pathwise, (p, noise) => { var up = noise.Normal() > 0; return Repeat(p, (x, n) => Where(up, 2 * x, x)); });
        Is(Verdict.Pathwise, (p, noise) => { var up = p > 0; return Repeat(p, (x, n) => Where(up, 2 * x, x) * noise.Normal()); });
        Is(Verdict.Jump, (p, noise) =>
        {
            var up = Draw(p, noise) > 0;
            return Ito.Sde((x, t) => Where(up, x, -x), (x, t) => 0.2 * x).Solve(1, TimeGrid.Uniform(0, 1, 4), EulerMaruyama.Scheme, noise).Terminal;
        });
    }

    [Fact]
    public void Equations_downstream_of_draws()
    {
        Real Solve(Real start, Real drift, Noise noise) =>
            Ito.Sde((x, t) => drift * x, (x, t) => 0.2 * x).Solve(start, TimeGrid.Uniform(0, 1, 4), EulerMaruyama.Scheme, noise).Terminal;
        Is(Verdict.Pathwise, (p, noise) => Solve(Draw(p, noise), 0.1, noise));
        Is(Verdict.Detached, (p, noise) => Solve(Draw(p, noise).Detach(), 0.1, noise));
        Is(Verdict.Partial, (p, noise) => Solve(Draw(p, noise).Detach(), p, noise));
        Is(Verdict.Discrete, (p, noise) => Solve(Coin(p, noise), 0.1, noise));
        Is(Verdict.Jump, (p, noise) => Where(Solve(p, 0.1, noise) > 1, 1, 0));
        Is(Verdict.Pathwise, (p, noise) => Max(Solve(p, 0.1, noise) - 1, 0));
        Is(Verdict.Independent, (p, noise) => Solve(1, 0.1, noise));
    }

    /// <summary>|z| and its like, put together from pieces: the library vouches for what it cannot prove branch by branch, but only once. What the derivative does at the edge of a piece is a jump again.</summary>
    [Fact]
    public void Pieces_of_a_continuous_function_are_kinks()
    {
        static Real Piece(Condition condition, Real x) => Pathwise.Ops.Where.Piece.On(new Real(condition.Node), x, 0);
        static Real Bent(Real p, Noise noise) { var z = Draw(p, noise); return Piece(z > 1, z - 1) + Piece(z > 1, 1) + Piece(z <= 1, z); }
        Is(Verdict.Pathwise, Bent);
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > 1, z, 0) + Where(z <= 1, z, 0); });
        var square = Expectation.Of((Real p, Noise noise) => { var z = Bent(p, noise); return z * z; });
        Assert.Throws<GradientRefusedException>(() => square.Hessian(0.5, new EstimationOptions { Paths = 1000, Estimator = EstimatorKind.Pathwise }));
    }

    [Fact]
    public void Sides_that_agree_are_no_jump()
    {
        Is(Verdict.Pathwise, (p, noise) => { var z = Draw(p, noise); return Where(z < 1, z * z - 1, 2 * z - 2); });
        Is(Verdict.Pathwise, (p, noise) => { var z = Draw(p, noise); return Where(z * p > 2, (z * p - 2) * Exp(z), 0); });
        Is(Verdict.Pathwise, (p, noise) => { var z = Draw(p, noise); return Where((z > 0) & (z < 1), z * (1 - z), 0); });
        Is(Verdict.Pathwise, (p, noise) => { var z = Draw(p, noise); return Where(!(z > 3), z, 3); });
        Is(Verdict.Pathwise, (p, noise) => { var z = p + noise.Normal(4); return Sum(Where(z > 0, Sin(z), z)); });
        Is(Verdict.Pathwise, (p, noise) => { var z = Draw(p, noise); return Where(z > 2, (z - 2) / z, 0); });
        Is(Verdict.Pathwise, (p, noise) => { var z = Draw(p, noise); return Where(z > 2, (z - 2) / p, 0); });
        Is(Verdict.Pathwise, (p, noise) => { var z = Draw(p, noise); return Where(Exp(z) > p, (Exp(z) - p) / Exp(z), 0); });
        Is(Verdict.Pathwise, (p, noise) => { var z = Draw(p, noise); return Where(z > 2, (z - 2) / noise.Normal(), 0); });
        Is(Verdict.Pathwise, (p, noise) => { var z = Draw(p, noise); return Where(z > p, Log(z), Log(p)); });
        Is(Verdict.Pathwise, (p, noise) => { var z = Draw(p, noise); return Where(z > 2, Log(z / 2), 0); });
        Is(Verdict.Pathwise, (p, noise) => { var z = p + noise.Normal(4); var s = Sum(z); return Sum(Where(s > 1, z * s, z)); });
        Is(Verdict.Pathwise, (p, noise) => Repeat(p, (x, n) => { var y = x + noise.Normal(); return Where(y > n, y - n, 0); }));
    }

    [Fact]
    public void Sides_that_agree_elsewhere_are_a_jump()
    {
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z < 1, z * z, 2 * z); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where((z > 0) & (z < 1), z, 0); });
        Is(Verdict.Jump, (p, noise) => { var z = p + noise.Normal(2); return Where(z[0] > 0, z[1], 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > 0, Where(z > 1, z, 0), 0); });
        // What tends to 0 is divided by what does too.
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > p, (z - p) / (z - p), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > p, (z - p) / Abs(z - p), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > p, (z - p) / Sqrt((z - p) * (z - p)), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > p, (z - p) * (1 / (z - p)), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(2 * z > 2 * p, (z - p) * (1 / (z - p)), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > p, (z - p) * (z / (z - p)), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > p, Pow(z - p, -1), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > p, (z - p) / (1 - Exp(p - z)), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > p, (z - p) / Log(z / p), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > p, Sin(z - p) / (z - p), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(Exp(z) > 1, (Exp(z) - 1) * (1 / z), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(2 * z > 0, 2 * z * (1 / z), 0); });
        // At the flip of one element the others are not 0, nor is their sum.
        Is(Verdict.Jump, (p, noise) => { var z = p + noise.Normal(2); return Sum(Where(z > 0, Sum(z), Sum(0 * z))); });
        Is(Verdict.Jump, (p, noise) => { var z = p + noise.Normal(new Shape(2, 2)); return Sum(Where(z > 0, Transpose(z), Transpose(0 * z))); });
        Is(Verdict.Jump, (p, noise) => { var z = p + noise.Normal(2); return Sum(Where(z > 0, Softmax(z), Softmax(0 * z))); });
        Is(Verdict.Jump, (p, noise) => Sum(Gather(new double[] { 1, 2, 3 }, Floor(3 * Sigmoid(Draw(p, noise))))));
    }

    // Expanded, the state of the last step has more terms than can be written down; what is compared is all that the sides are made of.
    [Theory, InlineData(5), InlineData(100)]
    public void Sides_made_of_what_is_compared_agree_however_long_the_path_before(int steps)
    {
        Real Path(Real p, Noise noise, Func<Real, Real, Real, Real> choose)
        {
            Real s = p, v = 1, most = p;
            for (int n = 0; n < steps; n++)
            {
                v += 0.1 * s * noise.Normal();
                s *= 1 + 0.1 * v * noise.Normal();
                most = choose(s, most, v);
            }
            return most;
        }
        Is(Verdict.Pathwise, (p, noise) => Path(p, noise, (s, most, _) => Where(s > most, s, most)));
        Is(Verdict.Pathwise, (p, noise) => Path(p, noise, (s, most, v) => Where(s < most, v * most, v * s)));
        Is(Verdict.Pathwise, (p, noise) => Path(p, noise, (s, _, _) => p * Where(s > 0.4, 2 * s - 0.8, 0)));
        Is(Verdict.Jump, (p, noise) => Path(p, noise, (s, most, _) => Where(s > most, s + 1, most)));
        Is(Verdict.Jump, (p, noise) => Path(p, noise, (s, most, v) => Where(s > most, v * s, most)));
        Is(Verdict.Jump, (p, noise) => Path(p, noise, (s, most, v) => Where(s > 0.4, (s - 0.4) / (s * s - 0.16), 0)));
    }

    [Fact]
    public void A_pole_where_the_condition_flips_proves_nothing()
    {
        // Each side is 1, or without bound, on one side of the flip: x·(1/x) is a multiple of x and does not vanish with it.
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > 0, Log(z), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > 0, z * (1 / z), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > 0, z / z, 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > 0, z / Abs(z), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > 0, z / Sqrt(z * z), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > 1, (z - 1) / Expm1(z - 1), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > 1, (z - 1) / (Exp(z) * Math.Exp(-1) - 1), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > 0, z * Pow(Abs(z), -1.5), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > 0, z * Exp(-Log(z)), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z > 0, z * Tan(0.5 * Math.PI - z), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); return Where(z * z > 0.5, 0, (0.5 - z * z) / (Abs(z) - Math.Sqrt(0.5))); });
        Is(Verdict.Jump, (p, noise) => { var z = Draw(p, noise); var w = z * z * z; return Where(w > 0, w / Abs(z) / Abs(z) / Abs(z), 0); });
        Is(Verdict.Jump, (p, noise) => { var z = p + noise.Normal(3); return Sum(Where(z > 0, z / Abs(z), 0 * z)); });
        Is(Verdict.Jump, (p, noise) => Repeat(p, (x, n) => { var y = x + noise.Normal(); return Where(y > 0, y / Abs(y), 0) + x; }));
    }

    [Fact]
    public void Quotients_and_logarithms_elsewhere_are_no_obstacle()
    {
        Is(Verdict.Pathwise, (p, noise) => { var z = Exp(Draw(p, noise)); return Where(z > 1.2, (z - 1.2) / z, 0); });
        Is(Verdict.Pathwise, (p, noise) => { var z = Exp(Draw(p, noise)); return Where(z > 1.2, (z - 1.2) / p, 0); });
        Is(Verdict.Pathwise, (p, noise) => { var z = Exp(Draw(p, noise)); return Where(z > 1.2, Log(z / 1.2), 0); });
        Is(Verdict.Pathwise, (p, noise) => { var z = Exp(Draw(p, noise)); return Where(z > p, Log(z) - Log(p), 0); });
        Is(Verdict.Pathwise, (p, noise) => { var z = Draw(p, noise); return Where(z > 0, z / noise.Normal(), 0); });
        Is(Verdict.Pathwise, (p, noise) => { var z = Draw(p, noise); return Where(z > 0, z / (1 + z * z), 0); });
        Is(Verdict.Pathwise, (p, noise) => { var z = Draw(p, noise); return Where(z > 0, Exp(z) - 1, 0); });
        Is(Verdict.Pathwise, (p, noise) => { var z = Draw(p, noise); return Where(z > 0, z * Log(z), 0); });
        Is(Verdict.Pathwise, (p, noise) => { var z = Draw(p, noise); return Where(z > 0, z * Sqrt(z), 0); });
        Is(Verdict.Pathwise, (p, noise) => { var z = Draw(p, noise); return Where(z > 0, Pow(z, 1.5), 0); });
        Is(Verdict.Pathwise, (p, noise) => { var z = p + noise.Normal(3); return Sum(Where(z > 1, (z - 1) / z, 0 * z)); });
    }

    [Fact]
    public void What_is_held_is_listed_and_never_refused()
    {
        void Held(Verdict verdict, Func<Real, Noise, Real> program)
        {
            Is(verdict, program);
            var site = Assert.Single(Entry(program).Sites, site => site.Kind == "held");
            Assert.EndsWith("CertificateTests.cs", site.Place.File, StringComparison.Ordinal);
        }
        Held(Verdict.Pathwise, (p, noise) => p * StopGradient(Draw(p, noise)));
        Held(Verdict.Independent, (p, noise) => StopGradient(p) * noise.Normal());
        Held(Verdict.Pathwise, (p, noise) => Repeat(1, (x, n) => x * StopGradient(p) + p + noise.Normal()));
        // The library's own shift in log Σ eˣ is not the user's affair.
        Assert.Empty(Entry((p, noise) => LogSumExp(p + noise.Normal(3))).Sites);
    }

    [Fact]
    public void Unbounded_derivatives_that_noise_can_reach_are_warned_of()
    {
        bool Warns(Func<Real, Noise, Real> program, double at = 0.3)
        {
            var entry = Entry(program, at);
            Assert.Equal(Verdict.Pathwise, entry.Verdict);
            return entry.Sites.Any(site => site.Kind == "unbounded");
        }
        Assert.True(Warns((p, noise) => Sqrt(Abs(Draw(p, noise)))));
        Assert.True(Warns((p, noise) => Sqrt(Max(Draw(p, noise), 0))));
        Assert.True(Warns((p, noise) => Log(Abs(Draw(p, noise)))));
        Assert.True(Warns((p, noise) => 1 / Draw(p, noise)));
        Assert.True(Warns((p, noise) => Pow(Abs(Draw(p, noise)), 0.7)));
        Assert.True(Warns((p, noise) => Log1p(Draw(p, noise))));
        Assert.True(Warns((p, noise) => Atan(Tan(Draw(p, noise)))));
        Assert.True(Warns((p, noise) => LogGamma(Draw(p, noise))));
        Assert.True(Warns((p, noise) => Asin(Clamp(Draw(p, noise), -1, 1))));
        Assert.True(Warns((p, noise) => Acosh(Max(Draw(p, noise), 1))));
        Assert.True(Warns((p, noise) => NormalQuantile(Clamp(Draw(p, noise), 0, 1))));
        Assert.False(Warns((p, noise) => { var z = Draw(p, noise); return Tan(Tanh(z)) + LogGamma(1 + z * z) + Asin(0.9 * Sin(z)) + Acosh(2 + z * z) + Atanh(0.5 * Sin(z)); }));
        Assert.True(Warns((p, noise) => Repeat(1, (v, n) => v + p * Sqrt(Max(v, 0)) * noise.Normal())));
        Assert.False(Warns((p, noise) => { var z = Draw(p, noise); return Sqrt(1 + z * z) + Log(1 + z * z) + 1 / (2 + z * z) + Log1p(z * z); }));
        Assert.False(Warns((p, noise) => Sqrt(Exp(Draw(p, noise)))));
        Assert.False(Warns((p, noise) => Pow(Abs(Draw(p, noise)), 1.5)));
        Assert.False(Warns((p, noise) => Sqrt(p) * noise.Normal() / p));
        Assert.False(Warns((p, noise) => Repeat(1, (x, n) => x + Sqrt(1 + x * x) * p * noise.Normal())));
        // A known positive value of the parameter is used.
        Assert.False(Warns((p, noise) => Log(p + noise.Uniform())));
        Assert.True(Warns((p, noise) => Log(p + noise.Uniform()), at: -0.5));
    }

    [Fact]
    public void The_second_order_certificate_is_that_of_the_gradient()
    {
        Real Walk(Real p, Noise noise) => Repeat(p, (x, n) => x + 0.5 * noise.Normal(), steps: 4);
        var call = Expectation.Of((Real p, Noise noise) => Max(Walk(p, noise), 0));
        Assert.Equal(Verdict.Pathwise, call.Certificate(0.5).Entries[0].Verdict);
        var refused = Assert.Throws<GradientRefusedException>(() => call.Hessian(0.5, new EstimationOptions { Paths = 1000, Estimator = EstimatorKind.Pathwise }));
        Assert.Equal(Verdict.Jump, refused.Certificate.Entries[0].Verdict);

        // d²/dp² E max(X, 0)² = 2Φ(p) for X ~ N(p, 1).
        var square = Expectation.Of((Real p, Noise noise) => { var plus = Max(Walk(p, noise), 0); return plus * plus; }).Hessian(0.5, 50_000, seed: 1);
        Assert.True(Math.Abs(square.Value[0, 0] - 2 * 0.6914624613) <= 5 * square.StandardError[0, 0]);
        // d²/dp² E|X|³ = 6 E|X|, and |X|³ has a continuous second derivative.
        var cube = Expectation.Of((Real p, Noise noise) => { var a = Abs(Walk(p, noise)); return a * a * a; }).Hessian(0.5, 50_000, seed: 2);
        Assert.True(Math.Abs(cube.Value[0, 0] - 6 * (2 * 0.3520653268 + 0.5 * (2 * 0.6914624613 - 1))) <= 5 * cube.StandardError[0, 0]);

        // A kink inside the loop, at every step.
        Assert.Throws<GradientRefusedException>(() => Expectation.Of((Real p, Noise noise) => Repeat(p, (x, n) => Max(x + noise.Normal(), 0))).Hessian(0.5, 1000));
        Assert.Throws<GradientRefusedException>(() => Expectation.Of((Real p, Noise noise) => MaxOver(p * noise.Normal(3))).Hessian(0.5, 1000));
        // A kink that no noise moves is none.
        Expectation.Of((Real p, Noise noise) => Max(p, 0) * noise.Normal()).Hessian(0.5, 1000);
    }
}
