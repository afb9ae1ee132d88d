using System.Globalization;
using System.Text;

namespace Pathwise.Learning.Control;

/// <summary>An episode as an animated picture: SVG with its own clock (SMIL), which browsers play without a script, over and over.</summary>
public static class EpisodePicture
{
    /// <summary>
    /// The picture of an episode of a <see cref="Pendulum"/>, <see cref="CartPoleSwingUp"/> or <see cref="MountainCar"/>; PW4083 for other models and for states that do not fit. One frame for each state, the last held for a second.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="states">The states, in order.</param>
    /// <param name="actions">The actions taken from each but the last, if they are to be shown; fewer than states.</param>
    /// <param name="title">What the picture is of.</param>
    public static string Of(EnvironmentModel model, IReadOnlyList<double[]> states, IReadOnlyList<double[]>? actions = null, string? title = null)
    {
        if (states.Count == 0) throw Wrong("without states", "give at least one");
        foreach (double[] state in states)
            if (state.Length != model.StateSize || !Array.TrueForAll(state, double.IsFinite)) throw Wrong($"with a state that is not {model.StateSize} finite numbers", "give states of the model");
        if (actions is not null && actions.Count < states.Count - 1) throw Wrong($"of {states.Count} states with {actions.Count} actions", "give an action for each state but the last");
        double Push(int t) => actions is null || t >= actions.Count ? 0 : Math.Clamp(actions[t][0] / model.Actions.High[0], -1, 1);
        var scene = model switch
        {
            Pendulum => Swing(states, Push),
            CartPoleSwingUp => Cart(states, Push),
            MountainCar => Hill(states, Push),
            _ => throw Wrong($"of '{model.Name}', which has none", "pendulum, cart-pole and mountain-car can be drawn"),
        };
        return Written(scene, states.Count, title ?? model.Name);
    }

    static PathwiseException Wrong(string what, string cure) => new("PW4083", $"a picture of an episode {what}", cure, Place.OfCaller());

    /// <summary>A drawing that moves: where it is, how it is turned (degrees, clockwise) and how it is stretched, frame by frame.</summary>
    sealed record Part(string Drawing, Func<int, (double X, double Y)> At, Func<int, double>? Turn = null, Func<int, double>? Stretch = null);

    /// <summary>What is seen: still things, moving things, and the seconds from frame to frame.</summary>
    sealed record Scene(int Width, int Height, double Seconds, string Still, Part[] Parts);

    const string Ink = "#1b1f24", Faint = "#d8dde3", Body = "#2f6fb3", Force = "#c1121f";

    static Scene Swing(IReadOnlyList<double[]> states, Func<int, double> push) => new(300, 300, 0.05, $"<circle cx=\"150\" cy=\"150\" r=\"110\" fill=\"none\" stroke=\"{Faint}\" stroke-dasharray=\"3 5\"/>",
    [
        // θ turns against the clock.
        new($"<rect x=\"-9\" y=\"-110\" width=\"18\" height=\"119\" rx=\"9\" fill=\"{Body}\"/>", _ => (150, 150), t => -Degrees(states[t][0])),
        new($"<circle r=\"4\" fill=\"{Ink}\"/>", _ => (150, 150)),
        new($"<rect x=\"0\" y=\"-3\" width=\"60\" height=\"6\" fill=\"{Force}\"/>", _ => (150, 285), Stretch: t => -push(t)),
    ]);

    static Scene Cart(IReadOnlyList<double[]> states, Func<int, double> push)
    {
        // The rail has no end: the picture is as wide as the cart's way.
        double reach = Math.Max(2.4, states.Max(s => Math.Abs(s[0])) + 0.6), unit = 280 / reach;
        (double, double) At(int t) => (300 + unit * states[t][0], 150);
        return new(600, 280, 0.02, Invariant($"<line x1=\"0\" x2=\"600\" y1=\"150\" y2=\"150\" stroke=\"{Faint}\" stroke-width=\"3\"/><line x1=\"300\" x2=\"300\" y1=\"145\" y2=\"155\" stroke=\"{Ink}\"/>"),
        [
            new($"<rect x=\"-26\" y=\"-14\" width=\"52\" height=\"28\" rx=\"4\" fill=\"{Ink}\"/>", At),
            new(Invariant($"<line y2=\"{-unit}\" stroke=\"{Body}\" stroke-width=\"8\" stroke-linecap=\"round\"/>"), At, t => Degrees(states[t][2])),
            new($"<rect x=\"0\" y=\"18\" width=\"60\" height=\"5\" fill=\"{Force}\"/>", At, Stretch: push),
        ]);
    }

