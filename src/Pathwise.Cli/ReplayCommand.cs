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
        var path = TypedOption.Whole("--path", "The path, counted from 0.", "K");
        path.Required = true;
        var paths = TypedOption.Whole("--paths", "As in the run that is replayed (100000): with Sobol and with shared noise a path depends on it.", "N");
        var noise = TypedOption.OneOf("--noise", "As in the run that is replayed.", "counter", "sobol");
        var antithetic = new Option<bool>("--antithetic") { Description = "As in the run that is replayed." };
        var precision = TypedOption.OneOf("--precision", "As in the run that is replayed.", "f64", "f32");
        var all = new Option<bool>("--all") { Description = "Show values without a name too." };
        var command = new Command("replay", "Replay one path: every value on the way, and the derivatives on that path.") { path, paths, noise, antithetic, precision, all };
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            var read = model.Read(parsed);
            var replay = new PathReplay(Replayer.Run(read.Program, parsed.GetValue(path)!.Value, new EstimationOptions
            {
                Seed = parsed.GetValue(model.Seed) ?? 0,
                Paths = parsed.GetValue(paths) ?? 100_000,
                Noise = parsed.GetValue(noise) == "sobol" ? NoiseKind.Sobol : NoiseKind.Counter,
                Antithetic = parsed.GetValue(antithetic),
                Precision = parsed.GetValue(precision) == "f32" ? Precision.F32 : Precision.F64,
            }), parsed.GetValue(all));
            if (parsed.GetValue(model.Json)) Print(read, replay); else ReplayText.Write(read, replay, Console.Out);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The command that replays a path of a run.</summary>
    public static string Line(string model, string[] settings, long path, long? paths, EstimationOptions options)
    {
        List<string> words = ["pathwise", "replay", Quoted(model), "--path", path.ToString(CultureInfo.InvariantCulture), "--seed", options.Seed.ToString(CultureInfo.InvariantCulture)];
        if (options.Noise == NoiseKind.Sobol) words.AddRange(["--noise", "sobol"]);
        if (paths is { } number) words.AddRange(["--paths", number.ToString(CultureInfo.InvariantCulture)]);
        if (options.Antithetic) words.Add("--antithetic");
        if (options.Precision == Precision.F32) words.AddRange(["--precision", "f32"]);
        foreach (string setting in settings) words.AddRange(["--set", Quoted(setting)]);
        return string.Join(' ', words);
    }

    static string Quoted(string word) => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word;

    static void Print(Language.Model model, PathReplay replay) => Json.Write(new
    {
        model = model.File,
        path = replay.Replay.Path,
        seed = replay.Replay.Seed,
        result = Finite(replay.Replay.Result),
        values = replay.Shown.Select(value => new
        {
            name = value.Name,
            op = value.Operation,
            steps = value.Steps,
            value = value.Values.Count == 1 ? Finite(value.Values[0]) : (object)value.Values.Select(Finite),
            line = value.Place.IsKnown ? value.Place.Line : (int?)null,
        }),
        derivatives = replay.Replay.Derivatives.Select(d => new { param = d.Parameter, value = Finite(d.Values[0]), verdict = d.Verdict.Word() }),
        partials = replay.Replay.Partials.SelectMany(of => of.Derivatives.Select(d => new { of = of.Name, param = d.Parameter, value = Finite(d.Values[0]), verdict = d.Verdict.Word() })),
    });

    /// <summary>JSON has no NaN and no infinities.</summary>
    static double? Finite(double x) => double.IsFinite(x) ? x : null;
}
