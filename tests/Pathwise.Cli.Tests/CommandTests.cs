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
        var (exit, output, _) = Run("estimate", "naive-sampling.pw", "--paths", "1000", "--json");
        Assert.Equal(3, exit);
        var json = Json(output);
        Assert.True(json.GetProperty("value").GetProperty("mean").GetDouble() > 0);
        foreach (var entry in json.GetProperty("gradient").EnumerateArray())
        {
            Assert.Equal(("refused", "detached"), (entry.GetProperty("estimator").GetString(), entry.GetProperty("verdict").GetString()));
            Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (entry.GetProperty("mean").ValueKind, entry.GetProperty("se").ValueKind));
        }
        Assert.Equal(0, Run("estimate", "naive-sampling.pw", "--paths", "1000", "--wrt", "none").Exit);
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

    [Fact]
    public void Sobol_noise_rounds_paths_up_and_its_paths_can_be_replayed()
    {
        var (exit, output, error) = Run("estimate", "european-call.pw", "--paths", "5", "--noise", "sobol", "--seed", "4", "--json");
        Assert.Equal((0, ""), (exit, error));
        var json = Json(output);
        Assert.Equal(16, json.GetProperty("paths").GetInt64());
        Assert.Equal(Enumerable.Range(0, 16).Average(Result), json.GetProperty("value").GetProperty("mean").GetDouble(), 10);

        double Result(int path) => Json(Run("replay", "european-call.pw", "--path", $"{path}", "--paths", "5", "--noise", "sobol", "--seed", "4", "--json").Out).GetProperty("result").GetDouble();
    }

    [Theory]
    [InlineData(2, "estimate", "no-such.pw")]
    [InlineData(2, "estimate", "european-call.pw", "--paths", "0")]
    [InlineData(2, "estimate", "european-call.pw", "--paths", "-3")]
    [InlineData(2, "estimate", "european-call.pw", "--pahts", "3")]
    [InlineData(2, "estimate", "european-call.pw", "--paths", "many")]
    [InlineData(2, "estimate", "european-call.pw", "--paths", "11", "--antithetic")]
    [InlineData(2, "estimate", "european-call.pw", "--noise", "sobol", "--antithetic")]
    [InlineData(2, "estimate", "european-call.pw", "--noise", "halton")]
    [InlineData(2, "replay", "european-call.pw", "--path", "16384", "--noise", "sobol", "--paths", "16000")]
    [InlineData(0, "replay", "european-call.pw", "--path", "16383", "--noise", "sobol", "--paths", "16000")]
    [InlineData(2, "estimate", "european-call.pw", "--set", "sgima=1")]
    [InlineData(2, "estimate", "european-call.pw", "--set", "sigma")]
    [InlineData(2, "estimate", "european-call.pw", "--wrt", "z")]
    [InlineData(2, "estimate", "reparameterised.pw", "--set", "sigma=-1")]
    [InlineData(2, "estimate", "european-call.pw", "--target-se", "-1")]
    [InlineData(2, "unknown")]
    [InlineData(2)]
    [InlineData(0, "--help")]
    [InlineData(0, "explain", "naive-sampling.pw", "--format", "mermaid")]
    [InlineData(0, "estimate", "--help")]
    [InlineData(0, "--version")]
    [InlineData(2, "estimate", "european-call.pw", "--threads", "-1")]
    [InlineData(2, "estimate", "european-call.pw", "--estimator", "none")]
    [InlineData(2, "explain", "naive-sampling.pw", "--output", "no-such-folder/graph.svg")]
    [InlineData(2, "replay", "naive-sampling.pw", "--path", "-1")]
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

    [Theory]
    [InlineData("did you mean '--paths'?", "estimate", "european-call.pw", "--pahts", "3")]
    [InlineData("did you mean 'estimate'?", "estimte", "european-call.pw")]
    [InlineData("did you mean 'european-call.pw'?", "estimate", "european-cal.pw")]
    [InlineData("did you mean 'european-call.pw'?", "estimate", "european-call")]
    [InlineData("did you mean 'sigma'?", "estimate", "european-call.pw", "--set", "sgima=1")]
    [InlineData("did you mean 'sigma'?", "estimate", "european-call.pw", "--wrt", "sgima")]
    [InlineData("did you mean 'pathwise'?", "estimate", "european-call.pw", "--estimator", "pathwize")]
    [InlineData("--paths takes a whole number, found 'many'", "estimate", "european-call.pw", "--paths", "many")]
    [InlineData("--cells takes a whole number from 10 to 100000, found '9'", "density", "double-well.pw", "--cells", "9")]
    [InlineData("--times takes a whole number of at least 1, found '0'", "simulate", "double-well.pw", "--times", "0")]
    [InlineData("--levels takes a whole number from 2 to 16, found '17'", "converge", "asian-call.pw", "--levels", "17")]
    [InlineData("--steps takes a whole number from 1 to 65536, found '1e9'", "mlmc", "asian-call.pw", "--steps", "1e9")]
    [InlineData("16 levels from 1000 steps", "converge", "asian-call.pw", "--levels", "16", "--steps", "1000")]
    [InlineData("whose name does not end in .svg", "compare", "coin.pw", "--paths", "2", "--output", "coin.png")]
    [InlineData("the value of 'sigma' is 'abc', which is not a number", "estimate", "european-call.pw", "--set", "sigma=abc")]
    [InlineData("'estimate' needs a model file", "estimate")]
    [InlineData("--path is required", "replay", "european-call.pw")]
    [InlineData("no command given")]
    public void Misuse_is_named_and_mended(string expected, params string[] arguments)
    {
        var (exit, output, error) = Run(arguments);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_of_paths_may_be_written_with_exponents() =>
        Assert.Equal(1000, Json(Run("estimate", "european-call.pw", "--paths", "1e3", "--json").Out).GetProperty("paths").GetInt64());

    [Fact]
    public void An_independent_parameter_has_an_exact_zero()
    {
        using var model = new TemporaryModel("param a = 1, b = 2\nz ~ normal(a, 1)\nexpect v = z^2\n");
        var (exit, output, _) = Run("estimate", model.Path, "--paths", "1000", "--json");
        var b = Json(output).GetProperty("gradient")[1];
        Assert.Equal(0, exit);
        Assert.Equal((0.0, 0.0, "exact", "independent"), (b.GetProperty("mean").GetDouble(), b.GetProperty("se").GetDouble(), b.GetProperty("estimator").GetString(), b.GetProperty("verdict").GetString()));
    }

    [Theory]
    [InlineData("param a = 1\nexpect v = sgima\n", 2, 12)]
    [InlineData("param a = 1\nexpect v = (a + 1\n", 2, 18)]
    [InlineData("param a = 1e999\nexpect v = a\n", 1, 11)]
    [InlineData("parm a = 1\nexpect v = a\n", 1, 6)]
    public void A_bad_model_is_one_object_in_json_and_a_line_with_a_caret_in_text(string text, int line, int column)
    {
        using var model = new TemporaryModel(text);
        var (exit, output, error) = Run("check", model.Path, "--json");
        Assert.Equal(2, exit);
        Assert.Single(output.TrimEnd().Split('\n'));
        var json = Json(output);
        Assert.Equal(["error"], json.EnumerateObject().Select(p => p.Name));
        var e = json.GetProperty("error");
        Assert.Equal(["id", "file", "line", "column", "message", "cure"], e.EnumerateObject().Select(p => p.Name));
        Assert.Equal((model.Path, line, column), (e.GetProperty("file").GetString(), e.GetProperty("line").GetInt32(), e.GetProperty("column").GetInt32()));
        string[] lines = error.Split('\n');
        Assert.StartsWith($"{Path.GetFileName(model.Path)}:{line}:{column}: error PW", lines[0], StringComparison.Ordinal);
        Assert.Equal("    " + text.Split('\n')[line - 1], lines[1].TrimEnd());
        Assert.Equal(3 + column, lines[2].IndexOf('^', StringComparison.Ordinal));
    }

    [Fact]
    public void Limits_are_errors_of_the_model()
    {
        using var nested = new TemporaryModel($"param a = 1\nexpect v = {new string('(', 257)}a{new string(')', 257)}\n");
        using var deepest = new TemporaryModel($"param a = 1\nexpect v = {new string('(', 256)}a{new string(')', 256)}\n");
        using var large = new TemporaryModel(new string(' ', (1 << 20) + 1));
        using var binary = new TemporaryModel("param\0a");
        Assert.Equal([2, 0, 2, 2], new[] { nested, deepest, large, binary }.Select(model => Run("check", model.Path).Exit));
    }

    [Fact]
    public void Explain_writes_figures_and_keeps_its_json()
    {
        var json = Json(Run("explain", "naive-sampling.pw", "--format", "svg", "--json").Out);
        Assert.Equal(["model", "format", "graph"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal("svg", json.GetProperty("format").GetString());
        string file = Path.GetTempFileName();
        var (exit, output, error) = Run("explain", "naive-sampling.pw", "--format", "svg", "--output", file);
        Assert.Equal((0, "", ""), (exit, output, error));
        Assert.Equal(json.GetProperty("graph").GetString(), File.ReadAllText(file));
        File.Delete(file);
        Assert.Contains("detach(%8)  # z  # ✗ detached: %8 -/-> %9", Run("explain", "naive-sampling.pw").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_shows_the_derivatives_of_the_draw_itself()
    {
        var json = Json(Run("replay", "reparameterised.pw", "--path", "5", "--json").Out);
        double noise = json.GetProperty("values").EnumerateArray().Single(v => v.GetProperty("op").GetString() == "normal").GetProperty("value").GetDouble();
        var z = json.GetProperty("partials").EnumerateArray().Where(p => p.GetProperty("of").GetString() == "z").ToArray();
        Assert.Equal(["mu", "sigma"], z.Select(p => p.GetProperty("param").GetString()));
        Assert.Equal([1, noise], z.Select(p => p.GetProperty("value").GetDouble()));
        Assert.All(json.GetProperty("partials").EnumerateArray(), p => Assert.Equal("pathwise", p.GetProperty("verdict").GetString()));
    }

    [Fact]
    public void Ctrl_C_ends_a_run_with_130_and_a_message()
    {
        if (OperatingSystem.IsWindows()) return;
        using var process = Start(Models, "estimate", "heston.pw", "--paths", "1e9", "--json");
        Thread.Sleep(3000);
        using (var kill = System.Diagnostics.Process.Start("kill", ["-INT", process.Id.ToString()])) kill.WaitForExit();
        var (exit, output, error) = Finish(process);
        Assert.Equal(130, exit);
        Assert.Equal("PW3006", Json(output).GetProperty("error").GetProperty("id").GetString());
        Assert.Contains("cancelled", error, StringComparison.Ordinal);
    }

    sealed class TemporaryModel : IDisposable
    {
        public TemporaryModel(string text)
        {
            Path = System.IO.Path.GetTempFileName();
            File.WriteAllText(Path, text);
        }

        public string Path { get; }

        public void Dispose() => File.Delete(Path);
    }

    static string Model(string text)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("pathwise").FullName, "model.pw");
        File.WriteAllText(file, text);
        return file;
    }

    [Fact]
    public void Wrt_may_name_parameters_in_any_order()
    {
        string model = Model("param a = 1, b = 1, c = 1\nz ~ normal(0, 1)\nexpect v = 2*a + 3*b + 5*c + z\n");
        var gradient = Json(Run("estimate", model, "--paths", "10", "--wrt", "c,a", "--json").Out).GetProperty("gradient").EnumerateArray();
        Assert.Equal([("c", 5.0), ("a", 2.0)], gradient.Select(g => (g.GetProperty("param").GetString(), g.GetProperty("mean").GetDouble())));
    }

    [Theory]
    [InlineData("param s = -1\nz ~ normal(0, s)\nexpect v = 1\n", 2)]
    [InlineData("param rho = 1.5\nsde t in [0, 1], steps 2, scheme euler\n X(0) = 0\n Y(0) = 0\n dX = dW1\n dY = dW2\n corr(W1, W2) = rho\nexpect v = X(1)\n", 7)]
    public void Domains_are_checked_of_what_the_result_does_not_use(string text, int line)
    {
        foreach (string command in (string[])["estimate", "check"])
        {
            var (exit, output, _) = Run(command, Model(text), "--json");
            Assert.Equal((2, line), (exit, Json(output).GetProperty("error").GetProperty("line").GetInt32()));
        }
    }

    [Theory]
    [InlineData]
    [InlineData("--noise", "sobol", "--seed", "3")]
    [InlineData("--noise", "sobol", "--target-se", "1e-6")]
    [InlineData("--antithetic", "--precision", "f32")]
    [InlineData("--set", "mu=0.75")]
    public void A_value_that_is_not_finite_names_the_command_that_replays_it(params string[] options)
    {
        string model = Model("param mu = 3, big = 1\nz ~ normal(mu, 1)\nexpect v = log(z)*big\n");
        var (exit, output, _) = Run(["estimate", model, .. options, "--json"]);
        Assert.Equal(4, exit);
        string cure = Json(output).GetProperty("error").GetProperty("cure").GetString()!;
        string[] words = cure[cure.IndexOf("pathwise ", StringComparison.Ordinal)..].Split(' ');
        var replay = Json(Run([.. words[1..], "--json"]).Out);
        Assert.Equal(JsonValueKind.Null, replay.GetProperty("result").ValueKind);
        Assert.True(replay.GetProperty("values").EnumerateArray().First(value => value.GetProperty("name").GetString() == "z").GetProperty("value").GetDouble() <= 0);
    }
}
