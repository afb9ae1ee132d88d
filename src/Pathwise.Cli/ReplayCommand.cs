using System.CommandLine;
using System.Globalization;
using Pathwise.Estimation;

namespace Pathwise.Cli;

/// <summary>pathwise replay: one path, step by step, and the derivatives on it.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var path = new Option<long>("--path") { Description = "The path, counted from 0.", Required = true };
        var paths = new Option<long>("--paths") { Description = "As in the run that is replayed: with Sobol and with shared noise a path depends on it.", DefaultValueFactory = _ => 100_000 };
        var noise = new Option<string>("--noise") { Description = "As in the run that is replayed.", DefaultValueFactory = _ => "counter" };
        noise.AcceptOnlyFromAmong("counter", "sobol");
        var antithetic = new Option<bool>("--antithetic") { Description = "As in the run that is replayed." };
        var precision = new Option<string>("--precision") { Description = "As in the run that is replayed.", DefaultValueFactory = _ => "f64" };
        precision.AcceptOnlyFromAmong("f64", "f32");
        var all = new Option<bool>("--all") { Description = "Show values without a name too." };
        var command = new Command("replay", "Replay one path: every value on the way, and the derivative of the result on that path.") { path, paths, noise, antithetic, precision, all };
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            var read = model.Read(parsed);
            var replay = Replayer.Run(read.Program, parsed.GetValue(path), new EstimationOptions
            {
                Seed = parsed.GetValue(model.Seed),
                Paths = parsed.GetValue(paths),
                Noise = parsed.GetValue(noise) == "sobol" ? NoiseKind.Sobol : NoiseKind.Counter,
                Antithetic = parsed.GetValue(antithetic),
                Precision = parsed.GetValue(precision) == "f32" ? Precision.F32 : Precision.F64,
            });
            bool everything = parsed.GetValue(all);
            var shown = replay.Values.Where(value => everything || value.IsNamed).ToArray();
            if (parsed.GetValue(model.Json))
                Json.Write(new
                {
                    model = read.File,
                    path = replay.Path,
                    seed = replay.Seed,
                    result = Finite(replay.Result),
                    values = shown.Select(value => new { name = value.Name, op = value.Operation, steps = value.Steps, value = value.Values.Count == 1 ? Finite(value.Values[0]) : (object)value.Values.Select(Finite), line = value.Place.IsKnown ? value.Place.Line : (int?)null }),
                    derivatives = replay.Derivatives.Select(d => new { param = d.Name, value = Finite(d.Values[0]) }),
                });
            else Show(read, replay, shown);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>JSON has no NaN and no infinities.</summary>
    static double? Finite(double x) => double.IsFinite(x) ? x : null;

    static void Show(Language.Model model, Replay replay, ReplayedValue[] values)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"path {replay.Path}, seed {replay.Seed}"));
        foreach (var value in values)
        {
            string steps = value.Steps.Count == 0 ? "" : $"step {string.Join(".", value.Steps.Select(s => s.ToString(CultureInfo.InvariantCulture)))}";
            Console.WriteLine($"{steps,-10} {value.Name,-20} {string.Join(", ", value.Values.Select(v => v.ToString("G9", CultureInfo.InvariantCulture)))}");
        }
        Console.WriteLine($"{model.Program.ResultName} = {replay.Result.ToString("R", CultureInfo.InvariantCulture)}");
        foreach (var d in replay.Derivatives)
            Console.WriteLine($"∂{model.Program.ResultName}/∂{d.Name} = {d.Values[0].ToString("R", CultureInfo.InvariantCulture)}");
    }
}
