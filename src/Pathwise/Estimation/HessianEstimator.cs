using System.Globalization;
using Pathwise.Derivatives;
using static Pathwise.Functions;

namespace Pathwise.Estimation;

/// <summary>Second derivatives by differentiating the gradient's graph, certified by the gradient's own certificate.</summary>
internal static class HessianEstimator
{
    public static HessianEstimate Run(StochasticProgram program, EstimationOptions options)
    {
        var repaired = program.Repaired(program.Parameters, options, order: 2);
        Refuse(repaired is null ? program.Certificate() : program.Certificate(repaired.Certified));
        var names = new List<string>();
        var graph = program.Compiled($"hessian {repaired?.Whole.Id} {options.Estimator} {options.Jumps}", options, () => Outputs(program, repaired?.Certified ?? program.Result, options));
        if (repaired is not null) program = program.WithDraws(repaired.Draws);
        foreach (var parameter in program.Parameters)
            for (int e = 0, count = parameter.Node.Shape.Count; e < count; e++)
                names.Add(count == 1 ? parameter.Name : $"{parameter.Name}[{e.ToString(CultureInfo.InvariantCulture)}]");
        var (moments, paths) = new Sampler(graph, program, options).Run();
        int n = names.Count;
        var (mean, error) = (new double[n, n], new double[n, n]);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                (mean[i, j], error[i, j]) = (moments[1 + i * n + j].Mean, moments[1 + i * n + j].StandardError ?? double.NaN);
        return new(names, mean, error, paths);
    }

    /// <summary>The value and the rows of the Hessian: one scalar for each element of the gradient, and its own gradient.</summary>
    static Node[] Outputs(StochasticProgram program, Node differentiated, EstimationOptions options)
    {
        Node[] variables = [.. program.Parameters.Select(p => p.Node)];
        var gradient = Reverse.Gradient(differentiated, variables);
        var outputs = new List<Node> { program.Primal };
        for (int i = 0; i < variables.Length; i++)
        {
            int count = variables[i].Shape.Count;
            for (int e = 0; e < count; e++)
            {
                var entry = gradient[i] is { } g ? Simplifier.Simplify(Reshape(Slice(Reshape(g.AsReal(), count), 0, e, 1), Shape.Scalar).Node)[0] : Constant.Of(0);
                // Differentiating a kink once has made a jump of it.
                if (options is { Estimator: not EstimatorKind.Pathwise, Jumps: not JumpEstimator.Refuse } && JumpRepair.Of(entry, variables, options.Jumps) is var (mended, _)) entry = mended;
                if (!entry.IsConstant) Refuse(program.Certificate(entry));
                var row = Reverse.Gradient(entry, variables);
                outputs.AddRange(row.Select((h, k) => h ?? Constant.Of(variables[k].Shape, 0)));
            }
        }
        return [.. outputs];
    }

    static void Refuse(Certificate certificate)
    {
        var refused = certificate.Entries.Where(entry => !entry.IsSound).ToArray();
        if (refused.Length > 0) throw new GradientRefusedException(certificate, refused);
    }
}
