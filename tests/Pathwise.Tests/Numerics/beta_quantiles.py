"""Golden values of beta quantiles, from mpmath at 50 digits: python3 beta_quantiles.py > beta_quantiles.txt

Each line: a, b, u, then the logit z of the quantile and its derivatives in a, b, aa, ab, bb. The distribution function over the density is the continued
fraction DLMF 8.17.22 (checked against mpmath's betainc); z is the root of its logarithm, and derivatives are central differences of z, good to 20 digits.
"""
import mpmath as m

m.mp.dps = 50


def mass(a, b, z):
    x = 1 / (1 + m.exp(-z))
    f, c, d, k = m.mpf(1), m.mpf(1), m.mpf(0), 0
    while True:
        k += 1
        n = k // 2
        t = n * (b - n) * x / ((a + 2 * n - 1) * (a + 2 * n)) if k % 2 == 0 else -(a + n) * (a + b + n) * x / ((a + 2 * n) * (a + 2 * n + 1))
        d = 1 / (1 + t * d)
        c = 1 + t / c
        f *= c * d
        if abs(c * d - 1) < m.mpf(10) ** -49:
            return 1 / (a * f)


def density(a, b, z):
    """The logarithm of the density in z, up to a constant."""
    return -a * m.log1p(m.exp(-z)) - b * m.log1p(m.exp(z))


def left(a, b, z, total, split):
    return m.log(mass(a, b, z) / total) + density(a, b, z) - density(a, b, split)


def quantile(a, b, u, start=None):
    s = m.log((a + 1) / (b + 1))
    l = mass(a, b, s)
    total = l + mass(b, a, -s)
    if u >= l / total:
        return -solve(b, a, m.log1p(-u), total, -s, None if start is None else -start)
    return solve(a, b, m.log(u), total, s, start)


def solve(a, b, log, total, s, start):
    """Newton's iteration on a concave function from its left never overshoots."""
    z = start
    if z is None:
        z = s
        while left(a, b, z, total, s) > log:
            z -= max(1 / a, abs(z) / 2) if z < s - 3 / a else 3 * mass(a, b, s)
    for _ in range(200):
        step = (left(a, b, z, total, s) - log) * mass(a, b, z)
        z -= step
        if abs(step) < m.mpf(10) ** -42 * (1 + abs(z)):
            return z
    raise ValueError((a, b, log))


def row(a, b, u):
    a, b, u = m.mpf(a), m.mpf(b), m.mpf(u)
    h = m.mpf(10) ** -12
    z0 = quantile(a, b, u)
    if max(a, b) < 1e4 and m.exp(density(a, b, z0)) > 1e-290 and -600 < z0 < 600:
        x, y = 1 / (1 + m.exp(-z0)), 1 / (1 + m.exp(z0))
        error = m.betainc(a, b, 0, x, regularized=True) / u - 1 if z0 < 0 else m.betainc(b, a, 0, y, regularized=True) / (1 - u) - 1
        assert abs(error) < 1e-25, (a, b, u, error)
    at = {(i, j): quantile(a * (1 + i * h), b * (1 + j * h), u, z0) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)}
    at[0, 0] = z0
    ha, hb = a * h, b * h
    return [z0, (at[1, 0] - at[-1, 0]) / (2 * ha), (at[0, 1] - at[0, -1]) / (2 * hb), (at[1, 0] - 2 * z0 + at[-1, 0]) / ha ** 2,
            (at[1, 1] - at[1, -1] - at[-1, 1] + at[-1, -1]) / (4 * ha * hb), (at[0, 1] - 2 * z0 + at[0, -1]) / hb ** 2]


if __name__ == "__main__":
    shapes = [1e-3, 1e-2, 0.3, 1, 4.5, 300, 1e5, 1e6]
    for a in shapes:
        for b in shapes:
            for u in [2.0 ** -53, 1e-9, 0.02, 0.4, 0.5, 0.93, 1 - 2.0 ** -53]:
                print(repr(a), repr(b), repr(u), *[m.nstr(v, 17) for v in row(a, b, u)], flush=True)
