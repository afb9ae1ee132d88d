using Pathwise.Graphs;
using static Pathwise.Functions;

namespace Pathwise;

/// <summary>Noise that a path asks for at places it finds out itself (see <see cref="KeyedNormals"/>), keyed by two words of 23 bits of the path's own: exact in either precision.</summary>
internal sealed class KeyedNoise(Real first, Real second)
{
    /// <summary>Two standard normals for each node of a block, each of the nodes' shape.</summary>
    public (Real First, Real Second) Normals(Real node, Real block)
    {
        var pair = KeyedNormals.Of(node, block, first, second);
        return (Reshape(Slice(pair, 0, 0, 1), node.Shape), Reshape(Slice(pair, 0, 1, 1), node.Shape));
    }
}
