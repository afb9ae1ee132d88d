using System.Globalization;
using Pathwise.Numerics;
using static Pathwise.Functions;

namespace Pathwise.Ops;

/// <summary>log I_ν(x), the modified Bessel function of the first kind (DLMF 10.25.2), of an order ν ≥ 0 that is a constant.</summary>
internal sealed record LogarithmOfBesselI(double Order) : Composite(1)
{
    /// <summary>Up to here the power series is used, which keeps relative accuracy where log I₀ is near 0.</summary>
    const double NearZero = 2;

    public override string Name => "log_bessel_i";
    public override string Attributes => Order.ToString("R", CultureInfo.InvariantCulture);
    public override double Scalar(ReadOnlySpan<double> x) => ReferenceBessel.LogI(Order, x[0]);

    /// <summary>
    /// By the power series near 0; elsewhere from the order ν + 2, two of whose ratios lead down to ν (DLMF 10.29.1), and which makes the integrand of DLMF
    /// 10.32.2 smooth at both ends whatever ν is: I_μ(x) = (x/2)^μ/(√π Γ(μ + ½)) ∫ sin^2μ(t) e^(x cos t) dt over [0, π].
    /// </summary>
    protected override Real Compose(ReadOnlySpan<Real> operands)
    {
        var x = operands[0];
        var isNear = x < NearZero;
        var near = Order * Log(0.5 * x) - LogGamma(Order + 1) + Log1p(SeriesLessOne(Order, Where(isNear, x, 1)));
        if (Order == 0) near = Log1p(SeriesLessOne(0, Where(isNear, x, 1)));
        double order = Order + 2;
        var law = new VonMisesFisherLaw(2 * order, Where(isNear, 1, x), moments: true);
        var (first, second) = Ratios(x, law.Mean);
        var far = order * Log(0.5 * x) - LogGamma(order + 0.5) - 0.57236494292470008707 + law.LogOfIntegral - Log(first * second); // ½ log π
        return Where(x >= 0, Where(isNear, near, Where(x < double.PositiveInfinity, far, x)), double.NaN);
    }

    protected override Real? Derivative(int input, ReadOnlySpan<Node> x, Real y, Real v)
    {
        // I_ν′ = I_(ν+1) + (ν/x) I_ν (DLMF 10.29.2).
        Real at = x[0].AsReal(), ratio = Ratio(at);
        return v * (Order == 0 ? ratio : ratio + Order / at);
    }

    /// <summary>I_(ν+1)(x)/I_ν(x).</summary>
    Real Ratio(Real x)
    {
        var isNear = Held(x) < NearZero;
        Real small = Where(isNear, x, 1), near = small / (2 * (Order + 1)) * (1 + SeriesLessOne(Order + 1, small)) / (1 + SeriesLessOne(Order, small));
        return Where(isNear, near, Ratios(x, new VonMisesFisherLaw(2 * (Order + 2), Where(isNear, 1, x), moments: true).Mean).First);
    }

    /// <summary>I_(ν+1)/I_ν and I_(ν+2)/I_(ν+1) from I_(ν+3)/I_(ν+2), the mean cosine, by 1/r_μ = r_(μ+1) + 2(μ + 1)/x.</summary>
    (Real First, Real Second) Ratios(Real x, Real third)
    {
        var second = 1 / (third + 2 * (Order + 2) / x);
        return (1 / (second + 2 * (Order + 1) / x), second);
    }

    /// <summary>Γ(ν + 1)(x/2)^−ν I_ν(x) − 1 = Σ (x²/4)ᵏ/(k! (ν + 1)ₖ) over k ≥ 1 (DLMF 10.25.2).</summary>
    static Real SeriesLessOne(double order, Real x)
    {
        var z = 0.25 * (x * x);
        Real sum = 0;
        for (int k = 14; k >= 1; k--) sum = z / (k * (order + k)) * (1 + sum);
        return sum;
    }
}
