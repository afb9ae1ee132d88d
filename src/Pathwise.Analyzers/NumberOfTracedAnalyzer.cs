using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Pathwise.Analyzers;

/// <summary>PWA004: the number of a traced value: casts to double, ToArray, and what is done with them (Math, C# conditions).</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NumberOfTracedAnalyzer : TracedCodeAnalyzer
{
    /// <summary>Under this key, a diagnostic of a call of Math says so.</summary>
    internal const string MathKey = "Math";

    /// <summary>The rule.</summary>
    public NumberOfTracedAnalyzer() : base(Rules.NumberOfTraced) { }

    private protected override void Register(CompilationStartAnalysisContext start, Library library)
    {
        start.RegisterOperationAction(context =>
        {
            var conversion = (IConversionOperation)context.Operation;
            if (library.IsNumberOf(conversion)) Check(context, conversion.Operand, "the cast", library);
        }, OperationKind.Conversion);
        start.RegisterOperationAction(context =>
        {
            var call = (IInvocationOperation)context.Operation;
            if (call.TargetMethod.Name == "ToArray" && library.IsReal(call.TargetMethod.ContainingType) && call.Instance is { } value) Check(context, value, "ToArray", library);
        }, OperationKind.Invocation);
    }

    static void Check(OperationAnalysisContext context, IOperation value, string what, Library library)
    {
        if (context.Operation.TracedAround(context.ContainingSymbol, library) is not { } traced || !value.DependsOnTrace(traced)) return;
        var (use, math) = Use(context.Operation);
        // Of several casts in one call of Math, the first speaks.
        if (math is not null && math.Descendants().OfType<IConversionOperation>().First(library.IsNumberOf) != context.Operation) return;
        string cure = IsCondition(use) ? "choose with Functions.Where" : math is null ? "compute with Real" : $"use Functions.{math.TargetMethod.Name}";
        context.ReportDiagnostic(Diagnostic.Create(Rules.NumberOfTraced, (math ?? context.Operation).Syntax.GetLocation(),
            math is null ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add(MathKey, math.TargetMethod.Name), what, cure));
    }

    /// <summary>The expression that arithmetic makes of a number, and the outermost call of Math in it.</summary>
    internal static (IOperation Use, IInvocationOperation? Math) Use(IOperation number)
    {
        IInvocationOperation? math = null;
        var at = number;
        while (true)
            switch (at.Parent)
            {
                case IUnaryOperation or IBinaryOperation or IParenthesizedOperation or IConversionOperation { OperatorMethod: null }:
                    at = at.Parent;
                    break;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingType: { Name: "Math" or "MathF", ContainingNamespace.Name: "System" } } call }:
                    at = math = call;
                    break;
                default: return (at, math);
            }
    }

    static bool IsCondition(IOperation use) => use.Parent switch
    {
        IConditionalOperation conditional => conditional.Condition == use,
        ISwitchOperation or ISwitchExpressionOperation or IWhileLoopOperation or IForLoopOperation or IIsPatternOperation => true,
        _ => false,
    };
}
