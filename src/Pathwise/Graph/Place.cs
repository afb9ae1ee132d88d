using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Pathwise;

/// <summary>A place in the user's source: file, line and (where known) column, both counted from 1.</summary>
public readonly record struct Place(string? File, int Line, int Column = 0)
{
    [ThreadStatic] static Place t_ambient;

    /// <summary>Whether the place is known.</summary>
    public bool IsKnown => Line is > 0 and < int.MaxValue;

    /// <summary>A place that is deliberately not looked up: for nodes that no line of the user's wrote.</summary>
    internal static Place Nowhere => new(null, int.MaxValue);

    /// <summary>The place, so that none is looked up where there is none.</summary>
    internal Place OrNowhere => this == default ? Nowhere : this;

    internal static Place Here(string file, int line) => t_ambient != default ? t_ambient : new(file, line);

    /// <summary>The place that nodes made now belong to, when something (a model file, a derivative) has set one.</summary>
    internal static Place Ambient => t_ambient;

    /// <summary>Lets all nodes made until disposal belong to <paramref name="place"/>.</summary>
    internal static Scope At(Place place)
    {
        var scope = new Scope(t_ambient);
        t_ambient = place;
        return scope;
    }

    /// <summary>The assemblies that trace programs on the user's behalf.</summary>
    static readonly HashSet<string> s_library = new(StringComparer.Ordinal) { "Pathwise", "Pathwise.Calculus", "Pathwise.Learning", "Pathwise.Language" };

    static readonly ConcurrentDictionary<Module, bool> s_isLibrary = new();

    /// <summary>The line of user code that is calling the library now, for operators, which cannot take caller information.</summary>
    internal static Place OfCaller()
    {
        if (t_ambient != default) return t_ambient;
        var trace = new StackTrace(1, fNeedFileInfo: true);
        foreach (var frame in trace.GetFrames())
        {
            if (frame.GetMethod()?.Module is { } module && s_isLibrary.GetOrAdd(module, m => s_library.Contains(m.Assembly.GetName().Name!))) continue;
            return frame.GetFileName() is { } file ? new(file, frame.GetFileLineNumber(), frame.GetFileColumnNumber()) : default;
        }
        return default;
    }

    /// <summary>file:line:column, with the file's name alone.</summary>
    public override string ToString() => !IsKnown ? "unknown place"
        : string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(File)}:{Line}{(Column > 0 ? ":" + Column.ToString(CultureInfo.InvariantCulture) : "")}");

    internal readonly ref struct Scope(Place before)
    {
        readonly Place _before = before;

        public void Dispose() => t_ambient = _before;
    }
}
