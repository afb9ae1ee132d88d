using Pathwise.Calculus;
using Pathwise.Derivatives;
using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>The divergence Σᵢ ∂fᵢ/∂xᵢ of a function from arrays to arrays of the same shape, by forward derivatives of its graph.</summary>
public static class Divergence
{
    /// <summary>The greatest number of elements whose derivatives are written out; more are gone through by a loop.</summary>
    const int WrittenOut = 4;

    /// <summary>f(x) and its divergence, by one derivative for each element.</summary>
    public static (Real Value, Real Divergence) Exact(Func<Real, Real> f, Real x)
    {
        int size = x.Shape.Count;
        Real Unit(int i) => Real.FromArray(x.Shape, [.. Enumerable.Range(0, size).Select(j => i == j ? 1.0 : 0)]);
        return Apply(f, x, along =>
        {
            if (size <= WrittenOut) return Enumerable.Range(0, size).Select(i => Unit(i) is var unit ? Sum(unit * along(unit)) : default).Aggregate((a, b) => a + b);
            Real units = Real.FromArray(x.Shape.Prepend(size), [.. Enumerable.Range(0, size).SelectMany(i => Unit(i).ToArray())]);
            var loop = Loop.Build(size, false, [Constant.Of(0)], [units.Node], (_, carry, row) => ([(carry[0].AsReal() + Sum(row[0].AsReal() * along(row[0].AsReal()))).Node], []));
            return Item.Of(loop, 0).AsReal();
        });
    }

    /// <summary>
    /// f(x) and vᵀ(∂f/∂x)v, an estimate of the divergence without bias where the elements of v are −1 and 1 with equal chances (Hutchinson, Communications in Statistics 18, 1989). Its variance is 2Σᵢ≠ⱼ Sᵢⱼ² with S the symmetric part of
    /// ∂f/∂x.
    /// </summary>
    public static (Real Value, Real Divergence) Along(Func<Real, Real> f, Real x, Real direction) => Apply(f, x, along => Sum(direction * along(direction)));

    /// <summary>An array of −1 and 1 with equal chances.</summary>
    public static Real Signs(Noise noise, Shape shape) => 2 * noise.Bits(1, shape) - 1;

    /// <summary>The function is written over a placeholder, so that its derivative in x alone is taken, whatever x is made of.</summary>
    static (Real, Real) Apply(Func<Real, Real> f, Real x, Func<Func<Real, Real>, Real> divergence)
    {
        var placeholder = Node.Leaf(new Parameter(x.Shape, "x"), x.Node.PerPath, Place.Nowhere);
        var value = f(placeholder.AsReal());
        if (value.Shape != x.Shape) throw Mistake.Shape($"the divergence of a function from shape {x.Shape} to {value.Shape}", "give a function whose values have the shape of its argument");
        var trace = divergence(tangent => Forward.Pushforward([value.Node], [placeholder], [tangent.Node])[0]?.AsReal() ?? Filled(x.Shape, 0));
        var placed = Graph.Substitute([value.Node, trace.Node], new() { [placeholder] = x.Node });
        return (placed[0].AsReal(), placed[1].AsReal());
    }
}
