using static Pathwise.Cli.Tests.Cli;

namespace Pathwise.Cli.Tests;

public sealed class FlowCommandTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("pathwise").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string At(string name) => Path.Combine(_folder, name);

    [Fact]
    public void A_flow_is_trained_evaluated_and_drawn_from()
    {
        string model = At("flow.safetensors");
        var (exit, output, error) = Run("flow", "train", model, "--steps", "150", "--batch", "128", "--hidden", "16", "--layers", "2", "--seed", "2", "--json");
        Assert.Equal((0, ""), (exit, error));
        var trained = Json(output);
        // The entropy of the law is what the loss cannot be below.
        double entropy = trained.GetProperty("floor").GetDouble();
        Assert.Equal(1.70, entropy, 0.01);

        (exit, output, error) = Run("flow", "evaluate", model, "--paths", "20000", "--output", At("density.svg"), "--json");
        Assert.Equal((0, ""), (exit, error));
        var evaluated = Json(output);
        double nats = evaluated.GetProperty("nats").GetProperty("mean").GetDouble();
        Assert.InRange(nats, entropy, 2.6);
        Assert.Equal(nats / 2 / Math.Log(2), evaluated.GetProperty("bits_per_dimension").GetDouble(), 1e-12);
        Assert.InRange(evaluated.GetProperty("check").GetProperty("round_trip").GetDouble(), 0, 1e-9);
        Assert.InRange(evaluated.GetProperty("check").GetProperty("inverse_log_determinant").GetDouble(), 0, 1e-9);
        Assert.Contains("density", File.ReadAllText(At("density.svg")), StringComparison.Ordinal);

        // The law is around the origin with variance R²/2 + s² in each coordinate; the flow knows it roughly.
        (exit, output, error) = Run("flow", "sample", model, "--paths", "5000", "-o", At("draws.csv"), "-o", At("draws.npy"), "-o", At("draws.png"), "--json");
        Assert.Equal((0, ""), (exit, error));
        Assert.All(Json(output).GetProperty("sd").EnumerateArray(), sd => Assert.Equal(Math.Sqrt(2.04), sd.GetDouble(), 0.25));
        string[] lines = File.ReadAllLines(At("draws.csv"));
        Assert.Equal((5001, "x1,x2"), (lines.Length, lines[0]));

        // The first draws are the same whatever their number.
        Run("flow", "sample", model, "--paths", "10", "-o", At("few.csv"));
        Assert.Equal(lines[..11], File.ReadAllLines(At("few.csv")));
    }

    [Fact]
    public void Rows_are_scaled_and_split()
    {
        string model = At("concrete.safetensors");
        var (exit, output, error) = Run("flow", "train", model, "--data", "concrete", "--kind", "maf", "--layers", "2", "--hidden", "16", "--steps", "40", "--json");
        Assert.Equal((0, ""), (exit, error));
        (exit, output, error) = Run("flow", "evaluate", model, "--json");
        Assert.Equal((0, ""), (exit, error));
        Assert.Equal(103, Json(output).GetProperty("paths").GetInt64());
        Assert.Equal(2, Run("flow", "evaluate", model, "--data", "two-moons").Exit);
        Assert.Equal(2, Run("flow", "sample", model, "-o", At("draws.svg")).Exit);
    }

    [Fact]
    public void Images_are_drawn_as_images()
    {
        string model = At("digits.safetensors");
        Assert.Equal(0, Run("flow", "train", model, "--data", "digits", "--dequantize", "1", "--kind", "realnvp", "--layers", "2", "--hidden", "16", "--steps", "20", "--json").Exit);
        Assert.Equal(0, Run("flow", "sample", model, "--paths", "20", "-o", At("digits.png")).Exit);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(At("digits.png"))[..4]);
    }

    [Fact]
    public void Misuse_is_told()
    {
        File.WriteAllText(At("text.safetensors"), "no model");
        Assert.Equal(2, Run("flow", "sample", At("text.safetensors")).Exit);
        Assert.Equal(2, Run("flow", "train", At("a.safetensors"), "--hidden", "32,x").Exit);
        Assert.Equal(2, Run("flow", "train", At("a.safetensors"), "--kind", "splines").Exit);
        Assert.Equal(2, Run("flow").Exit);
        foreach (string option in (string[])["--rate", "--clip", "--epochs"]) Assert.Equal(2, Run("flow", "train", At("a.safetensors"), option, "0").Exit);
    }

    /// <summary>A number that is not finite, or a size that no network has, is found when the file is read.</summary>
    [Fact]
    public void Files_that_were_changed()
    {
        string model = At("flow.safetensors");
        Assert.Equal(0, Run("flow", "train", model, "--steps", "2", "--hidden", "4", "--json").Exit);
        byte[] file = File.ReadAllBytes(model);
        BitConverter.TryWriteBytes(file.AsSpan(file.Length - 40), float.NaN);
        File.WriteAllBytes(At("nan.safetensors"), file);
        var (exit, output, _) = Run("flow", "evaluate", At("nan.safetensors"), "--json");
        Assert.Equal((2, "PW3011"), (exit, Json(output).GetProperty("error").GetProperty("id").GetString()));
        var written = Learning.Data.Safetensors.Read(model);
        Learning.Data.Safetensors.Write(At("size.safetensors"), written.Arrays, written.Notes.ToDictionary(note => note.Key, note => note.Value.Replace("\"Bins\":8", "\"Bins\":-8", StringComparison.Ordinal), StringComparer.Ordinal));
        (exit, output, _) = Run("flow", "sample", At("size.safetensors"), "--json");
        Assert.Equal((2, "PW3011"), (exit, Json(output).GetProperty("error").GetProperty("id").GetString()));
    }

    /// <summary>Training that leaves the numbers says what to do about it, and no place in the program's own source.</summary>
    [Fact]
    public void Training_that_diverges()
    {
        var (exit, output, error) = Run("flow", "train", At("a.safetensors"), "--rate", "1e30", "--steps", "20", "--json");
        Assert.Equal(4, exit);
        Assert.Contains("--rate", Json(output).GetProperty("error").GetProperty("cure").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(".cs", output + error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("a.safetensors")));
    }
}
