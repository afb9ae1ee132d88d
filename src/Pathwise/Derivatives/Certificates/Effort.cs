namespace Pathwise.Derivatives;

/// <summary>What the proofs of a certificate may cost, in terms of polynomials. What is unproved when it is spent counts as a jump, which is safe; it is a count and no time, so that a certificate is always the same.</summary>
internal sealed class Effort
{
    long _left = 100_000;

    public bool IsSpent => _left <= 0;

    public void Spend(long terms) => _left -= terms;
}