    static Scene Hill(IReadOnlyList<double[]> states, Func<int, double> push)
    {
        const double Unit = 300;
        static (double X, double Y) Ground(double x) => (30 + Unit * (x + 1.2), 230 - 100 * Math.Sin(3 * x));
        string hill = string.Join(' ', Enumerable.Range(0, 91).Select(i => Ground(-1.2 + 0.02 * i)).Select(p => Invariant($"{p.X:0.#},{p.Y:0.#}")));
        var (flagX, flagY) = Ground(0.45);
        (double, double) At(int t) => Ground(states[t][0]);
        // The ground rises by 100·3 cos 3x over 300 for each unit of x.
        double Lean(int t) => -Degrees(Math.Atan(300 / Unit * Math.Cos(3 * states[t][0])));
        return new(600, 360, 0.03, Invariant($"<polyline points=\"{hill}\" fill=\"none\" stroke=\"{Ink}\" stroke-width=\"2\"/><path d=\"M{flagX:0.#} {flagY:0.#}v-44l22 8l-22 8\" fill=\"{Force}\" stroke=\"{Ink}\"/>"),
        [
            new($"<path d=\"M-18 -6h36l-5 -12h-26z\" fill=\"{Body}\"/><circle cx=\"-10\" cy=\"-5\" r=\"5\" fill=\"{Ink}\"/><circle cx=\"10\" cy=\"-5\" r=\"5\" fill=\"{Ink}\"/>", At, Lean),
            new($"<rect x=\"0\" y=\"-3\" width=\"60\" height=\"6\" fill=\"{Force}\"/>", _ => (300, 345), Stretch: push),
        ]);
    }

    static string Written(Scene scene, int frames, string title)
    {
        double playing = frames * scene.Seconds, all = playing + 1;
        // Frame t stands at its own time, and the last until the end.
        string times = string.Join(';', Enumerable.Range(0, frames).Select(t => Invariant($"{t * scene.Seconds / all:0.#####}")));
        string clock = Invariant($"keyTimes=\"{times}\" dur=\"{all:0.###}s\" calcMode=\"discrete\" repeatCount=\"indefinite\"");
        var text = new StringBuilder(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{scene.Width}\" height=\"{scene.Height}\" viewBox=\"0 0 {scene.Width} {scene.Height}\">\n<title>{Escaped(title)}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{scene.Still}\n"));
        foreach (var part in scene.Parts)
        {
            // Each kind of motion has a group of its own, so that none undoes another.
            string[] opened =
            [
                Motion("translate", t => Invariant($"{part.At(t).X:0.##},{part.At(t).Y:0.##}")),
                .. part.Turn is { } turn ? [Motion("rotate", t => Invariant($"{turn(t):0.##}"))] : (string[])[],
                .. part.Stretch is { } stretch ? [Motion("scale", t => Invariant($"{stretch(t):0.###},1"))] : (string[])[],
            ];
            text.Append(string.Concat(opened)).Append(part.Drawing).Append(string.Concat(Enumerable.Repeat("</g>", opened.Length))).Append('\n');
        }
        return text.Append("</svg>\n").ToString();

        string Motion(string kind, Func<int, string> value)
        {
            string[] values = [.. Enumerable.Range(0, frames).Select(value)];
            bool still = Array.TrueForAll(values, v => v == values[0]);
            return $"<g transform=\"{kind}({values[0]})\">{(still ? "" : $"<animateTransform attributeName=\"transform\" type=\"{kind}\" values=\"{string.Join(';', values)}\" {clock}/>")}\n";
        }
    }

    static double Degrees(double radians) => radians * 180 / Math.PI;
    static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
