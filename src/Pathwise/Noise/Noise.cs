using System.Globalization;
using System.Runtime.CompilerServices;
using Pathwise.Graphs;

namespace Pathwise;

/// <summary>
/// The randomness of a program, as an argument. Every call is a fresh draw; a draw's key is the scope of explicit names it is made in
/// and its ordinal there, so adding a draw in one named scope changes no draw in another.
/// </summary>
public sealed class Noise
{
    readonly Dictionary<string, int> _drawn;
    readonly string _scope;
    readonly bool _shared;

    internal Noise() : this([], "", shared: false) { }

    Noise(Dictionary<string, int> drawn, string scope, bool shared) => (_drawn, _scope, _shared) = (drawn, scope, shared);

    /// <summary>The noise of a named scope.</summary>
    public Noise this[string name] => new(_drawn, _scope.Length == 0 ? name : $"{_scope}/{name}", _shared);

    /// <summary>Draws that are one for all paths, such as a Bayesian network's weights.</summary>
    public Noise Shared => new(_drawn, _scope, shared: true);

    /// <summary>A standard normal draw.</summary>
    public Real Normal(Shape shape = default, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Draw(DrawKind.Normal, shape, Place.Here(file, line));

    /// <summary>A draw uniform on the open interval (0, 1).</summary>
    public Real Uniform(Shape shape = default, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => Draw(DrawKind.Uniform, shape, Place.Here(file, line));

    /// <summary>A whole number of <paramref name="bits"/> fair random bits, uniform on 0 … 2ᵇⁱᵗˢ − 1 (at most 23 bits, exact in either precision).</summary>
    public Real Bits(int bits = 1, Shape shape = default, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (bits is < 1 or > 23) throw new PathwiseException("PW0015", $"{bits} random bits in one draw", "ask for 1 to 23", Place.Here(file, line));
        return Functions.Floor(Draw(DrawKind.Uniform, shape, Place.Here(file, line)) * (1 << bits), file, line);
    }

    /// <summary>Noise to be asked for at places that the path finds out.</summary>
    internal KeyedNoise Keyed() => new(Bits(23), Bits(23));

    Real Draw(DrawKind law, Shape shape, Place place)
    {
        string scope = _shared ? _scope + "/shared" : _scope;
        int ordinal = _drawn.GetValueOrDefault(scope);
        _drawn[scope] = ordinal + 1;
        return new(TraceFrame.Draw($"{scope}#{ordinal.ToString(CultureInfo.InvariantCulture)}", law, shape, _shared, place));
    }
}
