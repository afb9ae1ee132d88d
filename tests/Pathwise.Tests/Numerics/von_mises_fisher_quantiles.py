"""Golden values of von Mises and Fisher's quantiles, from mpmath at 40 digits: python3 von_mises_fisher_quantiles.py > von_mises_fisher_quantiles.txt

Each line: d, kappa, u, then the logit z = log((1 + w)/(1 - w)) of the quantile w and its first and second derivatives in kappa. The distribution function is
integrated in the angle; z is its root, and derivatives are central differences of z, good to 20 digits.
"""
import mpmath as m

m.mp.dps = 40


def integral(d, k, end):
    """The logarithm of the integral of sin^(d - 2)(t) e^(k cos t) over [0, end]; k may be negative."""
    log = lambda t: (d - 2) * m.log(m.sin(t)) + k * m.cos(t) if d > 2 else k * m.cos(t)
    mode = m.acos(2 * k / (d - 2 + m.sqrt((d - 2) ** 2 + 4 * k * k))) if d > 2 else m.mpf(0) if k > 0 else m.pi
    top = min(mode, end)
    peak = log(top)
    scale = min(end, 1 / m.sqrt(abs(k) + d) if mode < end else 1 / max(1, abs(-k * m.sin(top) + (d - 2) * m.cot(top)), m.sqrt(abs(k) + d)))
    points = {m.mpf(0), end, top}
    for i in range(12):
        for side in (-1, 1):
            t = top + side * scale * m.mpf(2) ** (i - 2)
            if 0 < t < end and abs(log(t) - peak) < 150:
                points.add(t)
    return m.log(m.quad(lambda t: m.exp(log(t) - peak) if t > 0 else m.mpf(0), sorted(points))) + peak


def logs(d, k, z):
    """The logarithms of the probabilities of smaller and of greater w, and that of the density of z, without the common factor."""
    sine = 1 / m.cosh(z / 2)
    return integral(d, -k, 2 * m.atan(m.exp(z / 2))), integral(d, k, 2 * m.atan(m.exp(-z / 2))), (d - 1) * m.log(sine) + k * m.tanh(z / 2) - m.log(2)


def quantile(d, k, u, start):
    z = start
    logit = m.log(u) - m.log1p(-u)
    for _ in range(400):
        a, b, f = logs(d, k, z)
        # Newton's iteration on the logit of the probability.
        slope = m.exp(f - a) + m.exp(f - b)
        step = (a - b - logit) / slope
        limit = 2 / (m.exp(f - min(a, b)))
        z -= max(-limit, min(limit, step))
        if abs(step) < m.mpf(10) ** -34 * (1 + abs(z)):
            return z
    raise ValueError((d, k, u))


def row(d, k, u):
    k, u = m.mpf(k), m.mpf(u)
    split = 2 * m.asinh(k / m.sqrt((d - 1) * (d - 1 + m.sqrt((d - 1) ** 2 + 4 * k * k)) / 2))
    z0 = quantile(d, k, u, split)
    if d == 3:
        t = -m.log(u + (1 - u) * m.exp(-2 * k)) / k
        assert abs(m.log((2 - t) / t) - z0) < 1e-15, (k, u)  # 2 - t has lost digits
    h = k * m.mpf(10) ** -9
    up, down = quantile(d, k + h, u, z0), quantile(d, k - h, u, z0)
    return [z0, (up - down) / (2 * h), (up - 2 * z0 + down) / h ** 2]


if __name__ == "__main__":
    for d in [2, 3, 4, 60]:
        for k in [1e-3, 0.3, 2, 25, 1000, 1e5]:
            for u in [2.0 ** -53, 1e-5, 0.03, 0.4, 0.7, 0.98, 1 - 2.0 ** -53]:
                print(d, repr(k), repr(u), *[m.nstr(v, 17) for v in row(d, k, u)], flush=True)
