using static Pathwise.Functions;

namespace Pathwise.Tests.Estimation;

/// <summary>Records that hold settings beside their reals: kept as they are, never differentiated, and another one traces anew.</summary>
public class SettingTests
{
    enum Shapes { Square, Cube }

    sealed record Part(Real Weight, int Power = 1, long Large = 0, bool Negated = false, double Offset = 0, string? Name = null, Shapes Kind = Shapes.Square);

    sealed record Whole(Part[] Parts, int[] Order, Only Rest, Real Last);

    sealed record Only(double[] Scales);

    int _traces;

    Expectation<Whole> Program() => Expectation.Of((Whole w, Noise _) =>
    {
        _traces++;
        Real sum = w.Last;
        for (int i = 0; i < w.Parts.Length; i++)
        {
            var part = w.Parts[w.Order[i]];
            Real term = part.Weight + part.Offset + part.Large;
            for (int k = 1; k < part.Power; k++) term *= part.Weight;
            if (part.Kind == Shapes.Cube) term *= part.Weight * part.Weight;
            if (part.Name == "doubled") term *= 2;
            sum += w.Rest.Scales[i] * (part.Negated ? -term : term);
        }
        return sum;
    });

    static readonly Whole s_at = new([new(2, Power: 2), new(3, Offset: 0.5)], [0, 1], new([1, 10]), 7);
    static readonly EstimationOptions s_once = new() { Paths = 1 };

    [Fact]
    public void Settings_come_back_with_the_gradient()
    {
        var e = Program().ValueAndGradient(s_at, s_once);
        Assert.Equal(4 + 35 + 7, e.Value, 1e-12);
        Assert.Equal([4, 10], e.Gradient.Parts.Select(part => (double)part.Weight));
        Assert.Equal((2, 0.5), (e.Gradient.Parts[0].Power, e.Gradient.Parts[1].Offset));
        Assert.Equal([0, 1], e.Gradient.Order);
        Assert.Equal([1.0, 10], e.Gradient.Rest.Scales);
        Assert.Equal(3, e.Certificate.Entries.Count);
    }

    [Fact]
    public void Another_setting_traces_anew_and_the_same_does_not()
    {
        var program = Program();
        double At(Whole w) => program.Value(w, s_once).Value;
        Part first = s_at.Parts[0], second = s_at.Parts[1];
        Whole With(Part part) => s_at with { Parts = [part, second] };
        (Whole At, double Value)[] cases =
        [
            (s_at, 46), (With(first with { Power = 3 }), 50), (With(first with { Large = 1 }), 48), (With(first with { Negated = true }), 38), (With(first with { Offset = 1 }), 48),
            (With(first with { Name = "doubled" }), 50), (With(first with { Kind = Shapes.Cube }), 58), (s_at with { Order = [1, 0] }, 3.5 + 40 + 7), (s_at with { Rest = new([1, 20]) }, 81),
        ];
        foreach (var (at, value) in cases) Assert.Equal(value, At(at), 1e-12);
        Assert.Equal(cases.Length, _traces);
        foreach (var (at, value) in cases) Assert.Equal(value, At(at with { Last = 8 }) - 1, 1e-12);
        Assert.Equal(cases.Length, _traces);
    }

    [Fact]
    public void Zero_and_minus_zero_are_different_settings()
    {
        var program = Expectation.Of((Part p, Noise _) => p.Weight * Math.CopySign(1, p.Offset));
        Assert.Equal((2.0, -2.0), (program.Value(new(2), s_once).Value, program.Value(new(2, Offset: -0.0), s_once).Value));
    }

    [Fact]
    public void Rows_share_their_settings()
    {
        var program = Expectation.Of((Real p, Part row, Noise _) => Pow(p, row.Power) * row.Weight);
        Assert.Equal(12, program.Value(2, [new(2, 2), new(4, 2)], new EstimationOptions { Paths = 2 }).Value, 1e-12);
        Assert.Equal(24, program.Value(2, [new(2, 3), new(4, 3)], new EstimationOptions { Paths = 2 }).Value, 1e-12);
        Assert.Equal("PW0026", Assert.Throws<PathwiseException>(() => program.Value(2, [new(2, 2), new(4, 3)], new EstimationOptions { Paths = 2 })).Id);
    }

    abstract record Curve
    {
        public abstract Real At(Real x);
    }

    sealed record Line(Real Slope) : Curve
    {
        public override Real At(Real x) => Slope * x;
    }

    sealed record Monomial(Real Factor, int Power) : Curve
    {
        public override Real At(Real x) => Factor * Pow(x, Power);
    }

    sealed record Total(Curve[] Terms, Real Shift) : Curve
    {
        public override Real At(Real x) => Terms.Aggregate(Shift, (sum, term) => sum + term.At(x));
    }

    /// <summary>A member of an abstract type holds a record of some type, which is as much of a setting as what is in it.</summary>
    [Fact]
    public void Members_of_abstract_types_hold_records()
    {
        var program = Expectation.Of((Curve curve, Noise _) => { _traces++; return curve.At(3); });
        var at = new Total([new Line(2), new Monomial(5, 2), new Total([new Line(1)], 4)], 7);
        var e = program.ValueAndGradient(at, s_once);
        Assert.Equal(6 + 45 + 3 + 4 + 7, e.Value, 1e-12);
        var gradient = (Total)e.Gradient;
        Assert.Equal((3.0, 9.0), ((double)((Line)gradient.Terms[0]).Slope, (double)((Monomial)gradient.Terms[1]).Factor));
        Assert.Equal(["Terms[0].Slope", "Terms[1].Factor", "Terms[2].Terms[0].Slope", "Terms[2].Shift", "Shift"], e.Certificate.Entries.Select(entry => entry.Parameter));
        program.Value(at with { Shift = 1 }, s_once);
        Assert.Equal(1, _traces);
        Assert.Equal(6 + 135 + 3 + 4 + 7, program.Value(at with { Terms = [at.Terms[0], new Monomial(5, 3), at.Terms[2]] }, s_once).Value, 1e-12);
        Assert.Equal(6 + 15 + 3 + 4 + 7, program.Value(at with { Terms = [at.Terms[0], new Line(5), at.Terms[2]] }, s_once).Value, 1e-12);
        Assert.Equal(3, _traces);
        Assert.Equal("PW0023", Assert.Throws<PathwiseException>(() => program.Value(at with { Terms = [null!] }, s_once)).Id);
    }

    /// <summary>Nothing would be differentiated, which is not what was meant.</summary>
    [Fact]
    public void A_record_of_numbers_alone_is_refused() =>
        Assert.Equal("PW0023", Assert.Throws<PathwiseException>(() => Expectation.Of((Only p, Noise noise) => noise.Normal())).Id);
}
