using System.Text.Json;
using Pathwise.Learning.Data;
using static Pathwise.Cli.Tests.Cli;

namespace Pathwise.Cli.Tests;

/// <summary>pathwise diffusion: short trainings, then samples, likelihoods and checks of what they wrote.</summary>
public sealed class DiffusionCommandTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static double Number(JsonElement json, params string[] path) => path.Aggregate(json, (at, name) => at.GetProperty(name)).GetDouble();

    (int Exit, string Out, string Error) Here(params string[] arguments) => RunIn(_folder, ["diffusion", .. arguments]);

    JsonElement Done(params string[] arguments)
    {
        var (exit, output, error) = Here([.. arguments, "--json"]);
        Assert.Equal((0, ""), (exit, error));
        return Json(output);
    }

    [Fact]
    public void A_law_of_the_plane()
    {
        var trained = Done("train", "m.safetensors", "--steps", "800", "--batch", "128", "--hidden", "48,48", "--rate", "0.005", "--seed", "3", "--output", "loss.svg");
        Assert.Equal("diffusion", trained.GetProperty("family").GetString());
        Assert.Equal("eight-gaussians", trained.GetProperty("data").GetString());
        // 2 coordinates and 16 features of time; two hidden layers.
        Assert.Equal(18 * 48 + 48 + 48 * 48 + 48 + 48 * 2 + 2, trained.GetProperty("parameters").GetInt32());
        Assert.InRange(Number(trained, "floor"), 0.24, 0.26);
        // A record is the mean of a thousand draws; half of them, of fifty thousand.
        Assert.True(trained.GetProperty("history").EnumerateArray().Skip(50).Average(record => Number(record, "loss")) > Number(trained, "floor"));
        Assert.StartsWith("<svg", File.ReadAllText(Path.Combine(_folder, "loss.svg"))[..200].TrimStart('\uFEFF')[..200].Replace("<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n", "", StringComparison.Ordinal), StringComparison.Ordinal);

        // The same numbers in both files, and the same sample k whatever the number of samples.
        var sampled = Done("sample", "m.safetensors", "--paths", "3000", "--seed", "5", "-o", "s.csv", "-o", "s.npy", "-o", "s.svg", "-o", "s.png");
        Assert.Equal("dpm", sampled.GetProperty("sampler").GetString());
        Assert.InRange(Number(sampled, "sliced_wasserstein"), 0.02, 0.3);
        var npy = Npy.Read(Path.Combine(_folder, "s.npy"));
        Assert.Equal(new Shape(3000, 2), npy.Shape);
        Assert.Equal(npy.ToArray(), Csv.Read(Path.Combine(_folder, "s.csv")).ToDataset().Inputs.SelectMany(row => row.ToArray()).Select(x => (double)(float)x));
        Assert.Equal(sampled.GetProperty("mean")[0].GetDouble(), Enumerable.Range(0, 3000).Average(k => npy[2 * k]), 1e-9);
        foreach (string sampler in (string[])["ddim", "heun", "ddpm", "reverse", "pc", "adaptive"])
            Assert.InRange(Number(Done(["sample", "m.safetensors", "--paths", "1000", "--sampler", sampler, .. sampler == "adaptive" ? (string[])[] : ["--steps", "60"]]), "sliced_wasserstein"), 0.02, 0.5);
        Done("sample", "m.safetensors", "--paths", "40", "--seed", "5", "-o", "few.npy");
        Assert.Equal(npy.ToArray()[..80], Npy.Read(Path.Combine(_folder, "few.npy")).ToArray());

        var likelihood = Done("likelihood", "m.safetensors", "--paths", "300", "--steps", "40");
        Assert.Equal(1.698, Number(likelihood, "entropy"), 1e-3);
        Assert.True(Number(likelihood, "nats", "mean") > Number(likelihood, "entropy") - 5 * Number(likelihood, "nats", "se"));
        Assert.Equal(Number(likelihood, "nats", "mean") / 2 / Math.Log(2), Number(likelihood, "bits_per_dimension"), 1e-12);

        var check = Done("check", "m.safetensors", "--paths", "20000", "--tolerance", "0.2");
        Assert.True(check.GetProperty("passed").GetBoolean());
        Assert.Equal(Number(check, "excess", "mean"), Number(check, "above_floor", "mean"), 5 * Number(check, "above_floor", "se"));
        Assert.Equal(10, check.GetProperty("score").GetArrayLength());
        // Nothing trained so briefly is within a thousandth.
        var (exit, output, _) = Here("check", "m.safetensors", "--paths", "20000", "--tolerance", "0.001");
        Assert.Equal(3, exit);
        Assert.Contains("NOT the closed form", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_with_classes()
    {
        var trained = Done("train", "m.safetensors", "--data", "digits", "--classes", "--levels", "17", "--steps", "30", "--batch", "32", "--hidden", "24");
        Assert.Equal(JsonValueKind.Null, trained.GetProperty("floor").ValueKind);
        var sampled = Done("sample", "m.safetensors", "--paths", "12", "--class", "3", "--guidance", "1.5", "--steps", "5", "-o", "s.npy", "-o", "s.png");
        Assert.Equal(3, sampled.GetProperty("label").GetInt32());
        var images = Npy.Read(Path.Combine(_folder, "s.npy"));
        Assert.Equal(new Shape(12, 8, 8), images.Shape);
        Assert.All(images.ToArray(), pixel => Assert.InRange(pixel, 0, 16));
        // The classes in turn: sample 3 is the one that class 3 has there.
        Assert.Equal("all", Done("sample", "m.safetensors", "--paths", "12", "--class", "all", "--guidance", "1.5", "--steps", "5", "-o", "all.npy").GetProperty("label").GetString());
        Assert.Equal(images.ToArray()[(3 * 64)..(4 * 64)], Npy.Read(Path.Combine(_folder, "all.npy")).ToArray()[(3 * 64)..(4 * 64)]);
        Assert.Equal(2, Here("sample", "m.safetensors", "--class", "-1").Exit);
        Assert.Equal(2, Here("sample", "m.safetensors", "--class", "seven").Exit);
        var likelihood = Done("evaluate", "m.safetensors", "--paths", "20", "--steps", "5");
        Assert.Equal(1, likelihood.GetProperty("probes").GetInt32());
        Assert.Equal(Number(likelihood, "nats", "mean") / 64 / Math.Log(2), Number(likelihood, "bits_per_dimension"), 1e-12);
        // Trained so briefly, a model is far above what the rows themselves say.
        var check = Done("check", "m.safetensors", "--paths", "200");
        Assert.Equal("rows", check.GetProperty("floor_of").GetString());
        Assert.True(check.GetProperty("passed").GetBoolean());
        Assert.Equal(JsonValueKind.Null, check.GetProperty("tolerance").ValueKind);
        Assert.True(Number(check, "above_floor", "mean") > 0 && Number(check, "floor", "mean") > 0);
        Assert.Equal(3, Here("check", "m.safetensors", "--paths", "100", "--tolerance", "0.0001").Exit);
        Assert.Equal(2, Here("check", "m.safetensors", "--data", "two-moons").Exit);
        Assert.Equal(2, Here("sample", "m.safetensors", "--class", "10").Exit);
        Assert.Equal(2, Here("sample", "m.safetensors", "--guidance", "1").Exit);
        Assert.Equal(2, Here("likelihood", "m.safetensors", "--data", "eight-gaussians").Exit);
    }

    /// <summary>Laws that are drawn from have their own floor; rows have that of the rows.</summary>
    [Fact]
    public void Floors_of_other_data()
    {
        foreach (string data in (string[])["two-moons", "spirals", "checkerboard"])
        {
            var trained = Done("train", "m.safetensors", "--data", data, "--steps", "30", "--batch", "32", "--hidden", "16");
            var check = Done("check", "m.safetensors", "--paths", "2000", "--tolerance", "10");
            Assert.Equal("law", check.GetProperty("floor_of").GetString());
            Assert.Equal(Number(trained, "floor"), Number(check, "floor", "mean"), 6 * Number(check, "floor", "se"));
            Assert.Equal(Number(check, "excess", "mean"), Number(check, "above_floor", "mean"), 5 * Number(check, "above_floor", "se"));
        }
        File.WriteAllLines(Path.Combine(_folder, "rows.csv"), ["a,b,c,label", .. Enumerable.Range(0, 40).Select(n => FormattableString.Invariant($"{Math.Sin(n)},{Math.Cos(3 * n)},{n % 7},{n % 3}"))]);
        Done("train", "m.safetensors", "--data", "rows.csv", "--target", "label", "--classes", "--steps", "10", "--batch", "16", "--hidden", "16");
        // The file remembers which column is the target.
        var rows = Done("check", "m.safetensors", "--paths", "500");
        Assert.Equal("rows", rows.GetProperty("floor_of").GetString());
        Assert.True(Number(rows, "above_floor", "mean") > 0);
        Done("likelihood", "m.safetensors", "--paths", "5", "--steps", "5");
    }

    [Fact]
    public void A_convolutional_network()
    {
        var trained = Done("train", "m.safetensors", "--data", "digits", "--levels", "17", "--predict", "edm", "--network", "unet", "--hidden", "4,8", "--steps", "4", "--batch", "16");
        Assert.True(trained.GetProperty("parameters").GetInt32() > 1000);
        Done("sample", "m.safetensors", "--paths", "3", "--steps", "3", "-o", "s.npy");
        Assert.Equal(new Shape(3, 8, 8), Npy.Read(Path.Combine(_folder, "s.npy")).Shape);
        Assert.Equal(2, Here("train", "m.safetensors", "--network", "unet").Exit);
        Assert.Equal(2, Here("train", "m.safetensors", "--data", "digits", "--network", "unet", "--hidden", "4,4,4,4,4").Exit);
        Assert.Equal(2, Here("train", "m.safetensors", "--data", "concrete", "--network", "unet").Exit);
    }

    [Fact]
    public void Every_process()
    {
        foreach (string process in (string[])["ve", "sub-vp", "flow-matching"])
        {
            Done("train", "m.safetensors", "--process", process, "--steps", "20", "--batch", "32", "--hidden", "16");
            Done("sample", "m.safetensors", "--paths", "50", "--steps", "10");
            Done("likelihood", "m.safetensors", "--paths", "10", "--steps", "10");
        }
    }

    [Fact]
    public void Misuse()
    {
        Assert.Equal(2, Here("train", "m.safetensors", "--process", "flow-matching", "--predict", "noise").Exit);
        Assert.Equal(2, Here("train", "m.safetensors", "--classes").Exit);
        Assert.Equal(2, Here("train", "m.safetensors", "--levels", "5").Exit);
        Assert.Equal(2, Here("train", "m.safetensors", "--data", "digits", "--levels", "5", "--steps", "1").Exit);
        Assert.Equal(2, Here("train", "m.safetensors", "--hidden", "12,x").Exit);
        Safetensors.Write(Path.Combine(_folder, "other.safetensors"), new Dictionary<string, DataArray> { ["a"] = new(1, new[] { 1.0 }) });
        foreach (string command in (string[])["sample", "likelihood", "check"])
        {
            var (exit, output, _) = Here(command, "other.safetensors", "--json");
            Assert.Equal(2, exit);
            Assert.Equal("PW3011", Json(output).GetProperty("error").GetProperty("id").GetString());
        }
    }
}
