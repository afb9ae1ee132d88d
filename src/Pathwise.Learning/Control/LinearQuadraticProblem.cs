namespace Pathwise.Learning.Control;

/// <summary>
/// The linear–quadratic problem, whose optimum is known: x′ = Ax + Bu + Gε from x₀ = Sε₀, ε standard normal, with cost Σ γᵗ(xᵀQx + uᵀRu) over t = 0, …, T − 1, Q ⪰ 0 and R ≻ 0.
/// The best control is linear, u = −Kₜx, with Kₜ from the value xᵀPₜx + cₜ of what is left (Bellman's equation, here Riccati's): Kₜ = γ(R + γBᵀPB)⁻¹BᵀPA and Pₜ = Q + γAᵀP(A − BKₜ) with P = Pₜ₊₁, P_T = 0
/// (Bertsekas, Dynamic Programming and Optimal Control, vol. 1, §4.1).
/// </summary>
public sealed class LinearQuadraticProblem
{
    readonly DenseMatrix _a, _b, _q, _r, _noise, _start;
    readonly double _discount;

    /// <summary>The problem; PW4080 where shapes do not fit, Q is not positive semidefinite, R not positive definite or γ outside (0, 1].</summary>
    /// <param name="a">A, n × n.</param>
    /// <param name="b">B, n × m.</param>
    /// <param name="q">Q, n × n, symmetric.</param>
    /// <param name="r">R, m × m, symmetric.</param>
    /// <param name="noise">G, n × any.</param>
    /// <param name="start">S, n × any.</param>
    /// <param name="discount">γ.</param>
    public LinearQuadraticProblem(double[,] a, double[,] b, double[,] q, double[,] r, double[,] noise, double[,] start, double discount = 1)
    {
        (_a, _b, _q, _r, _noise, _start, _discount) = (new(a), new(b), new(q), new(r), new(noise), new(start), discount);
        int n = _a.Rows, m = _b.Columns;
        if (n < 1 || m < 1 || _a.Columns != n || _b.Rows != n || _noise.Rows != n || _start.Rows != n || (_q.Rows, _q.Columns) != (n, n) || (_r.Rows, _r.Columns) != (m, m))
            throw Wrong("matrices whose shapes do not fit", "give A n × n, B n × m, Q n × n, R m × m, and noise and start with n rows");
        if (!_q.IsPositive(orZero: true) || !_r.IsPositive(orZero: false)) throw Wrong("a cost that is not convex", "give a symmetric Q with xᵀQx ≥ 0 and a symmetric R with uᵀRu > 0");
        if (!(discount is > 0 and <= 1)) throw Wrong($"a discount of {discount}", "give one in (0, 1]");
    }

    static PathwiseException Wrong(string what, string cure) => new("PW4080", $"a linear–quadratic problem of {what}", cure, Place.OfCaller());

    /// <summary>The best gains K₀, …, K_{T−1} over T steps and the mean cost they come to, tr P₀SSᵀ + Σ γᵗ⁺¹ tr Pₜ₊₁GGᵀ.</summary>
    public (IReadOnlyList<double[,]> Gains, double Cost) Optimal(int steps)
    {
        var gains = new double[steps][,];
        var (value, constant) = (DenseMatrix.Zero(_a.Rows, _a.Rows), 0.0);
        for (int t = steps - 1; t >= 0; t--)
        {
            var gain = BestGain(value);
            (value, constant) = (Before(value, gain), _discount * (constant + DenseMatrix.TraceOfProduct(value, Second(_noise))));
            gains[t] = gain.Values;
        }
        return (gains, DenseMatrix.TraceOfProduct(value, Second(_start)) + constant);
    }

    /// <summary>
    /// The best gain of the unending problem and its P, the limit of Pₜ, by the doubling of steps (Chu, Fan and Lin, Int. J. Control 77, 2004): it is quadratic in the number of iterations. PW4081 where no gain keeps the cost finite. Its
    /// mean cost is tr P SSᵀ + γ/(1 − γ) tr P GGᵀ; undiscounted, the cost of a step is tr P GGᵀ in the long run.
    /// </summary>
    public (double[,] Gain, double[,] Value) Stationary()
    {
        var identity = DenseMatrix.Identity(_a.Rows);
        DenseMatrix a = Math.Sqrt(_discount) * _a, g = _discount * (_b * DenseMatrix.Solve(_r, _b.Transposed)!.Value), h = _q;
        for (int doubling = 0; doubling < 64; doubling++)
        {
            var w = identity + g * h;
            if (DenseMatrix.Solve(w, a) is not { } next || DenseMatrix.Solve(w, g) is not { } control) break;
            var added = a.Transposed * (h * next);
            (a, g, h) = (a * next, g + a * control * a.Transposed, h + added);
            if (!double.IsFinite(h.Largest)) break;
            if (added.Largest > 1e-15 * h.Largest) continue;
            h = 0.5 * (h + h.Transposed);
            return (BestGain(h).Values, h.Values);
        }
        throw new PathwiseException("PW4081", "a linear–quadratic problem without a stationary optimum", "what grows and costs must be within reach of the control: see that (√γA, B) can be stabilised, or discount more", Place.OfCaller());
    }

