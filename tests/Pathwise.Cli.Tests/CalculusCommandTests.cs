using System.Globalization;
using System.Text.Json;
using Parquet;

using static Pathwise.Cli.Tests.Cli;

namespace Pathwise.Cli.Tests;

/// <summary>The commands about equations: numbers against closed forms, files, refusals.</summary>
public class CalculusCommandTests
{
    static double Number(JsonElement json, params string[] path) => path.Aggregate(json, (at, name) => at.GetProperty(name)).GetDouble();

    [Fact]
    public void Ito_derives_the_lemma()
    {
        var (exit, output, error) = Run("ito", "asian-call.pw", "log(S)", "--json");
        Assert.Equal((0, ""), (exit, error));
        var json = Json(output);
        Assert.Equal("d(log S) = (r - sigma^2/2) dt + sigma dW", json.GetProperty("statements").GetProperty("lemma").GetProperty("text").GetString());
        Assert.Equal("-sigma^2/2", json.GetProperty("lemma").GetProperty("correction").GetString());
        Assert.InRange(Number(json, "check", "order"), 0.4, 0.6);
        Assert.Contains(@"\sigma\,dW", Run("ito", "asian-call.pw", "log(S)", "--format", "latex").Out, StringComparison.Ordinal);
        Assert.StartsWith("flowchart", Run("ito", "asian-call.pw", "log(S)", "--format", "mermaid").Out, StringComparison.Ordinal);
        // Names inside the block and time may be used; unknown ones, and models without equations, are refused.
        Assert.Equal(0, Run("ito", "ornstein-uhlenbeck.pw", "exp(theta*t)*X").Exit);
        Assert.Equal(2, Run("ito", "asian-call.pw", "log(Q)").Exit);
        Assert.Equal(2, Run("ito", "asian-call.pw", "log(S").Exit);
        Assert.Equal(2, Run("ito", "coin.pw").Exit);
    }

