using static Pathwise.Cli.Tests.Cli;

namespace Pathwise.Cli.Tests;

public sealed class ControlCommandTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("pathwise").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string At(string name) => Path.Combine(_folder, name);

    [Theory]
    [InlineData("sac")]
    [InlineData("td3")]
    public void A_policy_learns_and_is_written(string method)
    {
        string[] arguments = ["control", "train", method, At("policy.safetensors"), "--environment", "pendulum", "--random-steps", "100", "--batch", "32", "--hidden", "8", "--evaluate", "100", "--checkpoint", At("state.safetensors"), "--json"];
        var (exit, output, error) = Run([.. arguments, "--steps", "200", "--output", At("returns.svg")]);
        Assert.Equal((0, ""), (exit, error));
        var trained = Json(output);
        Assert.Equal((200, 1), (trained.GetProperty("steps").GetInt64(), trained.GetProperty("episodes").GetInt64()));
        Assert.InRange(trained.GetProperty("evaluated").GetDouble(), -2000, -100);
        Assert.Equal(2, trained.GetProperty("history").GetArrayLength());
        Assert.Contains("evaluated", File.ReadAllText(At("returns.svg")), StringComparison.Ordinal);
        Assert.True(File.Exists(At("policy.safetensors")));

        // It goes on from the checkpoint, and refuses one of another seed.
        (exit, output, _) = Run([.. arguments, "--steps", "300"]);
        Assert.Equal((0, 300), (exit, Json(output).GetProperty("steps").GetInt64()));
        (exit, output, _) = Run([.. arguments, "--steps", "300", "--seed", "5"]);
        Assert.Equal((2, "PW4076"), (exit, Json(output).GetProperty("error").GetProperty("id").GetString()));
    }

    [Fact]
    public void The_score_function_learns_too()
    {
        // How far it has come goes to the error stream.
        var (exit, output, _) = Run("control", "train", "reinforce", At("policy.safetensors"), "--steps", "2200", "--batch", "64", "--hidden", "8");
        Assert.Equal(0, exit);
        Assert.Contains("2,200 steps on pendulum in ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_environments_and_settings_are_named()
    {
        Assert.Equal(2, Run("control", "train", "sac", At("x.safetensors"), "--environment", "pendulun").Exit);
        Assert.Equal(2, Run("control", "train", "sac", At("x.safetensors"), "--hidden", "8,x").Exit);
        Assert.Equal(2, Run("control", "train", "sac", At("x.safetensors"), "--discount", "2").Exit);
    }
}