    /// <summary>The mean cost over T steps of u = −Kx + Eη, η standard normal, E m × any (none: no exploration).</summary>
    public double Cost(double[,] gain, int steps, double[,]? exploration = null)
    {
        var k = Gain(gain);
        var (explored, moved) = Explored(exploration);
        var (value, constant) = (DenseMatrix.Zero(_a.Rows, _a.Rows), 0.0);
        for (int t = steps - 1; t >= 0; t--)
            (value, constant) = (Before(value, k), DenseMatrix.TraceOfProduct(_r, explored) + _discount * (constant + DenseMatrix.TraceOfProduct(value, Second(_noise) + moved)));
        return DenseMatrix.TraceOfProduct(value, Second(_start)) + constant;
    }

    /// <summary>
    /// The derivative of <see cref="Cost"/> in K: Σ γᵗ·2[(R + γBᵀPₜ₊₁B)K − γBᵀPₜ₊₁A]Σₜ, with Pₜ the value under K and Σₜ = E xₜxₜᵀ, which follows Lyapunov's recursion Σₜ₊₁ = (A − BK)Σₜ(A − BK)ᵀ + GGᵀ + BEEᵀBᵀ
    /// (Fazel, Ge, Kakade and Mesbahi, ICML 2018, lemma 1, here over finitely many steps).
    /// </summary>
    public double[,] CostGradient(double[,] gain, int steps, double[,]? exploration = null)
    {
        var k = Gain(gain);
        var (_, moved) = Explored(exploration);
        var values = new DenseMatrix[steps + 1];
        values[steps] = DenseMatrix.Zero(_a.Rows, _a.Rows);
        for (int t = steps - 1; t >= 0; t--) values[t] = Before(values[t + 1], k);
        var (closed, spread, total) = (_a - _b * k, Second(_start), DenseMatrix.Zero(k.Rows, k.Columns));
        for (int t = 0; t < steps; t++)
        {
            var bp = _discount * (_b.Transposed * values[t + 1]);
            total += 2 * Math.Pow(_discount, t) * (((_r + bp * _b) * k - bp * _a) * spread);
            spread = closed * spread * closed.Transposed + Second(_noise) + moved;
        }
        return total.Values;
    }

    DenseMatrix Gain(double[,] gain)
    {
        if (gain.GetLength(0) != _b.Columns || gain.GetLength(1) != _a.Rows) throw Wrong($"a gain of {gain.GetLength(0)} × {gain.GetLength(1)}", $"give one of {_b.Columns} × {_a.Rows}");
        return new(gain);
    }

    /// <summary>EEᵀ and BEEᵀBᵀ.</summary>
    (DenseMatrix Explored, DenseMatrix Moved) Explored(double[,]? exploration)
    {
        if (exploration is not null && exploration.GetLength(0) != _b.Columns) throw Wrong("exploration of another number of controls", $"give {_b.Columns} rows");
        var explored = exploration is null ? DenseMatrix.Zero(_b.Columns, _b.Columns) : Second(new(exploration));
        return (explored, _b * explored * _b.Transposed);
    }

    static DenseMatrix Second(DenseMatrix factor) => factor * factor.Transposed;

    /// <summary>γ(R + γBᵀPB)⁻¹BᵀPA.</summary>
    DenseMatrix BestGain(DenseMatrix value)
    {
        var bp = _discount * (_b.Transposed * value);
        return DenseMatrix.Solve(_r + bp * _b, bp * _a)!.Value;
    }

    /// <summary>Q + KᵀRK + γ(A − BK)ᵀP(A − BK).</summary>
    DenseMatrix Before(DenseMatrix value, DenseMatrix gain)
    {
        var closed = _a - _b * gain;
        return _q + gain.Transposed * _r * gain + _discount * (closed.Transposed * value * closed);
    }
}
