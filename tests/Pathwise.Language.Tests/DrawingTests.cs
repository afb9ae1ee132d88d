using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.Graphs.Drawings;

namespace Pathwise.Language.Tests;

/// <summary>Drawings say what the graph says, mark what the certificate marks, and can be read.</summary>
public partial class DrawingTests
{
    static Sketch SketchOf(Model model) => Sketcher.Of(GraphOf(model), Broken(model));

    static Graph GraphOf(Model model) => new([.. model.Program.Parameters.Select(p => p.Node)], [model.Program.Result]);

    static Func<Node, string?> Broken(Model model)
    {
        var sites = model.Program.Certificate().Entries.SelectMany(entry => entry.Sites).Where(site => site.Kind != "unbounded").ToLookup(site => site.Node, site => site.Kind);
        return node => sites[node].FirstOrDefault();
    }

    /// <summary>Random expressions in x, y and w, whose numbers are short enough to be drawn exactly.</summary>
    sealed class Expressions(ulong seed)
    {
        ulong _state = seed;
        static readonly string[] s_after = ["+ 2", "- 4", "* 2", "/ 4", "* 0.5", "^ 2", "^ 3", "^ 1.5"];
        static readonly string[] s_before = ["exp(-", "sqrt(", "tanh(", "-(", "2 - (", "8 / (", "max(1, ", "abs("];

