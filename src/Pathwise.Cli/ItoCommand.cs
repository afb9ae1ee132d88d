using System.CommandLine;
using System.CommandLine.Parsing;
using Pathwise.Calculus;

namespace Pathwise.Cli;

/// <summary>pathwise ito: Itô's lemma for a function of a model's states, and what else follows from the equations.</summary>
internal static class ItoCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var function = new Argument<string?>("function") { Description = "A formula in the states and t, such as \"log(S)\".", Arity = ArgumentArity.ZeroOrOne };
        var format = TypedOption.OneOf("--format", "How formulas are written.", "text", "latex", "mermaid");
        var command = new Command("ito", "Derive from the equations of a model: Itô's lemma for a function, its variation, generator and adjoint, Kolmogorov's equations, Stratonovich's form.");
        model.AddTo(command);
        command.Arguments.Add(function);
        command.Options.Add(format);
        command.SetAction(parsed =>
        {
            var read = model.Read(parsed);
            var sde = read.Sde;
            var equations = ItoEquations.Of(sde.Ito, sde.States);
            var lemma = parsed.GetValue(function) is { } f ? equations.Lemma(Expression.Traced(read.Formula(f)(Expression.Unknown(ItoEquations.Time), [.. sde.States.Select(Expression.Unknown)]))) : null;
            (string Name, Statement? Statement)[] statements =
            [
                ("equations", equations),
                ("lemma", lemma),
                ("variation", lemma is null ? null : equations.QuadraticVariation(lemma.Function)),
                ("generator", equations.Generator()),
                ("adjoint", equations.Adjoint()),
                ("backward", equations.Generator().BackwardEquation),
                ("forward", equations.Adjoint().ForwardEquation),
                ("stratonovich", equations.Stratonovich()),
                ("lamperti", Lamperti(equations)),
            ];
            var check = Values(read) is { } values ? lemma?.Check(values, sde.Grid.End - sde.Grid.Start, seed: parsed.GetValue(model.Seed) ?? 0) : null;
            if (parsed.GetValue(model.Json)) Print(read, statements, lemma, check);
            else Show(statements, lemma, check, parsed.GetValue(format)!);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The numbers of parameters and of the states at the start; null where these are drawn.</summary>
    static Dictionary<string, double>? Values(Language.Model model)
    {
        var values = model.Program.Parameters.ToDictionary(p => p.Name, p => p.Value[0], StringComparer.Ordinal);
        foreach (var (state, initial) in model.Sde.States.Zip(model.Sde.Initial))
        {
            if (model.ValueOf(initial) is not { } value) return null;
            values[state] = value;
        }
        return values;
    }

    /// <summary>A transform to unit diffusion, where one is known.</summary>
    static TransformedEquation? Lamperti(ItoEquations equations)
    {
        if (equations.States.Count > 1) return null;
        try { return equations.Lamperti(); }
        catch (PathwiseException) { return null; }
    }

    static void Show((string Name, Statement? Statement)[] statements, ItoLemma? lemma, LemmaCheck? check, string format)
    {
        foreach (var (name, statement) in statements)
        {
            if (statement is null || (format == "mermaid" && name is not ("equations" or "lemma"))) continue;
            string text = format switch { "latex" => statement.ToLatex(), "mermaid" => statement.ToMermaid(), _ => statement.ToString() };
            if (format == "text") Console.WriteLine($"{Title(name)}\n  {text.Replace("\n", "\n  ", StringComparison.Ordinal)}");
            else Console.WriteLine(text);
            if (format == "text" && name == "lemma") Console.WriteLine($"  of which the chain rule gives {lemma!.ChainRule} and Itô's term {lemma.Correction}");
        }
        if (check is not null && format == "text") Console.WriteLine($"Both sides of the lemma along the same noise, root mean square of the difference\n  {check.ToString().Replace("\n", "\n  ", StringComparison.Ordinal)}");
    }

    static string Title(string name) => name switch
    {
        "equations" => "Equations",
        "lemma" => "Itô's lemma",
        "variation" => "Quadratic variation",
        "generator" => "Generator",
        "adjoint" => "Its adjoint",
        "backward" => "Kolmogorov's backward equation",
        "forward" => "Kolmogorov's forward (Fokker–Planck) equation",
        "stratonovich" => "In the sense of Stratonovich",
        _ => "With unit diffusion (Lamperti)",
    };

    static void Print(Language.Model model, (string Name, Statement? Statement)[] statements, ItoLemma? lemma, LemmaCheck? check) => Json.Write(new
    {
        model = model.File,
        states = model.Sde.States,
        statements = statements.Where(s => s.Statement is not null).ToDictionary(s => s.Name, s => new { text = s.Statement!.ToString(), latex = s.Statement.ToLatex() }, StringComparer.Ordinal),
        lemma = lemma is null ? null : new
        {
            function = lemma.Function.ToString(),
            drift = lemma.Drift.ToString(),
            chain_rule = lemma.ChainRule.ToString(),
            correction = lemma.Correction.ToString(),
            diffusion = lemma.Equations.Drivers.Zip(lemma.Diffusion, (driver, b) => new { driver, factor = b.ToString() }),
        },
        check = check is null ? null : new { steps = check.Steps, rms = check.Differences, order = double.IsFinite(check.Order) ? check.Order : (double?)null },
    });
}
