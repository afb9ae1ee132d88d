using static Pathwise.Functions;

namespace Pathwise.Estimation;

/// <summary>A cost, the log-likelihood of the draws that it depends on, and the baseline that is taken off it while blocks are reduced.</summary>
internal sealed record ScoreTerm(Node Cost, Node LogLikelihood, Baseline Baseline);

/// <summary>
/// A program whose pathwise derivative is the estimator chosen for each draw: its value and derivatives of any order, where the certificate of it allows, have the
/// right means.
/// </summary>
/// <param name="Whole">The surrogate with all its score terms.</param>
/// <param name="Rest">The same without those that <paramref name="Terms"/> add.</param>
/// <param name="Terms">Score terms with a baseline that is made of other paths.</param>
/// <param name="Sites">The draws and their estimators; those inside loops have no sample here.</param>
/// <param name="Sample">The result without any estimator's derivatives: its clean routes are the pathwise part.</param>
internal sealed record Surrogate(Node Whole, Node Rest, ScoreTerm[] Terms, (Estimator Estimator, Node[] Parameters)[] Sites, Node Sample)
{
    /// <summary>Sums over all values of draws are refused beyond so many terms.</summary>
    const int MostBranches = 4096;

    /// <summary>The surrogate of a program, or null where its own pathwise derivative is all there is to take.</summary>
    /// <param name="traced">The result with its sites.</param>
    /// <param name="parameters">The parameters asked for.</param>
    /// <param name="options">What the user wants.</param>
    /// <param name="order">The order of the derivatives that are to be right.</param>
    public static Surrogate? Of(Node traced, Node[] parameters, EstimationOptions options, int order)
    {
        // What is chosen is written on the sites, so that their copies in branches do the same.
        var chosen = SitePlan.Of(traced, parameters, options, order).ToDictionary(site => site.Node, site => site.Estimator);
        var loops = new LoopSites(options);
        var result = loops.Rewrite(Marked(traced, chosen), parameters);
        if (chosen.Values.All(estimator => estimator.Method == EstimatorMethod.Pathwise) && loops.Scores.Count == 0) return null;

        var plain = new World((node, made) => InSample(node, made, relaxed: false));
        (Estimator, Node[])[] sites = [.. Graph.OrderOf(result).Where(node => node.Op is Sampled { By.Method: not EstimatorMethod.Pathwise })
                .Select(node => (((Sampled)node.Op).By!, node.Inputs[1..].Select(input => plain[input]).ToArray())),
            .. loops.Scores.Select(score => (score.Estimator, new[] { plain[score.LogLikelihood] }))];
        var unrepaired = plain[result];
        int branches = 0;
        result = Enumerated(result, ref branches);
        Site[] open = [.. Graph.OrderOf(result).Where(node => node.Op is Sampled { By.Method: not EstimatorMethod.Pathwise }).Select(node => new Site(node, ((Sampled)node.Op).By!))];
        var sample = new World((node, made) => InSample(node, made, relaxed: true));

        Real whole = 0, rest = 0;
        var terms = new List<ScoreTerm>();
        var costs = CostTerms.Of(result, [.. open.Select(site => site.Node), .. loops.Scores.Select(score => score.Loop)]);
        // Terms that are added up to one cost are nodes of their own: other worlds must see that they depend on the draws.
        var nodes = Graph.OrderOf([result, .. costs.Select(term => term.Cost)]);
        foreach (var (cost, dependsOn) in costs)
        {
            Site[] own = [.. open.Where(site => dependsOn.Contains(site.Node))];
            Real value = sample[cost].AsReal();
            foreach (var site in own) value = Differences.Attach(value, cost, nodes, site, sample);

            var scores = own.Where(site => site.Estimator.Method is EstimatorMethod.Score or EstimatorMethod.Rebar)
                .Select(site => (site.Estimator, Score: Site.LogLikelihood(site.Node.With([.. site.Node.Inputs.Select(input => sample[input])]))))
                .Concat(loops.Scores.Where(score => dependsOn.Contains(score.Loop)).Select(score => (score.Estimator, Score: sample[score.LogLikelihood]))).ToList();
            Node? Total(Func<Estimator, bool> of) => scores.Where(score => of(score.Estimator)).Select(score => score.Score.AsReal()).ToArray() is { Length: > 0 } some ? some.Aggregate((a, b) => a + b).Node : null;
            static bool IsOfPaths(Estimator estimator) => estimator.Baseline is Baseline.LeaveOneOut or Baseline.Moving or Baseline.Regression;

            double baseline = scores.Where(score => score.Estimator.Baseline == Baseline.Constant).Select(score => score.Estimator.Number).Distinct().Sum();
            whole += Weighted(value, Total(_ => true), baseline);
            rest += Weighted(value, Total(estimator => !IsOfPaths(estimator)), baseline);
            foreach (var kindOfBaseline in scores.Select(score => score.Estimator).Where(IsOfPaths).Select(estimator => estimator.Baseline).Distinct())
                terms.Add(new(value.Node, Total(estimator => estimator.Baseline == kindOfBaseline)!, kindOfBaseline));

            if (own.Any(site => site.Estimator.Method == EstimatorMethod.Rebar))
            {
                var correction = Rebar(cost, nodes, own, sample, Total(_ => true), Total(estimator => estimator.Method != EstimatorMethod.Rebar));
                (whole, rest) = (whole + correction, rest + correction);
            }
        }
        return new(whole.Node, rest.Node, [.. terms], sites, unrepaired);
    }

