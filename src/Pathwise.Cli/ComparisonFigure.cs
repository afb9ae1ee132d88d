using System.Globalization;
using System.Security;
using System.Text;
using Pathwise.Plots;

namespace Pathwise.Cli;

/// <summary>Variance × cost of estimators as dots on a logarithmic axis: a row for each parameter and estimator, zeros in words. As high as it has rows, so that it is no <see cref="Figure"/>.</summary>
internal static class ComparisonFigure
{
    const double Left = 320, Width = 420, Row = 24, Top = 64;

    public static void Write(EstimatorComparison comparison, string model, string file) => FigureFile.Write(file, [".svg"], _ => File.WriteAllText(file, Of(comparison, model)));

    public static string Of(EstimatorComparison comparison, string model)
    {
        double[] works = [.. comparison.Estimators.SelectMany(e => e.Derivatives).Select(d => d.Work).Where(w => w > 1e-20 && double.IsFinite(w))];
        double low = Math.Floor(Math.Log10(works.DefaultIfEmpty(1).Min())), high = Math.Max(low + 1, Math.Ceiling(Math.Log10(works.DefaultIfEmpty(1).Max())));
        double X(double work) => Left + 24 + Width * (Math.Log10(work) - low) / (high - low);
        int parameters = comparison.Estimators[0].Derivatives.Count;
        double height = Top + parameters * (comparison.Estimators.Count * Row + 20) + 40;
        var svg = new StringBuilder();
        svg.Append(Text($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Left + Width + 60:0} {height:0}\" font-family=\"DejaVu Sans, Helvetica, sans-serif\" font-size=\"13\">"));
        svg.Append("<style>text{fill:#1f2933}.grid{stroke:#d9e0e6}.axis{fill:#52606d}.chosen{fill:#0b7285}.other{fill:#fff;stroke:#52606d;stroke-width:1.5}@media (prefers-color-scheme:dark){text{fill:#e4e7eb}.axis{fill:#9aa5b1}.grid{stroke:#3e4c59}.other{fill:#1f2933}}</style>");
        svg.Append(Text($"<title>Estimators of the gradient of {Escape(model)}</title><text x=\"16\" y=\"26\" font-size=\"15\" font-weight=\"600\">{Escape(model)}: variance × cost of each estimator</text>"));
        int step = Math.Max(1, (int)((high - low) / 6));
        for (double p = low; p <= high; p += step)
            svg.Append(Text($"<line class=\"grid\" x1=\"{X(Math.Pow(10, p)):0.#}\" x2=\"{X(Math.Pow(10, p)):0.#}\" y1=\"{Top - 16}\" y2=\"{height - 34:0}\"/><text class=\"axis\" text-anchor=\"middle\" x=\"{X(Math.Pow(10, p)):0.#}\" y=\"{height - 14:0}\">10<tspan dy=\"-5\" font-size=\"10\">{p:0}</tspan></text>"));
        double y = Top;
        for (int i = 0; i < parameters; i++, y += 20)
        {
            svg.Append(Text($"<text x=\"16\" y=\"{y + 4:0}\" font-weight=\"600\">∂/∂{Escape(comparison.Estimators[0].Derivatives[i].Parameter)}</text>"));
            foreach (var estimator in comparison.Estimators)
            {
                double work = estimator.Derivatives[i].Work;
                svg.Append(Text($"<text text-anchor=\"end\" x=\"{Left}\" y=\"{y + 4:0}\">{Escape(estimator.Estimator)}</text>"));
                svg.Append(work > 1e-20 && double.IsFinite(work) ? Text($"<circle class=\"{(estimator.IsChosen ? "chosen" : "other")}\" cx=\"{X(work):0.#}\" cy=\"{y:0.#}\" r=\"6\"/>")
                    : Text($"<text class=\"axis\" x=\"{Left + 12}\" y=\"{y + 4:0}\">{(work >= 0 ? "0" : "undefined")}</text>"));
                y += Row;
            }
        }
        return svg.Append("</svg>\n").ToString();
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    static string Escape(string text) => SecurityElement.Escape(text);
}
