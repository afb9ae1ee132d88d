using System.Globalization;
using System.Text;

namespace Pathwise.Derivatives;

/// <summary>
/// A polynomial over atoms (values that are not sums or products), in expanded form: two expressions that are equal by the rules of
/// arithmetic have equal polynomials. Used to prove that the two sides of a branch agree.
/// </summary>
internal sealed class Polynomial
{
    /// <summary>Larger polynomials are given up on: an unproved agreement is a jump, which is safe.</summary>
    const int MaximumTerms = 1000;

    readonly SortedDictionary<string, double> _terms = new(StringComparer.Ordinal);

    public static Polynomial Of(double value)
    {
        var polynomial = new Polynomial();
        polynomial.AddTerm("", value);
        return polynomial;
    }

    /// <summary>An atom is known by a number; a monomial is the sorted list of its atoms.</summary>
    public static Polynomial Atom(int atom)
    {
        var polynomial = new Polynomial();
        polynomial.AddTerm(atom.ToString("D6", CultureInfo.InvariantCulture) + " ", 1);
        return polynomial;
    }

    void AddTerm(string monomial, double coefficient)
    {
        double before = _terms.GetValueOrDefault(monomial), sum = before + coefficient;
        // What remains of equal terms of opposite sign is rounding.
        if (Math.Abs(sum) <= 1e-12 * Math.Max(Math.Abs(before), Math.Abs(coefficient))) _terms.Remove(monomial);
        else _terms[monomial] = sum;
    }

    public int Terms => _terms.Count;

    public bool IsZero => _terms.Count == 0;

    public double? Constant => _terms.Count == 0 ? 0 : _terms.Count == 1 && _terms.TryGetValue("", out double c) ? c : null;

    public Polynomial Plus(Polynomial other, double factor = 1)
    {
        var sum = new Polynomial();
        foreach (var (monomial, c) in _terms) sum._terms[monomial] = c;
        foreach (var (monomial, c) in other._terms) sum.AddTerm(monomial, factor * c);
        return sum;
    }

    public Polynomial? Times(Polynomial other)
    {
        if ((long)_terms.Count * other._terms.Count > MaximumTerms) return null;
        var product = new Polynomial();
        foreach (var (a, c) in _terms)
            foreach (var (b, d) in other._terms)
                product.AddTerm(string.Concat(a.Chunk(7).Concat(b.Chunk(7)).Select(atom => new string(atom)).Order(StringComparer.Ordinal)), c * d);
        return product;
    }

    /// <summary>Whether this vanishes where <paramref name="divisor"/> does, as division with remainder 0 shows.</summary>
    public bool IsMultipleOf(Polynomial divisor)
    {
        if (IsZero) return true;
        if (divisor.IsZero || divisor.Constant is not null) return false;
        var leading = divisor._terms.OrderBy(term => term.Key.Length).ThenBy(term => term.Key, StringComparer.Ordinal).Last();
        var rest = this;
        for (int round = 0; round < 100 && !rest.IsZero; round++)
        {
            if (rest._terms.FirstOrDefault(term => Quotient(term.Key, leading.Key) is not null) is not { Key: not null } term) return false;
            var factor = new Polynomial();
            factor.AddTerm(Quotient(term.Key, leading.Key)!, term.Value / leading.Value);
            if (factor.Times(divisor) is not { } product) return false;
            rest = rest.Plus(product, -1);
        }
        return rest.IsZero;
    }

    /// <summary>The monomial that gives one monomial when multiplied by another; null if there is none.</summary>
    static string? Quotient(string monomial, string divisor)
    {
        foreach (var atom in divisor.Chunk(7))
        {
            int at = monomial.IndexOf(new string(atom), StringComparison.Ordinal);
            if (at < 0) return null;
            monomial = monomial.Remove(at, 7);
        }
        return monomial;
    }

    /// <summary>For each atom that appears once, linearly and alone: what it equals where this polynomial is zero.</summary>
    public IEnumerable<(int Atom, Polynomial Value)> Solve()
    {
        foreach (var (monomial, coefficient) in _terms)
        {
            if (monomial.Length != 7 || _terms.Keys.Any(key => key != monomial && key.Contains(monomial, StringComparison.Ordinal))) continue;
            var rest = new Polynomial();
            foreach (var (key, c) in _terms) if (key != monomial) rest.AddTerm(key, -c / coefficient);
            yield return (int.Parse(monomial, CultureInfo.InvariantCulture), rest);
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (monomial, c) in _terms) text.Append(CultureInfo.InvariantCulture, $"{c:R}*{monomial}+");
        return text.ToString();
    }
}
