using Pathwise.Graphs;
using Pathwise.NoiseSources;

namespace Pathwise;

/// <summary>
/// A key to random numbers that are needed before anything is traced, such as a network's first weights. What it gives is a pure function of the seed and the path of names: the draws of path 0 at
/// the first site of the scope key/names (docs/noise.md), so a program's own noise never meets them. There is no state: asking twice gives the same numbers, and what must be independent takes keys of different names.
/// </summary>
/// <param name="seed">The seed.</param>
public sealed class RandomKey(long seed)
{
    readonly string _scope = "key";

    RandomKey(long seed, string scope) : this(seed) => _scope = scope;

    /// <summary>The key of a name under this one.</summary>
    public RandomKey this[string name] => new(seed, $"{_scope}/{name}");

    /// <summary>The key of a number under this one: that of the name <c>0</c>, <c>1</c>, ….</summary>
    public RandomKey this[int index] => this[index.ToString(System.Globalization.CultureInfo.InvariantCulture)];

    /// <summary>Independent standard normal numbers. (The same key's <see cref="Uniform"/> numbers are made of the same bits: use another key for those.)</summary>
    public Real Normal(Shape shape = default) => Draws(DrawKind.Normal, shape);

    /// <summary>Independent numbers uniform on the open interval (0, 1).</summary>
    public Real Uniform(Shape shape = default) => Draws(DrawKind.Uniform, shape);

    Real Draws(DrawKind law, Shape shape)
    {
        var values = new double[shape.Count];
        new CounterSource(seed).Fill(new Draw($"{_scope}#0", law, shape, Shared: false), firstPath: 0, paths: 1, values, stride: 1);
        return Real.FromArray(shape, values);
    }
}
