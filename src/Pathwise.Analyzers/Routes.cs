using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pathwise.Analyzers;

/// <summary>Routes from the parameters of a program, as its text shows them.</summary>
internal static class Routes
{
    /// <summary>
    /// The parameters that are mentioned in a detached draw and nowhere else, as p or p.Mu. A local that only the draw mentions belongs to the draw.
    /// Nothing, if no noise is drawn here.
    /// </summary>
    public static IEnumerable<string> CutBy(IOperation draw, IOperation program, Library library)
    {
        var all = program.Descendants().ToArray();
        List<IOperation> cut = [draw];
        bool IsCut(IOperation part) => cut.Any(piece => piece.Contains(part));
        for (int i = 0; i < cut.Count; i++)
            foreach (var local in cut[i].DescendantsAndSelf().OfType<ILocalReferenceOperation>().Select(reference => reference.Local))
                if (program.Declares(local) && local.OnlyValue(program) is { } value && !IsCut(value) && all.Where(part => part.Variable().Is(local)).All(IsCut))
                    cut.Add(value);

        if (!cut.Any(piece => piece.DescendantsAndSelf().Any(part => library.IsNoise(part.Type)))) return [];
        var mentions = all.OfType<IParameterReferenceOperation>().Where(mention => program.Declares(mention.Parameter) && !library.IsNoise(mention.Type)).ToArray();
        var open = mentions.Where(mention => !IsCut(mention)).Select(Path).ToArray();
        return mentions.Where(IsCut).Select(Path).Distinct(StringComparer.Ordinal).Where(path => !open.Any(other => Overlap(path, other)));
    }

    static bool Overlap(string a, string b) => a == b || Begins(a, b) || Begins(b, a);

    static bool Begins(string path, string with) => path.StartsWith(with + ".", StringComparison.Ordinal);

    /// <summary>The parameter with the members read of it, as far as they are records' and not those of Real: p.Law.Mu of p.Law.Mu.Sum.</summary>
    static string Path(IParameterReferenceOperation mention)
    {
        string path = mention.Parameter.Name;
        IOperation at = mention;
        while (at.Type?.Name != "Real" && at.Parent is IPropertyReferenceOperation { Property.IsIndexer: false } member && member.Instance == at)
        {
            path += "." + member.Property.Name;
            at = member;
        }
        return path;
    }
}
