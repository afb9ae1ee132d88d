namespace Pathwise.Derivatives;

/// <summary>
/// Whether the two sides of a branch provably agree where its condition flips: a − b must vanish once the compared expressions are equated.
/// <c>if S &gt; K then S − K else 0</c> agrees, <c>if S &gt; K then 1 else 0</c> does not.
/// </summary>
internal static class Agreement
{
    /// <param name="whenTrue">a.</param>
    /// <param name="whenFalse">b.</param>
    /// <param name="left">One of the compared expressions.</param>
    /// <param name="right">The other.</param>
    /// <param name="poles">Which functions may be infinite where they are equal: nothing is proved by those.</param>
    /// <param name="effort">What may be spent on the proof.</param>
    public static bool Holds(Node whenTrue, Node whenFalse, Node left, Node right, Poles poles, Effort effort)
    {
        if (HoldsNearby(whenTrue, whenFalse, left, right, poles)) return true;
        if (effort.IsSpent) return false;
        var plain = new Normalizer(effort);
        if (plain.Of(left) is not { } l || plain.Of(right) is not { } r) return false;
        if (plain.Of(whenTrue) is not { } a || plain.Of(whenFalse) is not { } b) return false;
        var boundary = l.Plus(r, -1);
        if (a.Plus(b, -1).IsMultipleOf(boundary) && !poles.AreInAProductWith(whenTrue, whenFalse, left, right)) return true;
        bool Vanishes(Node node, Polynomial equal)
        {
            // Where nothing random is replaced, the boundary is not left.
            if (!poles.IsRandom(node)) return false;
            var there = new Normalizer(plain, node, equal, poles, isArray: left.Shape.Count > 1);
            return there.Of(whenTrue) is { } a && there.Of(whenFalse) is { } b && a.Plus(b, -1).IsMultipleOf(boundary);
        }
        return Vanishes(left, r) || Vanishes(right, l)
            || boundary.Solve().Any(solution => plain.AtomNode(solution.Atom) is { } atom && Vanishes(atom, solution.Value));
    }

    /// <summary>
    /// The same where a − b is a multiple of the compared difference by the arithmetic between them alone, whatever the compared expressions are made of: the larger or smaller of two, what exceeds a barrier. (Programs of many steps
    /// are too large to be expanded for every one of them.)
    /// </summary>
    static bool HoldsNearby(Node whenTrue, Node whenFalse, Node left, Node right, Poles poles)
    {
        var nearby = new Normalizer(left, right, poles);
        return nearby.Of(whenTrue) is { } a && nearby.Of(whenFalse) is { } b && nearby.Of(left) is { } l && nearby.Of(right) is { } r
            && a.Plus(b, -1).IsMultipleOf(l.Plus(r, -1)) && !poles.MayHave(left) && !poles.MayHave(right);
    }

    /// <summary>Whether two expressions are equal by the rules of arithmetic.</summary>
    public static bool AreEqual(Node a, Node b) => Polynomials(Simplifier.Simplify(a, b)) is [{ } p, { } q] && p.Plus(q, -1).IsZero;

    /// <summary>Expressions as polynomials of the same atoms: those that are equal by the rules of arithmetic are equal. Null for one that is too large.</summary>
    public static Polynomial?[] Polynomials(Node[] expressions)
    {
        var normalizer = new Normalizer(new Effort());
        return Array.ConvertAll(expressions, normalizer.Of);
    }

    /// <summary>Whether each element of the result depends on the same element of the operands alone.</summary>
    internal static bool IsByElement(Node node) => node.Op is Elementwise or ToPaths || (node.Op is BroadcastTo && node.Inputs[0].Shape.IsScalar);

    /// <summary>
    /// Brings nodes to polynomials over atoms, with one node possibly replaced by what it equals where a comparison flips. A comparison of
    /// arrays flips in one element: what mixes elements is then left as it is.
    /// </summary>
    sealed class Normalizer
    {
        readonly Dictionary<string, int> _numbers;
        readonly List<Node> _atoms;
        readonly Dictionary<Node, Polynomial?> _done = [];
        readonly Normalizer? _elsewhere;
        readonly Func<Node, int, Polynomial, bool>? _isPole;
        readonly Effort _effort;

        /// <summary>Nodes before this one are atoms, if they have no pole.</summary>
        readonly long _first;
        readonly Func<Node, bool>? _mayHavePole;

        public Normalizer(Effort effort) => (_numbers, _atoms, _effort) = ([], [], effort);

