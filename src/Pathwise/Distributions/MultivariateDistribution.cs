namespace Pathwise.Distributions;

/// <summary>A law of arrays whose elements are bound together: vectors, directions, matrices. Its log-density is one number for a draw; models, whose values are scalars, do not have it.</summary>
public abstract class MultivariateDistribution : Distribution
{
    private protected MultivariateDistribution(Func<Real[], Distribution> with, params Real[] parameters) : base(with, parameters) { }
}
