"""The special functions' part of minimax.py."""
from mpmath import (mpf, exp, log, sin, cos, pi, sqrt, erf, erfc, euler, loggamma, digamma, tan, findroot, fabs, zeta, erfinv)
import mpmath

TINY = mpf(2) ** -90
K, K_QUANTILE = mpf(2), mpf('0.180625')
ROOT = findroot(digamma, mpf('1.4616321449683623'))


def even(g):
    return lambda z: g(sqrt(z if z > TINY else TINY))


def quantile(p):
    """Newton's iteration on log Φ from the tail's expansion, or erfinv near the middle."""
    if p > mpf('0.05'):
        return sqrt(mpf(2)) * erfinv(2 * p - 1)
    x = -sqrt(-2 * log(p))
    for _ in range(60):
        cdf = erfc(-x / sqrt(mpf(2))) / 2
        step = (log(cdf) - log(p)) * cdf * sqrt(2 * pi) * exp(x * x / 2)
        x -= step
        if fabs(step) < fabs(x) * mpf(2) ** -240:
            break
    return x


def add(spec):
    # erf x = x + x e(x²).
    f, w = even(lambda x: erf(x) / x - 1), even(lambda x: erf(x) / x)
    for m in (9, 10, 11):
        spec('erf', False, f, w, 0, 1, m)
    for m in (4, 5, 6):
        spec('erf', True, f, w, 0, 1, m)
    # erfc a = e^(−a²) g(t)/(a + k), t = (a − k)/(a + k).
    for k in (2, 3):
        k = mpf(k)
        g = lambda t, k=k: (lambda a: (a + k) * exp(a * a) * erfc(a))(k * (1 + t) / (1 - t))
        lo, hi = lambda a, k=k: (a - k) / (a + k), 0
        for m in (20, 21, 22):
            spec(f'erfc{int(k)}', False, g, g, lo(0), lo(mpf('27.5')), m)
        for m in (8, 9, 10):
            spec(f'erfc{int(k)}', True, g, g, lo(0), lo(mpf('10.2')), m)
        # The same where 1 − erfc is wanted: relative to 1, from 1 to 6 (4).
        weight = lambda t, k=k: (lambda a: (a + k) * exp(a * a))(k * (1 + t) / (1 - t))
        for m in (11, 13, 15):
            spec(f'erfm{int(k)}', False, g, weight, lo(1), lo(6), m)
        for m in (4, 5, 6):
            spec(f'erfm{int(k)}', True, g, weight, lo(1), lo(4), m)
    # The normal quantile: q f(0.180625 − q²) with q = p − ½ for |q| ≤ 0.425 …
    f = lambda u: (lambda q: quantile(mpf(1) / 2 + q) / q)(sqrt(max(K_QUANTILE - u, TINY)))
    for m, n in ((7, 6), (7, 7)):
        spec('quantile', False, f, f, 0, K_QUANTILE, m, n)
    for m, n in ((2, 2), (3, 2), (3, 3)):
        spec('quantile', True, f, f, 0, K_QUANTILE, m, n)
    # … and −Φ⁻¹ as a function of √(−log p) in the tail.
    f = lambda r: -quantile(exp(-r * r))
    low = sqrt(-log(mpf('0.075')))
    for m, n in ((9, 8), (10, 9)):
        spec('quantiletail', False, f, f, low, mpf('27.3'), m, n)
    for m, n in ((3, 2), (4, 3), (5, 4)):
        spec('quantiletail', True, f, f, low, mpf('10.2'), m, n)
    # log Γ(v) = (v − 1)(v − 2) f(v).
    def f(v):
        for root, other in ((1, -1), (2, 1)):
            if fabs(v - root) < mpf(2) ** -60:
                return digamma(mpf(root)) * other
        return loggamma(v) / ((v - 1) * (v - 2))
    for m, n in ((9, 9), (10, 10), (11, 10)):
        spec('lgamma', False, f, f, 0.5, 8, m, n)
    for m, n in ((4, 4), (5, 4), (5, 5)):
        spec('lgamma', True, f, f, 0.5, 8, m, n)
    # log Γ(x) = (x − ½) log x − x + ½ log 2π + f(1/x²)/x.
    f = even(lambda s: (loggamma(1 / s) - (1 / s - mpf(1) / 2) * log(1 / s) + 1 / s - log(2 * pi) / 2) / s if s > mpf(2) ** -20 else mpf(1) / 12 - s * s / 360 + s ** 4 / 1260)
    for m in (4, 5, 6):
        spec('stirling', False, f, lambda s: mpf(1) * 8, 0, mpf(1) / 64, m)
    for m in (1, 2):
        spec('stirling', True, f, lambda s: mpf(1) * 8, 0, mpf(1) / 64, m)
    # ψ(v) = (v − x₀) f(v).
    f = lambda v: digamma(v) / (v - ROOT) if fabs(v - ROOT) > mpf(2) ** -60 else mpmath.polygamma(1, ROOT)
    for m, n in ((8, 8), (9, 9), (10, 10)):
        spec('digamma', False, f, f, 0.5, 8, m, n)
    for m, n in ((4, 4), (5, 4)):
        spec('digamma', True, f, f, 0.5, 8, m, n)
    # ψ(x) = log x − 1/(2x) − f(1/x²)/x².
    f = even(lambda s: (log(1 / s) - s / 2 - digamma(1 / s)) / s ** 2 if s > mpf(2) ** -20 else mpf(1) / 12 - s * s / 120 + s ** 4 / 252)
    for m in (5, 6, 7):
        spec('digammatail', False, f, lambda s: mpf(64) * 2, 0, mpf(1) / 64, m)
    for m in (1, 2):
        spec('digammatail', True, f, lambda s: mpf(64) * 2, 0, mpf(1) / 64, m)
    # π cot πr = (1 − 4r²) f(r²)/(r (1 − r²)).
    f = even(lambda r: pi * r / tan(pi * r) / (1 - 4 * r * r) * (1 - r * r) if fabs(r - 0.5) > 1e-25 else pi ** 2 / 8 * mpf(3) / 4)
    for m in (8, 9):
        spec('cot', False, f, f, 0, 0.25, m)
    for m in (3, 4):
        spec('cot', True, f, f, 0, 0.25, m)
    # sin πr/π = r + r³ f(r²).
    f = even(lambda r: (sin(pi * r) / pi - r) / r ** 3)
    w = even(lambda r: sin(pi * r) / pi / r ** 3)
    for m in (6, 7):
        spec('sinpi', False, f, w, 0, 0.25, m)
    for m in (2, 3):
        spec('sinpi', True, f, w, 0, 0.25, m)
