using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Pathwise.Analyzers;

/// <summary>PWA005: a program that captures what changes after, or writes what it captures.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ChangingCaptureAnalyzer : TracedCodeAnalyzer
{
    const string Written = "written inside a traced program", Changed = "read in a traced program and assigned after it is captured";

    /// <summary>The rule.</summary>
    public ChangingCaptureAnalyzer() : base(Rules.ChangingCapture) { }

    private protected override void Register(CompilationStartAnalysisContext start, Library library)
    {
        start.RegisterOperationAction(context =>
        {
            var expectation = (IInvocationOperation)context.Operation;
            if (library.IsExpectationOf(expectation.TargetMethod) && TracedCode.Program(expectation, context.CancellationToken) is { } program)
                Check(context, expectation, program);
        }, OperationKind.Invocation);
        // Fields are written by other members: they are compared when the whole type has been seen.
        start.RegisterSymbolStartAction(type =>
        {
            if (type.Symbol is INamedTypeSymbol owner && owner.GetMembers().Any(member => member is IFieldSymbol { IsReadOnly: true } field && library.IsExpectation(field.Type)))
                new Fields(owner, library).Register(type);
        }, SymbolKind.NamedType);
    }

    static void Check(OperationAnalysisContext context, IInvocationOperation expectation, IOperation program)
    {
        var root = expectation.Root();
        var reported = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        void Report(ISymbol variable, IOperation at, string how)
        {
            if (reported.Add(variable)) context.ReportDiagnostic(Diagnostic.Create(Rules.ChangingCapture, at.Syntax.GetLocation(), variable.Name, how));
        }

        foreach (var target in program.Descendants().SelectMany(part => part.Targets()))
            if (Captured(target, program) is { } written) Report(written, target, Written);
        var read = program.Descendants()
            .Where(part => part is ILocalReferenceOperation { Local.IsConst: false } or IParameterReferenceOperation && Captured(part, program) is not null).ToArray();
        if (read.Length == 0) return;

        var lifetime = Lifetime.Of(expectation, root);
        foreach (var change in root.Descendants().Where(part => !program.Contains(part)).SelectMany(part => part.Targets()))
            if (change.Variable() is { } variable && read.FirstOrDefault(part => part.Variable().Is(variable)) is { } use && lifetime.OutlivesChange(change, variable))
                Report(variable, use, Changed);
    }

    /// <summary>The captured local or parameter, or the field, that an operation names.</summary>
    static ISymbol? Captured(IOperation operation, IOperation program) =>
        Own(operation) is { } field ? field
        : operation.Variable() is { } variable && !program.Declares(variable) ? variable : null;

    /// <summary>The static field, or field of this, that an operation names.</summary>
    static IFieldSymbol? Own(IOperation operation) =>
        operation is IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } reference
            ? reference.Field : null;

    /// <summary>The fields of one type: which are read by programs that nothing replaces, and which are written by methods.</summary>
    sealed class Fields(INamedTypeSymbol type, Library library)
    {
        readonly ConcurrentBag<IFieldReferenceOperation> _read = [];
        readonly ConcurrentDictionary<ISymbol, bool> _written = new(SymbolEqualityComparer.Default);

        public void Register(SymbolStartAnalysisContext start)
        {
            start.RegisterOperationAction(Read, OperationKind.Invocation);
            start.RegisterOperationAction(Write, OperationKind.SimpleAssignment, OperationKind.CompoundAssignment, OperationKind.CoalesceAssignment,
                OperationKind.DeconstructionAssignment, OperationKind.Increment, OperationKind.Decrement, OperationKind.Argument);
            start.RegisterSymbolEndAction(end =>
            {
                foreach (var read in _read)
                    if (_written.ContainsKey(read.Field)) end.ReportDiagnostic(Diagnostic.Create(Rules.ChangingCapture, read.Syntax.GetLocation(), read.Field.Name, Changed));
            });
        }

        bool IsOwn(ISymbol member) => member.ContainingType.Is(type);

        void Read(OperationAnalysisContext context)
        {
            var expectation = (IInvocationOperation)context.Operation;
            if (!IsOwn(context.ContainingSymbol) || !library.IsExpectationOf(expectation.TargetMethod)
                || TracedCode.Program(expectation, context.CancellationToken) is not { } program || !Lifetime.Of(expectation, expectation.Root()).IsForever) return;
            foreach (var reference in program.Descendants().OfType<IFieldReferenceOperation>())
                if (reference.Field is { IsReadOnly: false, IsConst: false } field && IsOwn(field)) _read.Add(reference);
        }

        void Write(OperationAnalysisContext context)
        {
            if (!IsOwn(context.ContainingSymbol) || context.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor }) return;
            foreach (var target in context.Operation.Targets())
                if (Own(target) is { } field && IsOwn(field))
                    _written.TryAdd(field, true);
        }
    }
}
