using static Pathwise.Analyzers.Tests.Harness;

namespace Pathwise.Analyzers.Tests;

public class DetachedDrawTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static string Of(string body) => Method($"var program = Expectation.Of((Law p, Noise noise) =>\n{{\n{body}\n}});");

    [Theory]
    [InlineData("return [|new Normal(p.Mu, p.Sigma).Sample(noise).Detach()|];")]
    [InlineData("var z = new Normal(p.Mu, p.Sigma).Sample(noise);\nreturn Exp([|z.Detach()|]);")]
    [InlineData("var law = new Normal(p.Mu, p.Sigma);\nvar z = [|law.Sample(noise).Detach()|];\nreturn z * z;")]
    [InlineData("return [|(p.Mu + p.Sigma * noise.Normal()).Detach()|];")]
    [InlineData("var mu = 2 * p.Mu;\nreturn [|new Normal(mu, 1).Sample(noise).Detach()|] * p.Sigma;")]
    [InlineData("return p.Mu * [|new Normal(p.Mu, p.Sigma).Sample(noise).Detach()|];")]
    public Task The_only_route_is_cut(string body) => Check<DetachedDrawAnalyzer>(Of(body), Stop);

    [Theory]
    [InlineData("return new Normal(p.Mu, p.Sigma).Sample(noise);")]
    [InlineData("var z = new Normal(p.Mu, p.Sigma).Sample(noise).Detach();\nreturn z * p.Mu + p.Sigma;")]
    [InlineData("var law = new Normal(p.Mu, p.Sigma);\nvar z = law.Sample(noise).Detach();\nreturn z * law.Variance;")]
    [InlineData("var z = new Normal(p.Mu, p.Sigma).Sample(noise);\nreturn z - z.Detach();")]
    [InlineData("return new Normal(0, 1).Sample(noise).Detach() * p.Mu;")]
    [InlineData("return noise.Normal().Detach() + p.Mu;")]
    [InlineData("return p.Mu.Detach() * noise.Normal();")]
    [InlineData("return StopGradient(new Normal(p.Mu, p.Sigma).Sample(noise));")]
    [InlineData("Real Cost(Law q, Real x) => q.Mu * x + q.Sigma;\nreturn Cost(p, new Normal(p.Mu, p.Sigma).Sample(noise).Detach());")]
    [InlineData("var (mu, sigma) = p;\nvar z = new Normal(p.Mu, p.Sigma).Sample(noise).Detach();\nreturn z * mu * sigma;")]
    public Task Another_route_or_no_parameter(string body) => Check<DetachedDrawAnalyzer>(Of(body), Stop);

    [Fact]
    public Task Functions_given_by_name_are_programs_and_helpers_are_not() => Check<DetachedDrawAnalyzer>(Class("""
        static Real Program(Law p, Noise noise) => [|new Normal(p.Mu, p.Sigma).Sample(noise).Detach()|];
        static Real Sampled(Real mu, Noise noise) => new Normal(mu, 1).Sample(noise).Detach();
        static readonly Expectation<Law> s_program = Expectation.Of<Law>(Program);
        void Run()
        {
            Real Local(Real mu, Noise noise) => [|new Normal(mu, 1).Sample(noise).Detach()|];
            var program = Expectation.Of<Real>(Local);
        }
        """), Stop);

    [Fact]
    public Task A_site_with_an_estimator_of_its_own_is_repaired() => Check<DetachedDrawAnalyzer>(Class("""
        void Run()
        {
            var program = Expectation.Of((Law p, Noise noise) => new Normal(p.Mu, p.Sigma).Sample(noise).Detach().By("score"));
        }
        """) + "static class Sites { public static Real By(this Real x, string estimator) => x; }", Stop);

    [Fact]
    public Task Parameters_are_named() => Check<DetachedDrawAnalyzer>(
        Of("return p.Sigma * {|#0:new Normal(p.Mu, p.Sigma).Sample(noise).Detach()|};"), Stop, new Microsoft.CodeAnalysis.Testing.DiagnosticResult(Rules.DetachedDraw).WithLocation(0).WithArguments("p.Mu"));

    [Theory]
    [InlineData("return [|new Normal(p.Mu, p.Sigma).Sample(noise).Detach()|];", "return new Normal(p.Mu, p.Sigma).Sample(noise);")]
    [InlineData("var z = [|(p.Mu + p.Sigma * noise.Normal()).Detach()|]; // the draw\nreturn z;", "var z = (p.Mu + p.Sigma * noise.Normal()); // the draw\nreturn z;")]
    public Task Detach_is_removed(string wrong, string right) => Fix<DetachedDrawAnalyzer, WithoutDetachFix>(Of(wrong), Of(right), Stop);
}
