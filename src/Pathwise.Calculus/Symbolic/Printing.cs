namespace Pathwise.Calculus;

public sealed partial class Expression
{
    Written? _written;

    internal Written Written => _written ??= Writer.Write(this);

    /// <summary>The formula as model files write it: <c>kappa*(theta - v)</c>, <c>sqrt(1 + X^2)</c>.</summary>
    public override string ToString() => Written.Text;

    /// <summary>The formula in LaTeX: <c>\kappa \left(\theta - v\right)</c>.</summary>
    public string ToLatex() => Written.Latex;
}
