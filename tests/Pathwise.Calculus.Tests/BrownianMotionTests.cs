using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests;

/// <summary>Brownian motion looked at coarser and finer.</summary>
public class BrownianMotionTests
{
    record None(Real Unused);

    static double Mean(Func<Noise, Real> f, long paths, out double error)
    {
        var e = Expectation.Of((None _, Noise noise) => f(noise)).Value(new None(0), paths, seed: 3);
        error = e.StandardError!.Value;
        return e.Value;
    }

    /// <summary>A coarse increment is the sum of its fine ones, bit for bit: the difference is 0 on every path, also after halving.</summary>
    [Fact]
    public void Coarse_increments_are_sums_of_fine_ones_in_every_bit()
    {
        var grid = TimeGrid.Uniform(0, 3, 6);
        double most = Mean(noise =>
        {
            var w = new BrownianMotion(grid, noise);
            var finer = w.Finer().Finer();
            var difference = Sum(Abs(finer.Coarser(4).Increments() - w.Increments())) + Sum(Abs(finer.Coarser(2).Increments() - w.Finer().Increments()));
            var total = Sum(finer.Increments()) - Sum(w.Coarser(3).Increments());
            return difference + Abs(total);
        }, 2000, out _);
        Assert.Equal(0, most);
    }

    /// <summary>Moments of finer and coarser increments and areas: Var ΔW = h, Var H = h/12, uncorrelated.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Increments_and_areas_have_their_moments(int how)
    {
        BrownianMotion Motion(Noise noise) => how switch { 1 => new BrownianMotion(TimeGrid.Uniform(0, 2, 4), noise), 2 => new BrownianMotion(TimeGrid.Uniform(0, 2, 2), noise).Finer(), _ => new BrownianMotion(TimeGrid.Uniform(0, 2, 12), noise).Coarser(3) };
        foreach (var (f, expected) in new (Func<Real, Real, Real> F, double Expected)[]
        {
            ((w, h) => Sum(w * w), 2), ((w, h) => Sum(h * h), 2.0 / 12), ((w, h) => Sum(w * h), 0),
            ((w, h) => Sum(Slice(w, 0, 0, 3) * Slice(w, 0, 1, 3)), 0), ((w, h) => Sum(Slice(h, 0, 0, 3) * Slice(h, 0, 1, 3)), 0), ((w, h) => Sum(Slice(w, 0, 0, 3) * Slice(h, 0, 1, 3)), 0),
            ((w, h) => Sum(Slice(h, 0, 0, 3) * Slice(w, 0, 1, 3)), 0),
        })
        {
            double mean = Mean(noise => Motion(noise) is var m ? f(m.Increments(), m.SpaceTimeAreas()) : 0, 50_000, out double error);
            Agreement.Within(expected, mean, error);
        }
    }

    /// <summary>Without areas the increments of halves are Brownian ones too: Var ΔW = h, uncorrelated with their neighbours and over two levels, and sums of halves are wholes in every bit.</summary>
    [Fact]
    public void Increments_without_areas()
    {
        static BrownianMotion Motion(Noise noise) => new(TimeGrid.Uniform(0, 2, 2), [noise], hasAreas: false);
        foreach (var (f, expected) in new (Func<Real, Real> F, double Expected)[]
        {
            (w => Sum(w * w), 2), (w => Sum(w * w * w * w), 8 * 3 / 16.0), (w => Sum(Slice(w, 0, 0, 7) * Slice(w, 0, 1, 7)), 0), (w => Sum(Slice(w, 0, 0, 6) * Slice(w, 0, 2, 6)), 0), (w => Sum(Slice(w, 0, 0, 5) * Slice(w, 0, 3, 5)), 0),
        })
        {
            double mean = Mean(noise => f(Motion(noise).Finer().Finer().Increments()), 50_000, out double error);
            Agreement.Within(expected, mean, error);
        }
        Assert.Equal(0, Mean(noise => Motion(noise) is var m ? Sum(Abs(m.Finer().Finer().Coarser(4).Increments() - m.Increments())) : 0, 1000, out _));
    }

    /// <summary>∫W ds over a coarse step is that of its halves: ½h(ΔW + 2H) adds up.</summary>
    [Fact]
    public void Areas_add_up()
    {
        double most = Mean(noise =>
        {
            var w = new BrownianMotion(TimeGrid.Uniform(0, 1, 2), noise);
            static Real Integral(BrownianMotion m)
            {
                Real sum = 0, start = 0;
                for (int n = 0; n < m.Grid.Steps; n++)
                {
                    Real dw = Sum(Slice(m.Increments(), 0, n, 1)), h = Sum(Slice(m.SpaceTimeAreas(), 0, n, 1));
                    sum += m.Grid.Step * (start + 0.5 * dw + h);
                    start += dw;
                }
                return sum;
            }
            return Abs(Integral(w) - Integral(w.Finer())) + Abs(Integral(w) - Integral(w.Coarser(2)));
        }, 1000, out _);
        Assert.InRange(most, 0, 1e-14);
    }

    /// <summary>Schemes on two grids of one motion differ by what the scheme's strong order says, for every scheme.</summary>
    [Theory]
    [MemberData(nameof(SchemeTests.All), MemberType = typeof(SchemeTests))]
    public void Schemes_take_a_motion(Scheme scheme)
    {
        double Difference(int steps) => Math.Sqrt(Mean(noise =>
        {
            var sde = Ito.Sde((x, t) => 0.2 * x, (x, t) => scheme == AdditiveRungeKutta.Scheme ? 0.4 + 0 * x : 0.4 * x);
            Real Last(BrownianMotion w) => scheme is ItoScheme ito ? sde.Solve(1, w, ito).Terminal : sde.ToStratonovich().Solve(1, w, (StratonovichScheme)scheme).Terminal;
            var fine = new BrownianMotion(TimeGrid.Uniform(0, 1, steps), noise);
            var difference = Last(fine) - Last(fine.Coarser(2));
            return difference * difference;
        }, 4000, out _));
        double order = Math.Log(Difference(16) / Difference(64), 4);
        if (scheme == ExactScheme.Scheme) Assert.InRange(Difference(16), 0, 1e-12);
        else Assert.InRange(order, scheme.StrongOrder - 0.25, 2.5);
    }
}
