using System.Reflection.Emit;

namespace Pathwise.Execution;

/// <summary>Where an emitted kernel finds a value.</summary>
internal abstract record Location
{
    /// <summary>A scalar in vector locals: one for each vector of the tile, or a single one where all paths have the same.</summary>
    internal sealed record Register(LocalBuilder[] Locals) : Location
    {
        public bool Equals(Register? other) => ReferenceEquals(this, other);
        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }

    /// <summary>A number known when the kernel is compiled, in every element.</summary>
    internal sealed record Number(double Value) : Location;

    /// <summary>Numbers of a shared value in shared memory, one an element, from an element of it on; inside loops the step is some bytes further.</summary>
    internal sealed record Shared(Node Of, int First = 0, StepOffset? Step = null) : Location
    {
        /// <summary>Whether these numbers start with one of the matrices that the value is made of, at every step.</summary>
        public bool IsMatrix(Panels panels, int elementBytes)
        {
            for (var step = Step; step is not null; step = step.Around)
                if (step.RowBytes % ((long)panels.Count * elementBytes) != 0) return false;
            return Of.Shape.Count % panels.Count == 0 && First % panels.Count == 0;
        }
    }

    /// <summary>Rows in scratch memory, one an element; inside loops the step is some bytes further.</summary>
    internal sealed record Tile(StepOffset? Step, long Offset) : Location;

    /// <summary>A matrix of sums over the tile's paths in scratch memory, one number an element, rows padded to whole vectors.</summary>
    internal sealed record Sums(long Offset) : Location;

    /// <summary>A sum over paths of products of two matrices, which is made when the kernel is done of their rows in scratch memory.</summary>
    internal sealed record Factors(long Left, long Right) : Location;
}

/// <summary>Where the current step of a loop is in arrays of one size of row, in bytes from the step of the loop around.</summary>
internal sealed class StepOffset(StepOffset? around, long rowBytes, LocalBuilder local)
{
    public StepOffset? Around => around;

    public long RowBytes => rowBytes;

    /// <summary>The local that holds it in the method that is being emitted.</summary>
    public LocalBuilder Local { get; set; } = local;

    /// <summary>Where other methods find it in scratch memory; null where there are none.</summary>
    public long? Slot { get; set; }
}

/// <summary>What is known, while a body is emitted, of its nodes.</summary>
internal sealed class Scope
{
    public Dictionary<Node, Location> Of { get; } = [];

    /// <summary>Comparisons that are made where a selection asks for them, and nowhere else.</summary>
    public HashSet<Node> ComparedInPlace { get; } = [];

    /// <summary>How many operands each node is.</summary>
    public Dictionary<Node, int> Reads { get; } = [];

    /// <summary>How often the registers that this body has taken are still to be read.</summary>
    public Dictionary<Location.Register, int> Pending { get; } = [];

    /// <summary>The outputs of loops that are read.</summary>
    public ILookup<Node, Node> Items { get; set; } = null!;

    /// <summary>Rows where a node must also be stored as soon as it is known.</summary>
    public Dictionary<Node, List<Location.Tile>> Stores { get; } = [];

    public List<Location.Tile> StoresOf(Node node) => Stores.TryGetValue(node, out var stores) ? stores : Stores[node] = [];
}
