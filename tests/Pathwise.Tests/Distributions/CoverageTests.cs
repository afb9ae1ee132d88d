using Pathwise.Distributions;

namespace Pathwise.Tests.Laws;

/// <summary>A new law without a row in the catalogue, or a test of its own, fails here.</summary>
public class CoverageTests
{
    /// <summary>Laws with tests of their own: of discrete values, of vectors and matrices, of other laws.</summary>
    static readonly HashSet<Type> s_elsewhere = [typeof(Bernoulli), typeof(VonMisesFisher), typeof(Dirichlet), typeof(RelaxedOneHot), typeof(MultivariateNormal),
        typeof(LowRankNormal), typeof(Wishart), typeof(Geometric), typeof(Poisson), typeof(Binomial), typeof(NegativeBinomial), typeof(Categorical), typeof(Multinomial)];

    public static TheoryData<Type> Laws => [.. typeof(Distribution).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Distribution)) && !t.IsAbstract)];

    [Theory]
    [MemberData(nameof(Laws))]
    public void Every_law_is_in_the_catalogue(Type law) =>
        Assert.True(s_elsewhere.Contains(law) || LawCatalogue.All.Any(c => c.Of([.. (c.Sets.FirstOrDefault() ?? c.HeavySets[0]).Select(v => (Real)v)]).GetType() == law), $"{law.Name} has no row");
}
