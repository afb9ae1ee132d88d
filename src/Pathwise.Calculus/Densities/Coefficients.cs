using System.Globalization;

namespace Pathwise.Calculus;

/// <summary>The drift a(t, x) and the diffusion matrix B(t, x) = (bL)(bL)ᵀ of a system at many points, with their derivatives in the parameters.</summary>
internal sealed class Coefficients
{
    readonly PointFunctions _functions;

    public Coefficients(ItoSystem system, int states, ParameterValues parameters)
    {
        (System, States, Parameters) = (system, states, parameters);
        _functions = new PointFunctions(Of, states, parameters);
    }

    public ItoSystem System { get; }
    public int States { get; }
    public ParameterValues Parameters { get; }

    /// <summary>The same coefficients without their derivatives.</summary>
    public Coefficients WithoutTangents() => new(System, States, Parameters with { IsDifferentiated = false });

    /// <summary>Whether the coefficients depend on t.</summary>
    public bool DependOnTime => _functions.DependsOnTime;

    /// <summary>a₁ … a_d, then the upper triangle of B row by row, as the graph has them.</summary>
    public Real[] Of(Real t, Real[] x)
    {
        var b = System.DiffusionOfIndependent(t, x);
        var values = new List<Real>(System.Drift(t, x));
        for (int i = 0; i < States; i++)
            for (int j = i; j < States; j++)
            {
                Real sum = 0;
                for (int k = 0; k < System.Drivers; k++)
                    if (b[i, k] is { } left && b[j, k] is { } right) sum += left * right;
                values.Add(sum);
            }
        return [.. values];
    }

    /// <summary>The coefficients at points; all must be finite.</summary>
    public PointValues At(double t, params double[][] x)
    {
        var at = _functions.At(t, x);
        Require(at.Values, null);
        for (int k = 0; k < at.Derivatives.Length; k++) Require(at.Derivatives[k], Parameters.Names[k]);
        return at;

        void Require(double[]?[] values, string? parameter)
        {
            for (int f = 0; f < values.Length; f++)
                if (values[f] is { } own && Array.FindIndex(own, value => !double.IsFinite(value)) is >= 0 and int point)
                    throw new PathwiseException("PW2010", string.Create(CultureInfo.InvariantCulture,
                        $"{(parameter is null ? "" : $"the derivative in {parameter} of ")}{(f < States ? "the drift" : "the diffusion")} is {own[point]} at x = {string.Join(", ", x.Select(c => c[point].ToString("R", CultureInfo.InvariantCulture)))}, t = {t:R}"),
                        "give the domain ends between which the coefficients are finite");
        }
    }

    /// <summary>The coefficients at points where they may be singular: the caller looks at what is not finite.</summary>
    public double[][] Unchecked(double t, params double[][] x) => _functions.At(t, x).Values;

    /// <summary>Derivatives there.</summary>
    public double[]?[][] DerivativesAt(double t, params double[][] x) => _functions.At(t, x).Derivatives;
}
