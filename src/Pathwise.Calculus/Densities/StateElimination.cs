namespace Pathwise.Calculus;

/// <summary>
/// diag(s) − cQ for the rates Q of a chain on a line or a circle, factored by eliminating state after state: whatever flows into the state eliminated flows on to where it would have gone. The diagonal is never
/// formed: s and the flows stay positive sums of positive numbers, so nothing cancels, and solutions for nonnegative right-hand sides are exact to rounding entry by entry and keep their mass, however long the step
/// (Grassmann, Taksar and Heyman, Operations Research 33, 1985; Alfa, Xue and Ye, Math. Comp. 71, 2002).
/// </summary>
internal sealed class StateElimination
{
    /// <summary>Of each state when it is eliminated: its diagonal, the flows on to the next and to the last state, and into it from the next and from the last.</summary>
    readonly double[] _diagonal, _toNext, _toLast, _fromNext, _fromLast;
    readonly bool _periodic;

    /// <param name="rates">Q.</param>
    /// <param name="excess">s: what each column sums to besides its exits.</param>
    /// <param name="c">The factor of Q.</param>
    /// <param name="periodic">Whether the first and the last state are neighbours.</param>
    public StateElimination(Rates rates, double[] excess, double c, bool periodic)
    {
        int n = excess.Length, last = n - 1;
        _periodic = periodic;
        _diagonal = new double[n];
        (_toNext, _toLast, _fromNext, _fromLast) = (new double[n], new double[n], new double[n], new double[n]);
        double[] s = [.. excess];
        s[0] += c * rates.ExitLower;
        s[last] += c * rates.ExitUpper;
        if (periodic) (_toLast[0], _fromLast[0]) = (c * rates.Down[0], c * rates.Up[last]);
        for (int i = 0; i < last; i++)
        {
            _toNext[i] = c * rates.Up[i];
            _fromNext[i] = c * rates.Down[i + 1];
            if (i + 1 == last)
            {
                _toNext[i] += _toLast[i];
                _fromNext[i] += _fromLast[i];
                _toLast[i] = _fromLast[i] = 0;
            }
            double d = _diagonal[i] = s[i] + _toNext[i] + _toLast[i];
            // A state without mass and without ways out: nothing flows from it.
            double share = d == 0 ? 0 : s[i] / d;
            s[i + 1] += _fromNext[i] * share;
            if (!periodic || i + 1 == last) continue;
            s[last] += _fromLast[i] * share;
            _toLast[i + 1] = _fromNext[i] * (_toLast[i] / d);
            _fromLast[i + 1] = _fromLast[i] * (_toNext[i] / d);
        }
        _diagonal[last] = s[last];
    }

    /// <summary>Solves for a right-hand side, in place.</summary>
    public void Solve(double[] f)
    {
        int last = f.Length - 1;
        for (int i = 0; i < last; i++)
        {
            double share = f[i] / _diagonal[i];
            f[i + 1] += _toNext[i] * share;
            if (_periodic) f[last] += _toLast[i] * share;
        }
        f[last] /= _diagonal[last];
        Substitute(f);
    }

    /// <summary>Solves the transposed equations, in place.</summary>
    public void SolveTransposed(double[] g)
    {
        int last = g.Length - 1;
        for (int i = 0; i < last; i++)
        {
            double share = g[i] / _diagonal[i];
            g[i + 1] += _fromNext[i] * share;
            if (_periodic) g[last] += _fromLast[i] * share;
        }
        g[last] /= _diagonal[last];
        for (int i = last - 1; i >= 0; i--) g[i] = (g[i] + _toNext[i] * g[i + 1] + _toLast[i] * g[last]) / _diagonal[i];
    }

    /// <summary>For s = 0: the masses, up to a factor, that Q keeps.</summary>
    public double[] NullVector()
    {
        var m = new double[_diagonal.Length];
        m[^1] = 1;
        Substitute(m);
        return m;
    }

    /// <summary>For s = 0 and a right-hand side that sums to 0: the solution whose last entry is 0, in place.</summary>
    public void SolveSingular(double[] f)
    {
        int last = f.Length - 1;
        for (int i = 0; i < last - 1; i++)
        {
            f[i + 1] += _toNext[i] * (f[i] / _diagonal[i]);
        }
        f[last] = 0;
        Substitute(f);
    }

    void Substitute(double[] f)
    {
        int last = f.Length - 1;
        for (int i = last - 1; i >= 0; i--) f[i] = (f[i] + _fromNext[i] * f[i + 1] + _fromLast[i] * f[last]) / _diagonal[i];
    }
}
