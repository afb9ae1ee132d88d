namespace Pathwise.Derivatives;

/// <summary>
/// Whether the two sides of a branch provably agree where its condition flips: a − b must vanish once the compared expressions are equated.
/// <c>if S &gt; K then S − K else 0</c> agrees, <c>if S &gt; K then 1 else 0</c> does not.
/// </summary>
internal static class Agreement
{
    public static bool Holds(Node whenTrue, Node whenFalse, Node left, Node right)
    {
        var plain = new Normalizer();
        if (plain.Of(left) is not { } l || plain.Of(right) is not { } r) return false;
        if (plain.Of(whenTrue) is not { } a || plain.Of(whenFalse) is not { } b) return false;
        var difference = a.Plus(b, -1);
        var boundary = l.Plus(r, -1);
        Node[] sides = [whenTrue, whenFalse];
        if (difference.IsMultipleOf(boundary) && Singularities.AreSeenThrough(null, sides, left, right)) return true;
        bool Vanishes(Node node, Polynomial equal)
        {
            if (!Singularities.AreSeenThrough(node, sides, left, right)) return false;
            var there = new Normalizer(plain, node, equal, isArray: left.Shape.Count > 1);
            return there.Of(whenTrue) is { } a && there.Of(whenFalse) is { } b && a.Plus(b, -1).IsMultipleOf(boundary);
        }
        return Vanishes(left, r) || Vanishes(right, l)
            || boundary.Solve().Any(solution => plain.AtomNode(solution.Atom) is { } atom && Vanishes(atom, solution.Value));
    }

    /// <summary>Whether two expressions are equal by the rules of arithmetic.</summary>
    public static bool AreEqual(Node a, Node b)
    {
        var simplified = Simplifier.Simplify(a, b);
        var normalizer = new Normalizer();
        return normalizer.Of(simplified[0]) is { } p && normalizer.Of(simplified[1]) is { } q && p.Plus(q, -1).IsZero;
    }

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

        /// <summary>Where a node is replaced: the values as they were, and the number of atoms they are made of.</summary>
        readonly Normalizer? _before;
        readonly int _atomsBefore;

        public Normalizer() => (_numbers, _atoms) = ([], []);

        public Normalizer(Normalizer elsewhere, Node equated, Polynomial value, bool isArray)
        {
            (_numbers, _atoms) = (elsewhere._numbers, elsewhere._atoms);
            (_before, _atomsBefore) = (elsewhere, elsewhere._atoms.Count);
            _done[equated] = value;
            if (isArray) _elsewhere = elsewhere;
        }

        public Node? AtomNode(int atom) => atom < _atoms.Count ? _atoms[atom] : null;

        public Polynomial? Of(Node node)
        {
            foreach (var n in Graph.OrderOf(node)) if (!_done.ContainsKey(n)) _done[n] = Normalize(n);
            return _done[node];
        }

        Polynomial? Normalize(Node node)
        {
            bool byElement = node.Op is Elementwise or ToPaths || (node.Op is BroadcastTo && node.Inputs[0].Shape.IsScalar);
            if (_elsewhere is not null && !byElement) return _elsewhere.Of(node);
            var inputs = node.Inputs.Select(input => _done[input]).ToArray();
            if (inputs.Any(input => input is null)) return null;
            if (Singularities.Operand(node) is { } operand && MayBeInfinite(node, inputs[operand]!, operand)) return null;
            return node.Op switch
            {
                Constant { Uniform: { } c } when double.IsFinite(c) => Polynomial.Of(c),
                ToPaths or Require => inputs[0],
                BroadcastTo when node.Inputs[0].Shape.IsScalar => inputs[0],
                Unary<Negate> => Polynomial.Of(0).Plus(inputs[0]!, -1),
                Binary<Add> => inputs[0]!.Plus(inputs[1]!),
                Binary<Subtract> => inputs[0]!.Plus(inputs[1]!, -1),
                Binary<Multiply> => inputs[0]!.Times(inputs[1]!),
                Binary<Divide> when inputs[1]!.Constant is { } c && c != 0 => Polynomial.Of(0).Plus(inputs[0]!, 1 / c),
                Binary<Divide> when inputs[0]!.IsZero => Polynomial.Of(0),
                FusedMultiplyAdd => inputs[0]!.Times(inputs[1]!)?.Plus(inputs[2]!),
                Binary<Maximum> when inputs[0]!.Plus(inputs[1]!, -1).Constant is { } c => c >= 0 ? inputs[0] : inputs[1],
                Binary<Minimum> when inputs[0]!.Plus(inputs[1]!, -1).Constant is { } c => c <= 0 ? inputs[0] : inputs[1],
                Comparison comparison when inputs[0]!.Plus(inputs[1]!, -1).Constant is { } c => Polynomial.Of(comparison.Scalar([c, 0])),
                Where when inputs[0]!.Constant is { } c => c != 0 ? inputs[1] : inputs[2],
                Elementwise op when inputs.All(input => input!.Constant is not null) => Finite(op.Scalar([.. inputs.Select(input => input!.Constant!.Value)])),
                _ => Atom(node, inputs!),
            };
        }

        static Polynomial? Finite(double value) => double.IsFinite(value) ? Polynomial.Of(value) : null;

        /// <summary>
        /// Whether a singular function may be infinite on the boundary: its operand is another there, and neither a number nor made of what was
        /// there before, whose values are none in particular.
        /// </summary>
        bool MayBeInfinite(Node node, Polynomial there, int operand)
        {
            if (_before is null || Singularities.IsWholePower(node)) return false;
            if (there.Constant is { } c) return c == 0 && node.Inputs.Length == 2;
            if (_before.Of(node.Inputs[operand]) is { } before && before.Plus(there, -1).IsZero) return false;
            int[] made = [.. there.Atoms.Where(atom => atom >= _atomsBefore)];
            return made.Length > 0 && !(there.IsMonomial && made.All(atom => _atoms[atom].Op is Unary<Exponential>));
        }

        Polynomial Atom(Node node, Polynomial[] inputs)
        {
            string key = node.Inputs.Length == 0 || node.Kind == Kind.Tuple
                ? $"#{node.Id}" : $"{node.Op} {node.Shape}({string.Join("; ", inputs.AsEnumerable())})";
            if (!_numbers.TryGetValue(key, out int number))
            {
                _numbers[key] = number = _atoms.Count;
                _atoms.Add(node);
            }
            return Polynomial.Atom(number);
        }
    }
}
