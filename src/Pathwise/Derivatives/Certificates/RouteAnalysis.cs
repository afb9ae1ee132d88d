namespace Pathwise.Derivatives;

/// <summary>Classes of routes from a parameter to a node; a node may be reached by several.</summary>
[Flags]
internal enum Routes : byte { None = 0, Clean = 1, Detached = 2, Discrete = 4, Jump = 8 }

/// <summary>
/// Follows all routes from one parameter through a graph. A clean route that enters an obstacle becomes of the obstacle's class and stays so;
/// inside loops the facts about the carries are iterated to their fixpoint.
/// </summary>
internal sealed class RouteAnalysis
{
    /// <summary>What is known of a node: the routes that reach it, and whether it varies continuously with noise.</summary>
    sealed record Facts(Routes Routes, bool Continuous)
    {
        /// <summary>Nothing reaches it, nor noise.</summary>
        public static Facts None { get; } = new(Routes.None, false);

        public Facts Join(Facts other) => new(Routes | other.Routes, Continuous || other.Continuous);
    }

    readonly Dictionary<(Node, string), CertificateSite> _sites = [];
    readonly Dictionary<Node, bool> _mayHavePoles = [];
    readonly Effort _effort = new();
    readonly Ranges _ranges, _warned, _blind = new(_ => null);

    RouteAnalysis(Ranges ranges, Ranges warned) => (_ranges, _warned) = (ranges, warned);

    /// <summary>The certificate entry of one parameter.</summary>
    /// <param name="result">The value whose derivative is judged.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="name">Its name.</param>
    /// <param name="values">The values of parameters that the verdict may depend on; null where none is known.</param>
    /// <param name="warned">Those that sharpen the warnings, which no verdict depends on.</param>
    public static CertificateEntry Analyse(Node result, Node parameter, string name, Func<Node, double[]?> values, Func<Node, double[]?>? warned = null)
    {
        var analysis = new RouteAnalysis(new Ranges(values), new Ranges(warned ?? values));
        var facts = analysis.Follow([result], new() { [parameter] = new(Routes.Clean, false) })[0];
        var sites = analysis._sites.Values.OrderBy(site => site.Place.Line).ThenBy(site => site.Place.Column).ToArray();
        return new(name, VerdictOf(facts.Routes), sites);
    }

    static Verdict VerdictOf(Routes routes) => routes switch
    {
        Routes.None => Verdict.Independent,
        Routes.Detached => Verdict.Detached,
        _ when routes.HasFlag(Routes.Discrete) => Verdict.Discrete,
        _ when routes.HasFlag(Routes.Jump) => Verdict.Jump,
        _ when routes.HasFlag(Routes.Detached) => Verdict.Partial,
        _ => Verdict.Pathwise,
    };

    Facts[] Follow(Node[] outputs, Dictionary<Node, Facts> facts)
    {
        var items = new Dictionary<Node, Facts[]>();
        foreach (var node in Graph.OrderOf(outputs))
        {
            if (facts.ContainsKey(node)) continue;
            if (node.Op is Loop loop)
            {
                items[node] = FollowLoop(loop, [.. node.Inputs.Select(input => facts[input])]);
                facts[node] = Facts.None;
            }
            else facts[node] = node.Op is Item item ? items[node.Inputs[0]][item.Index] : Cross(node, facts);
        }
        return [.. outputs.Select(output => facts[output])];
    }

    Facts[] FollowLoop(Loop loop, Facts[] inputs)
    {
        var carries = inputs[..loop.Carries];
        while (true)
        {
            var start = new Dictionary<Node, Facts> { [loop.Body.Parameters[0]] = Facts.None };
            for (int i = 0; i < inputs.Length; i++) start[loop.Body.Parameters[1 + i]] = i < loop.Carries ? carries[i] : inputs[i];
            var outputs = Follow(loop.Body.Outputs, start);
            var next = carries.Select((carry, i) => carry.Join(outputs[i])).ToArray();
            if (next.AsSpan().SequenceEqual(carries)) return [.. next, .. outputs[loop.Carries..], .. next];
            carries = next;
        }
    }

