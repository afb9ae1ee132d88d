using System.Reflection;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Tests.Ops;

/// <summary>The functions that are lowered, and their lowered graphs run by the plain interpreter.</summary>
internal static class LoweredFunctions
{
    public static readonly Dictionary<string, Func<Real, Real>> OfOne = new()
    {
        ["exp"] = Exp, ["expm1"] = Expm1, ["sigmoid"] = Sigmoid, ["softplus"] = Softplus, ["log"] = Log, ["log1p"] = Log1p,
        ["sin"] = Sin, ["cos"] = Cos, ["tan"] = Tan, ["asin"] = Asin, ["acos"] = Acos, ["atan"] = Atan,
        ["sinh"] = Sinh, ["cosh"] = Cosh, ["tanh"] = Tanh, ["asinh"] = Asinh, ["acosh"] = Acosh, ["atanh"] = Atanh,
        ["erf"] = Erf, ["erfc"] = Erfc, ["normal_cdf"] = NormalCdf, ["normal_quantile"] = NormalQuantile,
        ["lgamma"] = LogGamma, ["lgamma_negative"] = LogGamma, ["digamma"] = Digamma, ["digamma_negative"] = Digamma,
        ["trigamma"] = x => new Polygamma(1).On(x), ["tetragamma"] = x => new Polygamma(2).On(x), ["polygamma4"] = x => new Polygamma(4).On(x),
    };

    /// <summary>The lowered graph of a function of one or two variables.</summary>
    public static Graph Graph(string name, Precision precision)
    {
        var x = Node.Leaf(new Parameter(Shape.Scalar, "x"), perPath: true);
        if (name != "pow") return Lowering.Lower(new Graph([x], [OfOne[name](x.AsReal()).Node]), precision);
        var y = Node.Leaf(new Parameter(Shape.Scalar, "y"), perPath: true);
        return Lowering.Lower(new Graph([x, y], [Pow(x.AsReal(), y.AsReal()).Node]), precision);
    }

    /// <summary>The number of instructions of a graph.</summary>
    public static int Primitives(Graph graph) => graph.Order.Count(node => node.Op is Elementwise);

    public static double[] Run(Graph graph, Precision precision, params double[][] x)
    {
        int n = x[0].Length;
        var interpreter = new Interpreter(graph, precision == Precision.F32);
        return interpreter.Run([.. x.Select(values => new Value([.. values], 1, n, perPath: true))], n)[0].Data;
    }

    public static double Run(string name, Precision precision, params double[] x) =>
        Run(Graph(name, precision), precision, [.. x.Select(v => new[] { v })])[0];

    /// <summary>Points and values computed by Golden/golden.py; what the value lacks of the truth is in units of its last place.</summary>
    public static (double[][] X, double[] Y, float[] Remainder) Golden(string name, Precision precision)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Golden.{name}.bin")!;
        using var reader = new BinaryReader(stream);
        int arity = name == "pow" ? 2 : 1, count = reader.ReadInt32();
        if (precision == Precision.F32)
        {
            stream.Seek((long)count * (8 * arity + 12), SeekOrigin.Current);
            count = reader.ReadInt32();
        }
        double[][] x = [.. Enumerable.Range(0, arity).Select(_ => new double[count])];
        var y = new double[count];
        var rest = new float[count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < arity; j++) x[j][i] = precision == Precision.F32 ? reader.ReadSingle() : reader.ReadDouble();
            y[i] = reader.ReadDouble();
            if (precision == Precision.F64) rest[i] = reader.ReadSingle();
        }
        return (x, y, rest);
    }

    /// <summary>The unit in the last place of y: the distance of neighbours of its size, that of the subnormal numbers at least.</summary>
    public static double LastPlace(double y, Precision precision)
    {
        if (precision == Precision.F64) return Math.BitIncrement(Math.Abs(y)) - Math.Abs(y);
        float f = MathF.Abs((float)y);
        if (float.IsInfinity(f)) return Math.ScaleB(1, 104);
        // The value may have been rounded up to a power of two.
        double place = (double)MathF.BitIncrement(f) - f;
        return double.IsInfinity(place) ? Math.ScaleB(1, 104) : f > Math.Abs(y) && float.IsPow2(f) && f > 1.2e-38f ? place / 2 : place;
    }
}