        public Normalizer(Normalizer elsewhere, Node equated, Polynomial value, Poles poles, bool isArray)
        {
            (_numbers, _atoms, _effort) = (elsewhere._numbers, elsewhere._atoms, elsewhere._effort);
            _isPole = (node, input, x) => poles.MayBeAt(node, input, x, equated, isArray);
            _done[equated] = value;
            if (isArray) _elsewhere = elsewhere;
        }

        /// <summary>Makes atoms of what is compared and of what was there before, and gives up where a pole may be.</summary>
        public Normalizer(Node left, Node right, Poles poles)
        {
            (_numbers, _atoms, _effort, _mayHavePole) = ([], [], new(), poles.MayHave);
            _isPole = (_, _, _) => true;
            _first = Math.Min(left.IsConstant ? long.MaxValue : left.Id, right.IsConstant ? long.MaxValue : right.Id);
            foreach (var node in new[] { left, right }.Where(node => !node.IsConstant)) _done[node] = Atom($"#{node.Id}", node);
        }

        public Node? AtomNode(int atom) => atom < _atoms.Count ? _atoms[atom] : null;

        public Polynomial? Of(Node node)
        {
            Node[] order = Graph.OrderOf([node], n => _done.ContainsKey(n) || IsBeyond(n));
            _effort.Spend(order.Length);
            foreach (var n in order) _done[n] = _effort.IsSpent ? null : Normalize(n);
            return Known(node);
        }

        Polynomial? Known(Node node) => _done.TryGetValue(node, out var known) ? known : _mayHavePole!(node) ? null : Atom($"#{node.Id}", node);

        /// <summary>What was there before the first of what is compared cannot be made of it.</summary>
        bool IsBeyond(Node node) => !node.IsConstant && node.Id < _first;

        Polynomial? Normalize(Node node)
        {
            bool byElement = IsByElement(node);
            if (_elsewhere is not null && !byElement) return _elsewhere.Of(node);
            var inputs = node.Inputs.Select(Known).ToArray();
            if (inputs.Any(input => input is null)) return null;
            _effort.Spend(inputs.Sum(input => input!.Terms));
            if (_isPole is not null && Poles.Argument(node.Op) is { } x && _isPole(node, x, inputs[x]!)) return null;
            return node.Op switch
            {
                Constant { Uniform: { } c } when double.IsFinite(c) => Polynomial.Of(c),
                ToPaths or Require => inputs[0],
                BroadcastTo when node.Inputs[0].Shape.IsScalar => inputs[0],
                Unary<Negate> => Polynomial.Of(0).Plus(inputs[0]!, -1),
                Binary<Add> => inputs[0]!.Plus(inputs[1]!),
                Binary<Subtract> => inputs[0]!.Plus(inputs[1]!, -1),
                Binary<Multiply> => Product(inputs[0]!, inputs[1]!),
                Binary<Divide> when inputs[1]!.Constant is { } c && c != 0 => Polynomial.Of(0).Plus(inputs[0]!, 1 / c),
                Binary<Divide> when inputs[0]!.IsZero => Polynomial.Of(0),
                Binary<Divide> when inputs[0]!.Plus(inputs[1]!, -1).IsZero => Polynomial.Of(1),
                FusedMultiplyAdd => Product(inputs[0]!, inputs[1]!)?.Plus(inputs[2]!),
                Binary<Maximum> when inputs[0]!.Plus(inputs[1]!, -1).Constant is { } c => c >= 0 ? inputs[0] : inputs[1],
                Binary<Minimum> when inputs[0]!.Plus(inputs[1]!, -1).Constant is { } c => c <= 0 ? inputs[0] : inputs[1],
                Comparison comparison when inputs[0]!.Plus(inputs[1]!, -1).Constant is { } c => Polynomial.Of(comparison.Scalar([c, 0])),
                Where when inputs[0]!.Constant is { } c => c != 0 ? inputs[1] : inputs[2],
                Elementwise op when inputs.All(input => input!.Constant is not null) => Number(op.Scalar([.. inputs.Select(input => input!.Constant!.Value)])),
                _ => Atom(node.Inputs.Length == 0 || node.Kind == Kind.Tuple ? $"#{node.Id}" : $"{node.Op} {node.Shape}({string.Join("; ", inputs.AsEnumerable())})", node),
            };
        }

        Polynomial? Product(Polynomial a, Polynomial b)
        {
            _effort.Spend((long)a.Terms * b.Terms);
            return _effort.IsSpent ? null : a.Times(b);
        }

        static Polynomial? Number(double value) => double.IsFinite(value) ? Polynomial.Of(value) : null;

        Polynomial Atom(string key, Node node)
        {
            if (!_numbers.TryGetValue(key, out int number))
            {
                _numbers[key] = number = _atoms.Count;
                _atoms.Add(node);
            }
            return Polynomial.Atom(number);
        }
    }
}