    [Fact]
    public async Task Simulate_writes_quantiles_tables_and_figures()
    {
        string folder = Directory.CreateTempSubdirectory().FullName, csv = Path.Combine(folder, "paths.csv"), svg = Path.Combine(folder, "paths.svg"), png = Path.Combine(folder, "paths.png"), parquet = Path.Combine(folder, "paths.parquet");
        var (exit, output, _) = Run("simulate", "ornstein-uhlenbeck.pw", "--paths", "4000", "--times", "7", "--seed", "3", "--output", csv, "--output", svg, "--output", png, "--output", parquet, "--json");
        Assert.Equal(0, exit);
        var json = Json(output);
        var state = json.GetProperty("states")[0];
        // E X = m + (x₀ − m)e^(−θ), sd by the exact variance .0506780230.
        Assert.Equal(0.834695240, state.GetProperty("mean").EnumerateArray().Last().GetDouble(), 5 * Math.Sqrt(0.0506780230 / 4000) + 0.002);
        Assert.Equal(Math.Sqrt(0.0506780230), state.GetProperty("sd").EnumerateArray().Last().GetDouble(), 0.015);
        string[] lines = File.ReadAllLines(csv);
        Assert.Equal(1 + 4000 * 8, lines.Length);
        Assert.Equal("path,t,X", lines[0]);
        Assert.Equal("0,0,2", lines[1]);
        Assert.StartsWith("<svg", File.ReadAllText(svg).TrimStart('\uFEFF').Replace("<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(png)[..4]);
        // The same numbers in both tables, bit for bit.
        await using (var reader = await ParquetReader.CreateAsync(parquet, cancellationToken: TestContext.Current.CancellationToken))
        {
            using var group = reader.OpenRowGroupReader(0);
            var columns = reader.Schema.GetDataFields();
            Assert.Equal(["path", "t", "X"], columns.Select(column => column.Name));
            double[] x = new double[group.RowCount];
            await group.ReadAsync<double>(columns[2], x, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(lines[1..].Select(line => double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture)), x);
        }
        Directory.Delete(folder, recursive: true);
        Assert.Equal(2, Run("simulate", "ornstein-uhlenbeck.pw", "--output", "paths.pdf").Exit);
        Assert.Equal(2, Run("simulate", "ornstein-uhlenbeck.pw", "--state", "Y").Exit);
        Assert.Equal(2, Run("simulate", "ornstein-uhlenbeck.pw", "--paths", "1e9").Exit);
    }

    [Fact]
    public void Density_agrees_with_paths()
    {
        var json = Json(Run("density", "ornstein-uhlenbeck.pw", "--paths", "20000", "--json").Out);
        Assert.Equal(1, Number(json, "mass"), 1e-12);
        Assert.Equal(0.834695240, Number(json, "mean"), 1e-4);
        Assert.Equal(0.0506780230, Number(json, "variance"), 1e-4);
        Assert.True(Number(json, "histogram", "kolmogorov_smirnov") < 1.95);
        // The diffusion of the price grows with the price.
        Assert.Contains("PW2015", Run("density", "heston.pw").Error, StringComparison.Ordinal);
        Assert.Equal(2, Run("density", "ornstein-uhlenbeck.pw", "--cells", "3").Exit);
    }

    /// <summary>Two states: means and covariances of linear equations with correlated noise, in closed form, and the derivative of a mean.</summary>
    [Fact]
    public void Density_of_two_states()
    {
        string folder = Directory.CreateTempSubdirectory().FullName, model = Path.Combine(folder, "pair.pw"), figure = Path.Combine(folder, "pair.svg");
        File.WriteAllText(model, """
            param a = 1, rho = -0.5
            sde t in [0, 1], steps 64, scheme euler
                X(0) = 1
                Y(0) = 0
                corr(W1, W2) = rho
                dX = -a*X dt + 0.7 dW1
                dY = 0.3 dt + 0.6 dW2
            expect product = X(1)*Y(1)
            """);
        var json = Json(Run("density", model, "--paths", "20000", "--output", figure, "--json").Out);
        Assert.Equal(1, Number(json, "mass"), 1e-12);
        double decay = Math.Exp(-1);
        Is(decay, found => found.GetProperty("mean")[0]);
        Is(0.3, found => found.GetProperty("mean")[1]);
        Is(0.49 * (1 - decay * decay) / 2, found => found.GetProperty("covariance")[0][0]);
        Is(-0.21 * (1 - decay), found => found.GetProperty("covariance")[0][1]);
        Is(0.36, found => found.GetProperty("covariance")[1][1]);
        Is(-decay, found => found.GetProperty("derivatives").GetProperty("a").GetProperty("mean")[0]);
        // Cells are 0.05 wide: the start, made normal over τ = 0.01, leaves τ²/2 in the mean, and the law is wider than its cells by less than h²/4.
        void Is(double exact, Func<System.Text.Json.JsonElement, System.Text.Json.JsonElement> of) => Assert.Equal(exact, of(json).GetDouble(), 6e-4);
        Assert.Equal(160, json.GetProperty("density").GetArrayLength());
        Assert.All(json.GetProperty("kolmogorov_smirnov").EnumerateArray(), distance => Assert.True(distance.GetDouble() < 3));
        Assert.True(File.Exists(figure));
        Assert.Contains("correlation", Run("density", model, "--paths", "2000", "--cells", "40").Out, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>What has no density, an explosion on whatever command with its advice and its place, and orders where jumps are drawn anew.</summary>
    [Fact]
    public void Equations_that_commands_cannot_serve()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string Model(string name, string equations)
        {
            string file = Path.Combine(folder, name + ".pw");
            File.WriteAllText(file, $"param s = 3\nsde t in [0, 10], steps 20, scheme euler\n    X(0) = 5\n    {equations}\nexpect e = X(10)\n");
            return file;
        }
        Assert.Contains("PW3009", Run("density", Model("ode", "dX = -s*X dt")).Error, StringComparison.Ordinal);
        string exploding = Model("exploding", "dX = -X^3 dt + s dW");
        foreach (string command in (string[])["estimate", "converge", "simulate", "crosscheck", "mlmc"])
        {
            var (exit, _, error) = Run([command, exploding, .. command == "mlmc" ? (string[])["--target-se", "0.1"] : ["--paths", "100"]]);
            Assert.Equal(4, exit);
            Assert.Contains("exploding.pw:", error, StringComparison.Ordinal);
            if (command != "converge") Assert.Contains("tamed_euler or implicit_euler", error, StringComparison.Ordinal);
        }
        var (_, table, _) = Run("converge", Model("jumping", "rate(N) = 0.2\n    dX = -X dt + s dW + 1 dN"), "--paths", "500", "--steps", "32", "--levels", "2");
        Assert.Contains("Jumps are drawn anew on each grid", table, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("asian-call.pw", 1, 1)]
    [InlineData("ornstein-uhlenbeck.pw", 1, 1)]
    [InlineData("stratonovich.pw", 1, 1)]
    public void Converge_measures_orders(string model, double strong, double weak)
    {
        var json = Json(Run("converge", model, "--paths", "4000", "--levels", "4", "--json").Out);
        Assert.Equal(strong, Number(json, "strong", "order"), Math.Max(0.15, 3 * Number(json, "strong", "half_width")));
        // An Asian call looks at the whole path; noise may leave its weak order wide.
        if (json.GetProperty("weak").GetProperty("order").ValueKind == JsonValueKind.Number) Assert.Equal(weak, Number(json, "weak", "order"), Math.Max(0.3, 3 * Number(json, "weak", "half_width")));
        Assert.Equal(4, json.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public void Crosscheck_agrees()
    {
        foreach (string model in new[] { "ornstein-uhlenbeck.pw", "double-well.pw", "asian-call.pw", "stratonovich.pw", "heston.pw" })
        {
            var (exit, output, _) = Run("crosscheck", model, "--paths", "5000", "--json");
            Assert.Equal(0, exit);
            Assert.True(Json(output).GetProperty("agrees").GetBoolean(), output);
        }
    }

    /// <summary>Merton's price and its derivatives in the rate and the sizes of jumps, by differences of his series.</summary>
    [Fact]
    public void Jumps_in_models()
    {
        var json = Json(Run("estimate", "merton.pw", "--paths", "40000", "--json").Out);
        double[] exact = [12.3338112063, 0.6483060867, 52.4967964657, 30.4211491035, 2.1772979905, -9.7087552566, 14.0614746395];
        Assert.Equal(exact[0], Number(json, "value", "mean"), 5 * Number(json, "value", "se"));
        foreach (var (entry, i) in json.GetProperty("gradient").EnumerateArray().Select((e, i) => (e, i)))
            Assert.Equal(exact[1 + i], Number(entry, "mean"), 5 * Number(entry, "se"));
        Assert.Equal(2, Run("ito", "merton.pw").Exit);
        Assert.Equal(0, Run("converge", "merton.pw", "--paths", "1000").Exit);
    }

    [Fact]
    public void Multilevel_meets_its_target()
    {
        var json = Json(Run("mlmc", "ornstein-uhlenbeck.pw", "--target-se", "0.004", "--json").Out);
        Assert.Equal(0.747394167, Number(json, "value", "mean"), 3 * 0.004);
        double[] exact = [-0.587211776, double.NaN, 0.253390115, 0.372491365];
        foreach (var (entry, i) in json.GetProperty("gradient").EnumerateArray().Select((e, i) => (e, i)))
            if (!double.IsNaN(exact[i])) Assert.Equal(exact[i], Number(entry, "mean"), 5 * Number(entry, "se") + 0.01);
        Assert.InRange(Number(json, "alpha"), 0.8, 1.2);
        Assert.InRange(Number(json, "beta"), 1.8, 2.3);
        string Again() => Run("mlmc", "ornstein-uhlenbeck.pw", "--target-se", "0.01", "--seed", "5", "--json").Out;
        Assert.Equal(Again(), Again());
        Assert.Equal(2, Run("mlmc", "ornstein-uhlenbeck.pw", "--target-se", "0").Exit);
        Assert.Equal(2, Run("mlmc", "coin.pw").Exit);
    }

    /// <summary>Long work says how far it has come on the standard error stream, in lines where that is redirected, and Ctrl-C stops it.</summary>
    [Theory]
    [InlineData(" of 60,000,000 paths", "simulate", "double-well.pw", "--paths", "6e7", "--times", "1")]
    [InlineData("the density at t = ", "density", "double-well.pw", "--cells", "60000")]
    [InlineData("8 steps: ", "converge", "asian-call.pw", "--paths", "1e9")]
    [InlineData("level 0, 4 steps: ", "mlmc", "asian-call.pw", "--target-se", "1e-6")]
    public void Progress_is_shown_and_Ctrl_C_ends_the_work(string done, params string[] arguments)
    {
        if (OperatingSystem.IsWindows()) return;
        using var process = Cli.Start(Cli.Models, arguments);
        string? line = process.StandardError.ReadLine();
        using (var kill = System.Diagnostics.Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) kill.WaitForExit();
        var (exit, output, error) = Cli.Finish(process);
        Assert.Matches("^[0-9]+ %: ", line);
        Assert.Contains(done, line, StringComparison.Ordinal);
        Assert.Equal(130, exit);
        Assert.Contains("PW3006", error, StringComparison.Ordinal);
        Assert.Contains("cancelled at ", error, StringComparison.Ordinal);
        Assert.Equal("", output);
    }
}
