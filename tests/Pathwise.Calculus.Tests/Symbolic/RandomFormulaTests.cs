using System.Text.RegularExpressions;
using Pathwise.Derivatives;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.Language;
using Pathwise.Ops;

namespace Pathwise.Calculus.Tests.Symbolic;

/// <summary>Formulas of random programs: simplification keeps values, text reads back, derivatives are those of the graph.</summary>
public partial class RandomFormulaTests
{
    [GeneratedRegex(@"sqrt\(\d|\d\^\(", RegexOptions.None, 5000)]
    private static partial Regex RootOfNumber();

    const string Header = "param x = 1.3, y = 0.7, w = 2.1\n";

    /// <summary>Random expressions in x, y and w.</summary>
    sealed class Expressions(ulong seed)
    {
        ulong _state = seed;
        static readonly string[] s_after = ["+ 2", "- 4", "* 2", "/ 4", "* 0.3", "^ 2", "^ 3", "^ 1.5", "^ (-2)", "^ y"];
        static readonly string[] s_before = ["exp(-", "sqrt(", "tanh(", "-(", "2 - (", "8 / (", "max(1, ", "abs(", "log(", "sin(", "cos(", "tan(", "sinh(", "cosh(", "atan(", "asinh(", "normal_cdf(", "sigmoid(", "min(x, "];

        /// <summary>SplitMix64.</summary>
        int Below(int n)
        {
            ulong z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)n);
        }

        public string Next(int depth) => (depth == 0 ? 0 : Below(9)) switch
        {
            0 => $"{"xyw"[Below(3)]}",
            1 or 2 or 3 => $"({Next(depth - 1)}) {"+-*/"[Below(4)]} ({Next(depth - 1)})",
            4 or 5 => $"({Next(depth - 1)}) {s_after[Below(s_after.Length)]}",
            6 or 7 => $"{s_before[Below(s_before.Length)]}{Next(depth - 1)})",
            _ => $"(if not ({Next(depth - 1)} > 1 and {Next(depth - 1)} < 3) then {Next(depth - 1)} else y)",
        };
    }

    static Node Graph(string expression) => Model.Parse($"{Header}expect v = {expression}\n", "random.pw").Program.Traced;

    /// <summary>The value of a graph with numbers for its parameters.</summary>
    static double Value(Node node, Func<string, double> at)
    {
        var parameters = Pathwise.Graphs.Graph.OrderOf(node).Where(n => n.Op is Parameter).ToDictionary(n => n, n => Constant.Of(at(n.Name!)));
        return Evaluator.Constant(Pathwise.Graphs.Graph.Substitute([node], parameters)[0])![0];
    }

    static readonly Func<string, double>[] s_points =
        [name => name switch { "x" => 1.3, "y" => 0.7, _ => 2.1 }, name => name switch { "x" => 0.4, "y" => 1.9, _ => 0.8 }, name => name switch { "x" => -0.6, "y" => 0.35, _ => -1.45 }];

    /// <summary>Where graph and formula disagree by more than the rounding of either, which a shift of the inputs by a few ulp shows.</summary>
    static void Agree(Node node, Expression formula, Func<string, double> at, string about)
    {
        double expected = Value(node, at);
        if (!double.IsFinite(expected) || Math.Abs(expected) > 1e8) return;
        double actual = formula.Evaluate(at);
        double shifted = Value(node, name => at(name) * (1 + 1e-11)), shiftedFormula = formula.Evaluate(name => at(name) * (1 - 1e-11));
        double rounding = 1e-9 * (1 + Math.Abs(expected)) + 10 * (Math.Abs(shifted - expected) + Math.Abs(shiftedFormula - actual));
        Assert.True(Math.Abs(actual - expected) <= rounding, $"{expected} of {about} is {actual} of {formula} at {at("x")}, {at("y")}, {at("w")}");
    }

    /// <summary>The formula; null where it divides by zero.</summary>
    static Expression? Formula(Node node)
    {
        try { return Expression.Of(node, _ => null); }
        catch (PathwiseException e) when (e.Id == "PW2020") { return null; }
    }

    [Fact]
    public void Values_are_kept_and_text_reads_back()
    {
        var expressions = new Expressions(20261126);
        int compared = 0;
        for (int i = 0; i < 600; i++)
        {
            string text = expressions.Next(4);
            var node = Graph(text);
            if (Formula(node) is not { } formula) continue;
            foreach (var at in s_points) Agree(node, formula, at, text);
            string written = formula.ToString();
            if (written.Length > 2000) continue;
            var read = Graph(written);
            foreach (var at in s_points) Agree(read, formula, at, written);
            compared++;
            // The language computes constants such as sqrt(2) when it reads them.
            if (!RootOfNumber().IsMatch(written)) Assert.Equal(written, Formula(read)?.ToString());
        }
        Assert.InRange(compared, 450, 600);
    }

    [Fact]
    public void Derivatives_are_those_of_the_graph()
    {
        var expressions = new Expressions(20261127);
        int compared = 0;
        for (int i = 0; i < 300; i++)
        {
            string text = expressions.Next(3);
            var node = Graph(text);
            var parameters = Pathwise.Graphs.Graph.OrderOf(node).Where(n => n.Op is Parameter).ToArray();
            if (parameters.FirstOrDefault(p => p.Name == "x") is not { } x || Formula(node) is not { } formula) continue;
            var tangents = parameters.Select(p => p == x ? Constant.Of(1) : null).ToArray();
            var derivative = Forward.Pushforward([node], parameters, tangents)[0] ?? Constant.Of(0);
            foreach (var at in s_points) Agree(derivative, formula.Differentiate("x"), at, $"the derivative of {text}");
            compared++;
        }
        Assert.InRange(compared, 120, 300);
    }

    /// <summary>A formula made a graph again, and what a program does with it.</summary>
    [Fact]
    public void Formulas_run_as_programs()
    {
        var expressions = new Expressions(20261128);
        for (int i = 0; i < 200; i++)
        {
            string text = expressions.Next(4);
            if (Formula(Graph(text)) is not { } formula) continue;
            Real x = Expression.Unknown("x"), y = Expression.Unknown("y"), w = Expression.Unknown("w");
            var again = formula.On(name => name switch { "x" => x, "y" => y, _ => w }).Node;
            foreach (var at in s_points) Agree(again, formula, at, text);
        }
    }
}
