using Microsoft.CodeAnalysis;

namespace Pathwise.Analyzers;

/// <summary>What each rule says, and where its page is.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor HiddenRandomness = New("PWA001", "Randomness and clocks in a traced program",
        "'{0}' inside a traced program is read once, when the program is traced, and is the same number on every path: draw from Noise",
        "A value may depend on randomness only through a Noise argument. A program is traced once; what another generator or a clock gives then is a constant of the graph.");

    public static readonly DiagnosticDescriptor ReusedDraw = New("PWA002", "One draw where each step needs its own",
        "'{0}' is drawn once, {1}",
        "A step of a recursion needs a fresh draw. A draw made before the loop is one number for all steps, and an Itô equation's increments come from its solver.");

    public static readonly DiagnosticDescriptor DetachedDraw = New("PWA003", "Detach on the only route to a parameter",
        "Detach cuts the only route to {0}: there is no gradient in the graph (naïve sampling)",
        "A detached draw forgets its parameters. If no other route leads to them, their gradients are refused.");

    public static readonly DiagnosticDescriptor NumberOfTraced = New("PWA004", "The number of a traced value",
        "A traced value has no number until the program runs ({0} throws PW0006): {1}",
        "Inside a trace a Real is a node of a graph. Arithmetic on double, Math and C# conditions cannot see it; Functions and Where can.");

    public static readonly DiagnosticDescriptor ChangingCapture = New("PWA005", "A captured variable that changes",
        "'{0}' is {1}: the program is traced once, and later changes are not seen",
        "A program is traced when it is first needed, once for each shape of its parameters. What it captures is read then, and what it writes is written then.");

    static DiagnosticDescriptor New(string id, string title, string message, string description) =>
        new(id, title, message, "Pathwise", DiagnosticSeverity.Warning, isEnabledByDefault: true, description, helpLinkUri: $"docs/analyzers/{id}.md");
}
