using System.Xml.Linq;
using static Pathwise.Cli.Tests.Cli;

namespace Pathwise.Cli.Tests;

public sealed class ControlCommandTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("pathwise").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string At(string name) => Path.Combine(_folder, name);

    [Fact]
    public void A_policy_is_learnt_through_the_dynamics_and_played()
    {
        string model = At("policy.safetensors");
        var (exit, output, error) = Run("control", "train", "svg", model, "--environment", "lqr", "--steps", "400", "--hidden", "32", "--episodes", "1000", "--seed", "2", "--evaluate", "100", "--output", At("learning.svg"), "--json");
        Assert.Equal((0, ""), (exit, error));
        var trained = Json(output);
        // The cost is compared with that of a gain whose mean is known, on the same episodes.
        double mean = trained.GetProperty("return").GetProperty("mean").GetDouble(), se = trained.GetProperty("return").GetProperty("se").GetDouble(), optimum = trained.GetProperty("optimum").GetDouble();
        Assert.InRange(trained.GetProperty("excess").GetDouble(), 0, 0.02);
        Assert.Equal((mean - optimum) / optimum, trained.GetProperty("excess").GetDouble(), 1e-12);
        Assert.InRange(se, 0, 0.003 * -optimum);
        Assert.Equal(4, trained.GetProperty("history").GetArrayLength());
        Assert.Contains("optimum", File.ReadAllText(At("learning.svg")), StringComparison.Ordinal);

        (exit, output, error) = Run("control", "play", model, "--episode", "3", "--json");
        Assert.Equal((0, ""), (exit, error));
        Assert.Equal(50, Json(output).GetProperty("actions").GetArrayLength());
        Assert.Equal(51, Json(output).GetProperty("states").GetArrayLength());
        // The regulator has no picture.
        Assert.Equal(2, Run("control", "play", model, "-o", At("episode.svg")).Exit);
    }

    [Theory]
    [InlineData("svg", "cart-pole", 2)]
    [InlineData("sac", "pendulum", 300)]
    [InlineData("td3", "mountain-car", 300)]
    [InlineData("reinforce", "pendulum", 450)]
    public void Every_method_writes_a_policy_that_plays(string method, string environment, int steps)
    {
        string model = At("policy.safetensors");
        var (exit, output, error) = Run("control", "train", method, model, "--environment", environment, "--steps", $"{steps}", "--hidden", "8", "--batch", "16", "--episodes", "2", "--json");
        Assert.Equal((0, ""), (exit, error));
        Assert.Equal(method, Json(output).GetProperty("method").GetString());
        (exit, _, error) = Run("control", "play", model, "--steps", "20", "-o", At("episode.svg"));
        Assert.Equal((0, ""), (exit, error));
        var motions = XDocument.Load(At("episode.svg")).Descendants(XName.Get("animateTransform", "http://www.w3.org/2000/svg")).ToArray();
        Assert.NotEmpty(motions);
        Assert.All(motions, motion => Assert.Equal(21, motion.Attribute("values")!.Value.Split(';').Length));
    }

    [Fact]
    public void Gradients_are_compared_as_table_and_figure()
    {
        var (exit, output, error) = Run("control", "compare", "--episodes", "64", "--replicates", "8", "--output", At("variances.svg"), "--json");
        Assert.Equal((0, ""), (exit, error));
        Assert.All(Json(output).GetProperty("rows").EnumerateArray(), row => Assert.True(row.GetProperty("ratio").GetDouble() > 10));
        Assert.Contains("reparameterised", File.ReadAllText(At("variances.svg")), StringComparison.Ordinal);
    }

    /// <summary>Learnt by acting: what the options ask for is done, and a run in two parts is the run in one.</summary>
    [Fact]
    public void Options_are_followed_and_runs_resumed()
    {
        string[] options = ["--environment", "mountain-car", "--hidden", "8", "--batch", "16", "--random-steps", "60", "--random-hold", "7", "--steps-ahead", "3", "--buffer", "90", "--temperature", "0.2", "--reward-scale", "0.5", "--evaluate", "50", "--episodes", "2", "--threads", "1", "--json"];
        var (exit, output, error) = Run(["control", "train", "sac", At("whole.safetensors"), "--steps", "130", .. options]);
        Assert.Equal((0, ""), (exit, error));
        Assert.Equal([50, 100], Json(output).GetProperty("history").EnumerateArray().Where(r => r.GetProperty("evaluated").ValueKind != System.Text.Json.JsonValueKind.Null).Select(r => r.GetProperty("step").GetInt32()));
        foreach (string steps in (string[])["70", "130"])
            Assert.Equal(0, Run(["control", "train", "sac", At("parts.safetensors"), "--steps", steps, "--checkpoint", At("state.safetensors"), .. options]).Exit);
        Assert.Equal(File.ReadAllBytes(At("whole.safetensors")), File.ReadAllBytes(At("parts.safetensors")));
        (exit, _, error) = Run(["control", "train", "sac", At("parts.safetensors"), "--steps", "140", "--checkpoint", At("state.safetensors"), .. options, "--seed", "5"]);
        Assert.Equal(2, exit);
        Assert.Contains("PW4076", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Misuse_is_told()
    {
        File.WriteAllText(At("text.safetensors"), "no model");
        Assert.Equal(2, Run("control", "play", At("text.safetensors")).Exit);
        Assert.Equal(2, Run("control", "train", "dqn", At("a.safetensors")).Exit);
        Assert.Equal(2, Run("control", "train", "svg", At("a.safetensors"), "--environment", "chess").Exit);
        Assert.Equal(2, Run("control", "train", "svg", At("a.safetensors"), "--hidden", "x").Exit);
        Assert.Equal(2, Run("control", "train", "sac", At("a.safetensors"), "--window", "5").Exit);
        foreach (string[] foreign in (string[][])[["svg", "--random-steps", "5"], ["svg", "--buffer", "5"], ["td3", "--temperature", "0.1"], ["reinforce", "--steps-ahead", "2"], ["sac", "--clip", "1"], ["sac", "--temperature", "1", "--target-entropy", "0"]])
            Assert.Contains("PW3001", Run(["control", "train", foreign[0], At("a.safetensors"), .. foreign[1..]]).Error, StringComparison.Ordinal);
        Assert.Equal(2, Run("control", "train", "sac", At("a.safetensors"), "--temperature", "-1").Exit);
        // Ends and walls are jumps: no gradient goes through them.
        Assert.Equal(3, Run("control", "train", "svg", At("a.safetensors"), "--environment", "mountain-car", "--steps", "2").Exit);
    }
}
