using static Pathwise.Cli.Tests.Cli;

namespace Pathwise.Cli.Tests;

public sealed class VaeCommandTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("pathwise").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string At(string name) => Path.Combine(_folder, name);

    [Fact]
    public void An_autoencoder_is_trained_evaluated_and_drawn_from()
    {
        string model = At("vae.safetensors");
        var (exit, output, error) = Run("vae", "train", model, "--latents", "3", "--hidden", "32", "--steps", "200", "--rate", "5e-3", "--json");
        Assert.Equal((0, ""), (exit, error));
        Assert.Equal("digits", Json(output).GetProperty("data").GetString());

        (exit, output, error) = Run("vae", "evaluate", model, "--samples", "10", "--output", At("latents.svg"), "--json");
        Assert.Equal((0, ""), (exit, error));
        var evaluated = Json(output);
        double bound = evaluated.GetProperty("bound").GetProperty("mean").GetDouble();
        // 64 fair coins have 44 nats.
        Assert.InRange(bound, -32, -22);
        Assert.InRange(evaluated.GetProperty("importance_bound").GetProperty("mean").GetDouble(), bound, -20);
        Assert.Equal(3, evaluated.GetProperty("divergences").GetArrayLength());
        Assert.Contains("prior", File.ReadAllText(At("latents.svg")), StringComparison.Ordinal);

        (exit, output, error) = Run("vae", "sample", model, "--paths", "12", "-o", At("prior.png"), "-o", At("prior.csv"), "--json");
        Assert.Equal((0, ""), (exit, error));
        Assert.InRange(Json(output).GetProperty("max").GetDouble(), 4, 16);
        Assert.Equal(13, File.ReadAllLines(At("prior.csv")).Length);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(At("prior.png"))[..4]);
        Assert.Equal(0, Run("vae", "sample", model, "--from", "posterior", "--draws", "-o", At("again.svg")).Exit);
    }

    [Fact]
    public void Rows_of_numbers_are_standardised()
    {
        string model = At("rows.safetensors");
        Assert.Equal(0, Run("vae", "train", model, "--data", "concrete", "--decoder", "gaussian", "--latents", "2", "--hidden", "16", "--steps", "50", "--json").Exit);
        var (exit, output, error) = Run("vae", "evaluate", model, "--samples", "2", "--json");
        Assert.Equal((0, ""), (exit, error));
        Assert.Equal(103, Json(output).GetProperty("rows").GetInt32());
        Assert.Equal(2, Run("vae", "sample", model, "-o", At("rows.svg")).Exit);
        Assert.Equal(2, Run("vae", "evaluate", model, "--data", "digits").Exit);
    }

    [Fact]
    public void Misuse_is_told()
    {
        Assert.Equal(2, Run("vae", "train", At("a.safetensors"), "--data", "two-moons").Exit);
        Assert.Equal(2, Run("vae", "train", At("a.safetensors"), "--hidden", "x").Exit);
        File.WriteAllText(At("text.safetensors"), "no model");
        Assert.Equal(2, Run("vae", "sample", At("text.safetensors")).Exit);
    }
}
