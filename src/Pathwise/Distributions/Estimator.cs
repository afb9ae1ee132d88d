namespace Pathwise;

/// <summary>How the derivative through the parameters of a draw's law is estimated at its site.</summary>
public sealed record Estimator
{
    internal Estimator(string name) => Name = name;

    /// <summary>The name, as in models and answers.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
