using System.Numerics;

namespace Pathwise.Learning;

/// <summary>Gradients cut to size, in place.</summary>
public static class Clipping
{
    const int Lanes = 8;

    /// <summary>The Euclidean norm of all elements, summed in double precision: eight lanes, element i in lane i mod 8, and a fixed tree, so the bits depend on nothing else.</summary>
    public static double Norm<T>(ReadOnlySpan<T> gradient) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        for (; gradient.Length >= Lanes; gradient = gradient[Lanes..])
        {
            a += Square(gradient[0]);
            b += Square(gradient[1]);
            c += Square(gradient[2]);
            d += Square(gradient[3]);
            e += Square(gradient[4]);
            f += Square(gradient[5]);
            g += Square(gradient[6]);
            h += Square(gradient[7]);
        }
        double rest = 0;
        foreach (T x in gradient) rest += Square(x);
        return Math.Sqrt(((a + b) + (c + d)) + ((e + f) + (g + h)) + rest);

        static double Square(T x)
        {
            double value = double.CreateTruncating(x);
            return value * value;
        }
    }

    /// <summary>Scales the gradient to the norm <paramref name="most"/> where its own is larger, and returns its own (Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, ICML 2013).</summary>
    public static double ByNorm<T>(Span<T> gradient, double most) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!(most > 0)) throw Setting.Outside("the largest norm of a gradient", most, "positive");
        double norm = Norm<T>(gradient);
        if (norm <= most) return norm;
        T factor = T.CreateTruncating(most / norm);
        for (int i = 0; i < gradient.Length; i++) gradient[i] *= factor;
        return norm;
    }

    /// <summary>Moves every element into [−most, most].</summary>
    public static void ByValue<T>(Span<T> gradient, double most) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!(most > 0)) throw Setting.Outside("the largest derivative", most, "positive");
        T bound = T.CreateTruncating(most);
        for (int i = 0; i < gradient.Length; i++) gradient[i] = T.Clamp(gradient[i], -bound, bound);
    }
}