    static Node Marked(Node traced, Dictionary<Node, Estimator> chosen)
    {
        var marked = new World((node, made) => Node.Create(((Sampled)made.Op) with { By = chosen[node] }, made.Place, made.Inputs));
        return marked[traced];
    }

    /// <summary>What a site is in the world of the sample: a function of its parameters where its estimator is pathwise, else given.</summary>
    static Node InSample(Node node, Node made, bool relaxed)
    {
        var estimator = ((Sampled)node.Op).By!;
        if (estimator.Method == EstimatorMethod.Pathwise) return made.Inputs[0];
        var held = Site.Held(made.Inputs[0]);
        if (estimator.Method != EstimatorMethod.StraightThrough || !relaxed) return held.Node;
        var soft = Relaxations.Of(made.Inputs[1].AsReal(), made.Inputs[0].Inputs[1].AsReal(), estimator.Number);
        return (held + (soft - Site.Held(soft.Node))).Node;
    }

    /// <summary>The result with each draw that is to be summed over replaced by the sum over its values, weighted by their probabilities.</summary>
    static Node Enumerated(Node result, ref int branches)
    {
        while (Graph.OrderOf(result).FirstOrDefault(node => node.Op is Sampled { By.Method: EstimatorMethod.Enumeration }) is { } site)
        {
            var law = Site.LawOf(site);
            if ((branches += law.FiniteSupport!.Length) > MostBranches)
                throw new PathwiseException("PW0063", $"the sum over the values of several draws has more than {MostBranches} terms", "choose another estimator for some of them", site.Place);
            Real sum = 0;
            foreach (var (cost, dependsOn) in CostTerms.Of(result, [site]))
            {
                if (dependsOn.Length == 0) { sum += cost.AsReal(); continue; }
                foreach (double value in law.FiniteSupport!)
                    sum += Reshape(law.ProbabilityOf(value), Shape.Scalar) * Graph.Substitute([cost], new() { [site] = ToPaths.Of(Constant.Of(site.Shape, value), site.Place) })[0].AsReal();
            }
            result = sum.Node;
        }
        return result;
    }

    /// <summary>(cost − b)·ratio + b, where the draws have a score.</summary>
    static Real Weighted(Real cost, Node? score, double baseline)
    {
        if (score is null) return cost;
        var ratio = LikelihoodRatio.Of(score);
        return baseline == 0 ? cost * ratio : (cost - baseline) * ratio + baseline;
    }

    /// <summary>
    /// −f(z̃)·ratio + f(z): the cost at the relaxed draws given the draws, whose expectation is that at the relaxed draws, so that it is a control variate.
    /// </summary>
    static Real Rebar(Node cost, Node[] order, Site[] sites, World sample, Node? score, Node? others)
    {
        var own = sites.Where(site => site.Estimator.Method == EstimatorMethod.Rebar).ToDictionary(site => site.Node, site => site.Estimator.Number);
        var free = new World(sample, order, own.Keys, (node, made) => Relaxations.Of(made.Inputs[1].AsReal(), made.Inputs[0].Inputs[1].AsReal(), own[node]).Node);
        var given = new World(sample, order, own.Keys, (node, made) =>
        {
            var v = new Noise()[$"{made.Inputs[0].Inputs[1].Op.Attributes}/rebar"].Uniform(made.Shape);
            return Relaxations.Given(Site.Held(made.Inputs[0]), made.Inputs[1].AsReal(), v, own[node]).Node;
        });
        return Weighted(free[cost].AsReal(), others, 0) - Weighted(given[cost].AsReal(), score, 0);
    }
}
