using System.Text.Json;

using static Pathwise.Cli.Tests.Cli;

namespace Pathwise.Cli.Tests;

/// <summary>The command as a user runs it: exit codes, the JSON contract, messages.</summary>
public class CommandTests
{
    [Fact]
    public void Estimate_follows_the_contract()
    {
        var (exit, output, error) = Run("estimate", "european-call.pw", "--paths", "50000", "--seed", "7", "--json");
        Assert.Equal((0, ""), (exit, error));
        var json = Json(output);
        Assert.Equal(["model", "paths", "seed", "precision", "value", "gradient", "seconds"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal((50000, 7, "f64"), (json.GetProperty("paths").GetInt64(), json.GetProperty("seed").GetInt64(), json.GetProperty("precision").GetString()));
        var value = json.GetProperty("value");
        Assert.Equal(["name", "mean", "se"], value.EnumerateObject().Select(p => p.Name));
        Assert.True(Math.Abs(value.GetProperty("mean").GetDouble() - 10.4505835722) <= 5 * value.GetProperty("se").GetDouble());
        double[] exact = [0.636830651, 53.2324815, 37.5240347];
        foreach (var (entry, i) in json.GetProperty("gradient").EnumerateArray().Select((e, i) => (e, i)))
        {
            Assert.Equal(["param", "mean", "se", "estimator", "verdict"], entry.EnumerateObject().Select(p => p.Name));
            Assert.True(Math.Abs(entry.GetProperty("mean").GetDouble() - exact[i]) <= 5 * entry.GetProperty("se").GetDouble());
            Assert.Equal("pathwise", entry.GetProperty("verdict").GetString());
        }
        Assert.Equal(["compile", "run"], json.GetProperty("seconds").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads()
    {
        string Gradient(string threads, string seed) => Json(Run("estimate", "asian-call.pw", "--paths", "3000", "--seed", seed, "--threads", threads, "--json").Out).GetProperty("gradient").GetRawText();
        Assert.Equal(Gradient("1", "3"), Gradient("2", "3"));
        Assert.NotEqual(Gradient("1", "3"), Gradient("1", "4"));
    }

    [Fact]
    public void A_refused_gradient_under_auto_still_prints_the_value()
    {
        var (exit, output, _) = Run("estimate", "digital-option.pw", "--paths", "1000", "--json");
        Assert.Equal(3, exit);
        var json = Json(output);
        Assert.True(json.GetProperty("value").GetProperty("mean").GetDouble() > 0);
        foreach (var entry in json.GetProperty("gradient").EnumerateArray())
        {
            Assert.Equal(("refused", "jump"), (entry.GetProperty("estimator").GetString(), entry.GetProperty("verdict").GetString()));
            Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (entry.GetProperty("mean").ValueKind, entry.GetProperty("se").ValueKind));
        }
        Assert.Equal(0, Run("estimate", "digital-option.pw", "--paths", "1000", "--wrt", "none").Exit);
    }

    [Fact]
    public void A_refused_gradient_under_pathwise_does_not_run()
    {
        var (exit, output, error) = Run("estimate", "digital-option.pw", "--estimator", "pathwise", "--json");
        Assert.Equal(3, exit);
        var e = Json(output).GetProperty("error");
        Assert.Equal(["id", "file", "line", "column", "message", "cure"], e.EnumerateObject().Select(p => p.Name));
        Assert.Equal(8, e.GetProperty("line").GetInt32());
        Assert.Contains("digital-option.pw:8:", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_follows_the_contract_and_exits_0()
    {
        var (exit, output, _) = Run("check", "naive-sampling.pw", "--json");
        Assert.Equal(0, exit);
        var json = Json(output);
        Assert.Equal(["model", "certificate"], json.EnumerateObject().Select(p => p.Name));
        var mu = json.GetProperty("certificate")[0];
        Assert.Equal(("mu", "detached"), (mu.GetProperty("param").GetString(), mu.GetProperty("verdict").GetString()));
        var site = mu.GetProperty("sites")[0];
        Assert.Equal(["kind", "line", "column", "cause", "cure"], site.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("detached", 4, 1), (site.GetProperty("kind").GetString(), site.GetProperty("line").GetInt32(), site.GetProperty("column").GetInt32()));
    }

    [Fact]
    public void Replay_prints_the_derivatives_on_the_path()
    {
        var (exit, output, _) = Run("replay", "reparameterised.pw", "--path", "5", "--seed", "2", "--json");
        Assert.Equal(0, exit);
        var json = Json(output);
        double z = json.GetProperty("values").EnumerateArray().Single(v => v.GetProperty("name").GetString() == "z").GetProperty("value").GetDouble();
        Assert.Equal(z * z, json.GetProperty("result").GetDouble(), 14);
        Assert.Equal(2 * z, json.GetProperty("derivatives")[0].GetProperty("value").GetDouble(), 13);
        Assert.Equal(2 * z * (z - 1) / 0.5, json.GetProperty("derivatives")[1].GetProperty("value").GetDouble(), 12);
    }

    [Theory]
    [InlineData(2, "estimate", "no-such.pw")]
    [InlineData(2, "estimate", "european-call.pw", "--paths", "0")]
    [InlineData(2, "estimate", "european-call.pw", "--paths", "-3")]
    [InlineData(2, "estimate", "european-call.pw", "--pahts", "3")]
    [InlineData(2, "estimate", "european-call.pw", "--paths", "many")]
    [InlineData(2, "estimate", "european-call.pw", "--paths", "11", "--antithetic")]
    [InlineData(2, "estimate", "european-call.pw", "--set", "sgima=1")]
    [InlineData(2, "estimate", "european-call.pw", "--set", "sigma")]
    [InlineData(2, "estimate", "european-call.pw", "--wrt", "z")]
    [InlineData(2, "estimate", "reparameterised.pw", "--set", "sigma=-1")]
    [InlineData(2, "estimate", "european-call.pw", "--target-se", "-1")]
    [InlineData(2, "unknown")]
    [InlineData(2)]
    [InlineData(0, "--help")]
    [InlineData(0, "explain", "naive-sampling.pw", "--format", "mermaid")]
    public void Exit_codes(int expected, params string[] arguments)
    {
        var (exit, _, error) = Run(arguments);
        Assert.Equal(expected, exit);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        if (expected != 0) Assert.Contains("error PW", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_not_finite_exits_4_and_can_be_replayed()
    {
        string model = Path.GetTempFileName();
        File.WriteAllText(model, "param mu = 1\nz ~ normal(mu, 1)\nexpect v = log(z)\n");
        var (exit, output, _) = Run("estimate", model, "--json");
        Assert.Equal(4, exit);
        var e = Json(output).GetProperty("error");
        Assert.Equal((3, 12), (e.GetProperty("line").GetInt32(), e.GetProperty("column").GetInt32()));
        Assert.Contains("--path", e.GetProperty("cure").GetString(), StringComparison.Ordinal);
        File.Delete(model);
    }
}
