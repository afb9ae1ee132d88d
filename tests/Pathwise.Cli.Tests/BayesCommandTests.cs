using static Pathwise.Cli.Tests.Cli;

namespace Pathwise.Cli.Tests;

public sealed class BayesCommandTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("pathwise").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string At(string name) => Path.Combine(_folder, name);

    [Theory]
    [InlineData("mean-field")]
    [InlineData("flipout")]
    [InlineData("dropout")]
    [InlineData("ensemble")]
    public void A_network_is_trained_and_evaluated(string method)
    {
        string model = At("bayes.safetensors");
        var (exit, output, error) = Run("bayes", "train", model, "--method", method, "--members", "2", "--hidden", "16", "--steps", "200", "--json");
        Assert.Equal((0, ""), (exit, error));
        Assert.Equal("concrete", Json(output).GetProperty("data").GetString());
        (exit, output, error) = Run("bayes", "evaluate", model, "--draws", "40", "--output", At("calibration.svg"), "--json");
        Assert.Equal((0, ""), (exit, error));
        var evaluated = Json(output);
        // The targets' own deviation is 16.7 MPa.
        Assert.InRange(evaluated.GetProperty("rmse").GetDouble(), 4, 12);
        Assert.InRange(evaluated.GetProperty("log_likelihood").GetDouble(), -4.1, -2.9);
        Assert.InRange(evaluated.GetProperty("calibration_error").GetDouble(), 0, 0.3);
        Assert.Equal(19, evaluated.GetProperty("coverage").GetArrayLength());
        Assert.Contains("calibration", File.ReadAllText(At("calibration.svg")), StringComparison.Ordinal);
        Assert.Equal(0, Run("bayes", "evaluate", model, "--draws", "5").Exit);

        (exit, output, error) = Run("bayes", "sample", model, "--paths", "2060", "-o", At("draws.npy"), "-o", At("draws.csv"), "-o", At("draws.svg"), "--json");
        Assert.Equal((0, ""), (exit, error));
        var draws = Pathwise.Learning.Data.Npy.Read(At("draws.npy"));
        Assert.Equal(new Shape(2060, 1), draws.Shape);
        // Strengths lie from 2 to 83 MPa.
        Assert.InRange(Json(output).GetProperty("mean").GetDouble(), 30, 42);
        Assert.InRange(Json(output).GetProperty("sd").GetDouble(), 12, 24);
        Assert.Equal(2061, File.ReadAllLines(At("draws.csv")).Length);
        // A draw is the same among others.
        Assert.Equal(0, Run("bayes", "sample", model, "--paths", "7", "-o", At("few.npy")).Exit);
        Assert.Equal(draws.ToArray()[..7], Pathwise.Learning.Data.Npy.Read(At("few.npy")).ToArray());
    }

    [Theory]
    [InlineData("mean-field")]
    [InlineData("ensemble")]
    public void Classes_are_predicted(string method)
    {
        string model = At("bayes.safetensors");
        var (exit, output, error) = Run("bayes", "train", model, "--data", "digits", "--method", method, "--members", "2", "--hidden", "32", "--steps", "300", "--json");
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains(Json(output).GetProperty("history").EnumerateArray(), record => record.GetProperty("evaluated").ValueKind == System.Text.Json.JsonValueKind.Number);
        (exit, output, error) = Run("bayes", "evaluate", model, "--draws", "30", "--output", At("calibration.svg"), "--json");
        Assert.Equal((0, ""), (exit, error));
        var evaluated = Json(output);
        Assert.InRange(evaluated.GetProperty("accuracy").GetDouble(), 0.9, 1);
        Assert.InRange(evaluated.GetProperty("log_likelihood").GetDouble(), -0.5, 0);
        Assert.InRange(evaluated.GetProperty("calibration_error").GetDouble(), 0, 0.2);
        // The bins hold all rows.
        Assert.Equal(evaluated.GetProperty("rows").GetInt32(), evaluated.GetProperty("reliability").EnumerateArray().Sum(bin => bin.GetProperty("rows").GetInt32()));
        Assert.Equal(0, Run("bayes", "evaluate", model, "--draws", "5").Exit);
        Assert.Equal(2, Run("bayes", "evaluate", model, "--data", "concrete").Exit);
        Assert.Equal(0, Run("bayes", "sample", model, "--paths", "900", "-o", At("draws.npy")).Exit);
        double[] drawn = Pathwise.Learning.Data.Npy.Read(At("draws.npy")).ToArray();
        Assert.All(drawn, k => Assert.Contains(k, Enumerable.Range(0, 10).Select(c => (double)c)));
        Assert.True(drawn.Distinct().Count() > 7);
        Assert.Equal(2, Run("bayes", "sample", model, "-o", At("draws.svg")).Exit);
    }

    [Fact]
    public void Misuse_is_told()
    {
        Assert.Equal(2, Run("bayes", "train", At("a.safetensors"), "--classes").Exit);
        Assert.Equal(2, Run("bayes", "train", At("a.safetensors"), "--data", "eight-gaussians").Exit);
        Assert.Equal(2, Run("bayes", "train", At("a.safetensors"), "--dropout", "1").Exit);
        Assert.Equal(2, Run("bayes", "train", At("a.safetensors"), "--method", "laplace").Exit);
        File.WriteAllText(At("text.safetensors"), "no model");
        Assert.Equal(2, Run("bayes", "evaluate", At("text.safetensors")).Exit);
    }
}