    Facts Cross(Node node, Dictionary<Node, Facts> facts)
    {
        if (node.Op is Draw) return new(Routes.None, true);
        var routes = Routes.None;
        bool continuous = node.Op is KeyedNormals;
        for (int i = 0; i < node.Inputs.Length; i++)
        {
            var input = facts[node.Inputs[i]];
            var crossing = node.Op is Where && i == 0 ? JumpOf(node, facts) : node.Op.Crossing(i);
            bool clean = input.Routes.HasFlag(Routes.Clean);
            var cut = input.Routes & ~Routes.Clean;
            switch (crossing)
            {
                case Crossing.Continuous:
                    // A condition by itself is no obstacle, and no route either: it acts only through a branch.
                    if (node.Op is not Where || i > 0) routes |= input.Routes; else routes |= cut;
                    continuous |= input.Continuous && (node.Op is not Where || i > 0);
                    if (clean && input.Continuous) WarnOfUnboundedDerivative(node, i);
                    break;
                case Crossing.Jump:
                    routes |= cut;
                    if (clean && input.Continuous)
                    {
                        routes |= Routes.Jump;
                        Report(node, "jump");
                    }
                    break;
                case Crossing.Discrete:
                    routes |= cut;
                    if (clean)
                    {
                        routes |= Routes.Discrete;
                        Report(node, "discrete");
                    }
                    break;
                case Crossing.Detached:
                    routes |= cut;
                    continuous |= input.Continuous;
                    if (clean)
                    {
                        routes |= Routes.Detached;
                        Report(node, "detached");
                    }
                    break;
                case Crossing.Held:
                    continuous |= input.Continuous;
                    if (clean && node.Op is StopGradient { Reported: true }) Report(node, "held");
                    break;
            }
        }
        if (node.Op is Elementwise && Enumerable.Range(0, node.Inputs.Length).Any(i => node.Op.Crossing(i) == Crossing.Discrete)) continuous = false;
        return new(routes, continuous);
    }

    /// <summary>A branch is a jump unless its sides agree wherever a comparison that depends on the parameter and on noise flips.</summary>
    Crossing JumpOf(Node branch, Dictionary<Node, Facts> facts) =>
        branch.Op is not Where { Agrees: true } && Comparisons(branch.Inputs[0]).Any(flips => facts.GetValueOrDefault(flips) is { Continuous: true } fact && fact.Routes.HasFlag(Routes.Clean)
            && !(flips.Op is Comparison && Agreement.Holds(branch.Inputs[1], branch.Inputs[2], flips.Inputs[0], flips.Inputs[1],
                new Poles(_ranges, node => facts.GetValueOrDefault(node)?.Continuous ?? false, _mayHavePoles), _effort)))
            ? Crossing.Jump : Crossing.Continuous;

    /// <summary>What a condition is made of: comparisons, and conditions that come from outside a loop, of which nothing more is known here.</summary>
    static IEnumerable<Node> Comparisons(Node condition) =>
        condition.Op is Logic or ToPaths or BroadcastTo ? condition.Inputs.SelectMany(Comparisons) : [condition];

    void WarnOfUnboundedDerivative(Node node, int input)
    {
        // Parameters' values are read where nothing else tells: a certificate that has read none holds at all of them.
        if (IsUnbounded(node, input, _blind) && IsUnbounded(node, input, _warned)) Report(node, "unbounded");
    }

    static bool IsUnbounded(Node node, int input, Ranges ranges)
    {
        Range X() => ranges.Of(node.Inputs[input]);
        return node.Op switch
        {
            Unary<SquareRoot> or Unary<Logarithm> => X().Low <= 0,
            Unary<LogarithmOfOnePlus> => X().Low <= -1,
            Unary<Tangent> => !(X() is var x && x.Low > -Math.PI / 2 && x.High < Math.PI / 2),
            Unary<LogarithmOfGamma> or Polygamma => X().Low <= 0,
            Unary<NormalQuantileFunction> => X() is var x && (x.Low <= 0 || x.High >= 1),
            Unary<ArcSine> or Unary<ArcCosine> or Unary<AreaTangent> => X() is var x && (x.Low <= -1 || x.High >= 1),
            Unary<AreaCosine> => X().Low <= 1,
            Binary<Divide> when input == 1 => X() is { Low: <= 0, High: >= 0 },
            Binary<Power> when input == 0 => X() is { Low: <= 0, High: >= 0 } && !(ranges.Of(node.Inputs[1]).Low >= 1),
            _ => false,
        };
    }

    void Report(Node node, string kind)
    {
        var (cause, cure) = Explanation.Of(node, kind);
        var place = node.Op is Where ? PlaceOfCondition(node) : node.Place;
        _sites.TryAdd((node, kind), new(kind, place, cause, cure) { Node = node });
    }

    static Place PlaceOfCondition(Node branch) => branch.Inputs[0].Place.IsKnown ? branch.Inputs[0].Place : branch.Place;
}
