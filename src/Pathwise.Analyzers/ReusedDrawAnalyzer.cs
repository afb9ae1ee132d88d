using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Pathwise.Analyzers;

/// <summary>PWA002: a draw made before a recursion that needs one in each step, or captured by the coefficients of an Itô equation.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReusedDrawAnalyzer : TracedCodeAnalyzer
{
    /// <summary>The rule.</summary>
    public ReusedDrawAnalyzer() : base(Rules.ReusedDraw) { }

    private protected override void Register(CompilationStartAnalysisContext start, Library library)
    {
        start.RegisterOperationAction(context => CheckLoop(context, (ILoopOperation)context.Operation, library), OperationKind.Loop);
        start.RegisterOperationAction(context => CheckEquation(context, (IInvocationOperation)context.Operation, library), OperationKind.Invocation);
    }

    static void CheckLoop(OperationAnalysisContext context, ILoopOperation loop, Library library)
    {
        if (loop.TracedAround(context.ContainingSymbol, library) is not { } traced || StandardDraw.MakesNoise(loop, library)) return;
        var outer = loop.Descendants().OfType<ILocalReferenceOperation>()
            .Where(reference => library.IsReal(reference.Type) && !loop.Declares(reference.Local) && traced.Declares(reference.Local))
            .GroupBy(reference => reference.Local, SymbolEqualityComparer.Default).ToArray();
        if (outer.Length == 0) return;
        // An inner loop speaks for its own assignments.
        var steps = loop.Descendants().OfType<IAssignmentOperation>().Where(step => library.IsReal(step.Target.Type) && LoopAround(step) == loop).ToArray();
        foreach (var references in outer)
        {
            if (StandardDraw.Of((ILocalSymbol)references.Key!, traced, library) is not { } draw || references.Any(TakesElement)) continue;
            var recursion = new Recursion(loop, draw);
            if (steps.Any(recursion.NeedsFreshDraw))
                Report(context, references.First(), draw, "before the loop, so every step of the recursion uses the same number: draw inside the loop");
        }
    }

    static ILoopOperation? LoopAround(IOperation operation)
    {
        var at = operation.Parent;
        while (at is not (null or ILoopOperation)) at = at.Parent;
        return at as ILoopOperation;
    }

    /// <summary>z[i], or Slice(z, …): an array of draws, of which each step may take its own.</summary>
    static bool TakesElement(IOperation reference) => reference.Around() is IPropertyReferenceOperation
        or IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Slice" or "Gather" } };

    static void CheckEquation(OperationAnalysisContext context, IInvocationOperation equation, Library library)
    {
        if (!library.IsIto(equation.TargetMethod)) return;
        foreach (var argument in equation.Arguments)
        {
            if (argument.Value.Unwrapped() is not IAnonymousFunctionOperation coefficient) continue;
            var captured = coefficient.Descendants().OfType<ILocalReferenceOperation>().Where(reference => library.IsReal(reference.Type) && !coefficient.Declares(reference.Local))
                .GroupBy(reference => reference.Local, SymbolEqualityComparer.Default);
            foreach (var references in captured)
            {
                if (StandardDraw.Of((ILocalSymbol)references.Key!, equation.Root(), library) is not { } draw) continue;
                // In a drift, a draw that is no increment may be a random rate of the model's.
                bool isDiffusion = argument.Parameter?.Name == "diffusion";
                var results = coefficient.Descendants().OfType<IReturnOperation>().Where(result => result.Function() == coefficient && result.ReturnedValue is not null);
                if (results.SelectMany(result => StandardDraw.Terms(result.ReturnedValue!)).Any(term => draw.IsFactorOf(term) && (isDiffusion || draw.IsIncrement(term))))
                    Report(context, references.First(), draw, "and the equation's solver draws the increments itself: leave it out of the coefficient");
            }
        }
    }

    static void Report(OperationAnalysisContext context, IOperation use, StandardDraw draw, string cure) =>
        context.ReportDiagnostic(Diagnostic.Create(Rules.ReusedDraw, use.Syntax.GetLocation(), additionalLocations: [draw.Value.Syntax.GetLocation()], draw.Local.Name, cure));
}
