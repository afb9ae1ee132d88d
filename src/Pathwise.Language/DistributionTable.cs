using System.Reflection;
using Pathwise.Distributions;

namespace Pathwise.Language;

/// <summary>
/// The laws that a model may draw from. A law is every <see cref="Distribution"/> of the library with a constructor that takes only
/// reals, or any number of them, and whose draws are numbers; its name in models is the class's name in lower case with underscores (none within <c>lognormal</c>), so a new law is a
/// single file.
/// </summary>
internal static class DistributionTable
{
    /// <summary>The names of a law's parameters, null for any number of them, and the law of given ones.</summary>
    public static readonly IReadOnlyDictionary<string, (string[]? Parameters, Func<Real[], Distribution> Create)> Laws = typeof(Distribution).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Distribution)) && !type.IsSubclassOf(typeof(MultivariateDistribution)) && !type.IsAbstract)
        .Select(type => (type, constructor: type.GetConstructors().FirstOrDefault(TakesAny) ?? type.GetConstructors().FirstOrDefault(TakesReals)))
        .Where(pair => pair.constructor is not null)
        .ToDictionary(pair => NameOf(pair.type), pair => (
            TakesAny(pair.constructor!) ? null : pair.constructor!.GetParameters().Select(p => Spaced(p.Name!)).ToArray(),
            (Func<Real[], Distribution>)(arguments => Create(pair.constructor!, arguments))), StringComparer.Ordinal);

    static bool TakesReals(ConstructorInfo constructor) => constructor.GetParameters().All(p => p.ParameterType == typeof(Real));

    static bool TakesAny(ConstructorInfo constructor) => constructor.GetParameters() is [var only] && only.ParameterType == typeof(Real[]);

    static Distribution Create(ConstructorInfo constructor, Real[] arguments)
    {
        try { return (Distribution)constructor.Invoke(TakesAny(constructor) ? [arguments] : [.. arguments.Cast<object>()]); }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }

    static string NameOf(Type type) => type.Name == nameof(LogNormal) ? "lognormal" : Spaced(type.Name).Replace(' ', '_');

    static string Spaced(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? " " : "") + char.ToLowerInvariant(c) : c.ToString()));
}