        /// <summary>SplitMix64.</summary>
        int Below(int n)
        {
            ulong z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)n);
        }

        public string Next(int depth) => (depth == 0 ? 0 : Below(8)) switch
        {
            0 => $"{"xyw"[Below(3)]}",
            1 or 2 or 3 => $"({Next(depth - 1)}) {"+-*/"[Below(4)]} ({Next(depth - 1)})",
            4 => $"({Next(depth - 1)}) {s_after[Below(s_after.Length)]}",
            5 => $"{s_before[Below(s_before.Length)]}{Next(depth - 1)})",
            6 => $"(if ({Next(depth - 1)}) {(Below(2) == 0 ? "<" : ">=")} ({Next(depth - 1)}) then ({Next(depth - 1)}) else x)",
            _ => $"(if not ({Next(depth - 1)} > 1 and {Next(depth - 1)} < 3) then {Next(depth - 1)} else y)",
        };
    }

    /// <summary>The boxes of a figure, read as lines of a model again, compute what the model computes.</summary>
    [Fact]
    public void Formulas_mean_what_the_graph_computes()
    {
        var expressions = new Expressions(20261125);
        int compared = 0;
        for (int i = 0; i < 500; i++)
        {
            const string Header = "param x = 1.3, y = 0.7, w = 2.1\n";
            var model = Model.Parse($"{Header}p = {expressions.Next(4)}\nq = ({expressions.Next(4)}) + p\nexpect v = ({expressions.Next(4)})*q - p\n", "drawn.pw");
            double expected = Value(model);
            if (!double.IsFinite(expected) || Math.Abs(expected) > 1e6) continue;
            var lines = new List<string>();
            var conditions = new List<(string Name, string Formula)>();
            foreach (var vertex in SketchOf(model).Vertices.Where(vertex => vertex.Kind != VertexKind.Parameter))
            {
                string line = AsModel(vertex.Text);
                foreach (var (name, formula) in conditions) line = Regex.Replace(line, $@"\b{name}\b", $"({formula})", RegexOptions.None, TimeSpan.FromSeconds(5));
                // A box may hold a condition, which a model cannot name.
                if (IsCondition(line[(vertex.Name.Length + 3)..])) conditions.Add((vertex.Name, line[(vertex.Name.Length + 3)..]));
                else lines.Add(line);
            }
            lines[^1] = "expect " + lines[^1];
            double drawn = Value(Model.Parse(Header + string.Join("\n", lines) + "\n", "again.pw"));
            Assert.True(Math.Abs(drawn - expected) <= 1e-9 * (1 + Math.Abs(expected)), $"{expected} drawn as {drawn}: {string.Join(" ; ", lines)}");
            compared++;
        }
        Assert.InRange(compared, 150, 500);
    }

    static bool IsCondition(string formula)
    {
        int depth = 0;
        if (formula.StartsWith("if ", StringComparison.Ordinal)) return false;
        return formula.StartsWith("not ", StringComparison.Ordinal) || formula.Any(c => (depth += c == '(' ? 1 : c == ')' ? -1 : 0) == 0 && c is '<' or '>' && depth == 0);
    }

    static double Value(Model model) =>
        new Interpreter(new Graph([.. model.Program.Parameters.Select(p => p.Node)], [model.Program.Result])).Run(model.Program.ParameterValues, 1)[0].Data[0];

    static string AsModel(string text)
    {
        text = text.Replace('·', '*').Replace('−', '-').Replace("²", "^2", StringComparison.Ordinal).Replace("³", "^3", StringComparison.Ordinal).Replace("½", "0.5", StringComparison.Ordinal)
            .Replace("≤", "<=", StringComparison.Ordinal).Replace("≥", ">=", StringComparison.Ordinal);
        text = Power().Replace(text, match => "^" + (match.Value[0] - '⁰').ToString(CultureInfo.InvariantCulture));
        return Root().Replace(text, "sqrt(${of})").Replace("√(", "sqrt(", StringComparison.Ordinal);
    }

    [GeneratedRegex("[⁴-⁹]", RegexOptions.None, 5000)]
    private static partial Regex Power();

    [GeneratedRegex(@"√(?<of>\w+)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Root();

    public static TheoryData<string> Models => [.. Samples.All.Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Models))]
    public void Boxes_do_not_touch_and_lines_lead_down(string file) => Check(new Figure(SketchOf(Model.Read(Samples.Path(file)))));

    static void Check(Figure figure)
    {
        var boxes = figure.Items.Select(item => item.Box).ToArray();
        for (int i = 0; i < boxes.Length; i++)
            for (int j = 0; j < i; j++)
            {
                bool apart = boxes[i].Left + boxes[i].Width <= boxes[j].Left || boxes[j].Left + boxes[j].Width <= boxes[i].Left || boxes[i].Bottom <= boxes[j].Y || boxes[j].Bottom <= boxes[i].Y;
                Assert.True(apart, $"'{figure.Items[i].Vertex.Text}' and '{figure.Items[j].Vertex.Text}' overlap");
            }
        foreach (var (edge, line) in figure.Lines)
        {
            Assert.True(line.From.Bottom < line.To.Y, $"the line from '{edge.From.Text}' to '{edge.To.Text}' leads up");
            Assert.InRange(Math.Abs(line.Arrives), 0, line.To.Width / 2);
            Assert.InRange(Math.Abs(line.Leaves), 0, line.From.Width / 2);
        }
        foreach (var item in figure.Items)
        {
            Assert.InRange(item.Box.Left, -0.1, figure.Width);
            Assert.InRange(item.Box.Left + item.Box.Width, 0, figure.Width + 0.1);
            if (item.Inner is null) Assert.All(item.Lines, text => Assert.True(TextSize.Width(text, Figure.FontSize) < item.Box.Width, text));
            else Check(item.Inner);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Drawing_again_gives_the_same_well_formed_text(string file)
    {
        string Draw()
        {
            var model = Model.Read(Samples.Path(file));
            return Svg.Draw(GraphOf(model), Broken(model), "a < b & c");
        }
        string svg = Draw();
        Assert.Equal(svg, Draw());
        Assert.Equal("a < b & c", XDocument.Parse(svg).Root!.Elements().First().Value);
    }

    /// <summary>The broken edges are those that the certificate's sites sever: from parameters, into the obstacle, and no others.</summary>
    [Theory]
    [InlineData("z ~ normal(mu, sigma) detached\nexpect v = z^2", "μ -detached-> z, σ -detached-> z, ε --> z, z --> v")]
    [InlineData("z ~ normal(mu, sigma)\nexpect v = z^2", "μ --> z, σ --> z, ε --> z, z --> v")]
    [InlineData("z ~ normal(mu, sigma) detached\nexpect v = (z - 2*mu)^2", "μ -detached-> z, σ -detached-> z, ε --> z, z --> v, μ --> v")]
    [InlineData("z ~ normal(mu, sigma)\nexpect v = if z > mu then sigma else 2", "μ --> z, σ --> z, ε --> z, μ -jump-> v, z -jump-> v, σ --> v")]
    [InlineData("b ~ bernoulli(mu)\nexpect v = b*stop_gradient(sigma)", "μ -discrete-> b, u --> b, σ -held-> a, b --> v, a --> v")]
    public void Broken_edges(string model, string expected)
    {
        var sketch = SketchOf(Model.Parse($"param mu = 0.5, sigma = 0.7\n{model}\n", "broken.pw"));
        var edges = sketch.Edges.Select(edge => $"{edge.From.Name} {(edge.Broken is null ? "--" : $"-{edge.Broken}-")}> {edge.To.Name}");
        Assert.Equal(expected.Split(", ").Order(StringComparer.Ordinal), edges.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Edges_break_inside_loops_too()
    {
        var sketch = SketchOf(Model.Parse("""
            param x0 = 1, k = 0.5
            sde t in [0, 1], steps 9, scheme euler
                X(0) = x0
                g = if X > k then 1 else 2
                dX = g dt + dW
            expect v = X(1)

            """, "loop.pw"));
        var body = sketch.Vertices.Single(vertex => vertex.Body is not null).Body!;
        Assert.Equal(["X -jump", "k -jump"], body.Edges.Where(edge => edge.To.Name == "g").Select(edge => $"{edge.From.Name} -{edge.Broken}").Order(StringComparer.Ordinal));
        Assert.DoesNotContain(body.Edges.Where(edge => edge.To.Name != "g"), edge => edge.Broken is not null);
    }

    [Fact]
    public void A_figure_of_too_many_boxes_is_refused()
    {
        string names = string.Concat(Enumerable.Range(1, Svg.MaximumBoxes).Select(i => $"b{i} = sin(b{i - 1})\n"));
        var model = Model.Parse($"param b0 = 1\n{names}expect v = b{Svg.MaximumBoxes}\n", "many.pw");
        Assert.Equal("PW3007", Assert.Throws<PathwiseException>(() => Svg.Draw(GraphOf(model), Broken(model), "many")).Id);
        Assert.Contains("subgraph", Mermaid.Draw(GraphOf(Model.Read(Samples.Path("heston.pw"))), _ => null), StringComparison.Ordinal);
    }
}
