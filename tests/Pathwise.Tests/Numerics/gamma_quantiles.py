"""Golden values of gamma quantiles, from mpmath at 60 digits: python3 gamma_quantiles.py > gamma_quantiles.txt

Each line: a, u, then z = log x with P(a, x) = u and its derivatives in a, aa. The tails over the density are the series DLMF 8.7.1 and the continued fraction
DLMF 8.9.2; z is the root of the tail's logarithm, and derivatives are central differences of z, good to 20 digits.
"""
import mpmath as m

m.mp.dps = 60


def lower(a, x):
    """gamma(a, x) / (x^a e^-x)"""
    term = total = 1 / a
    n = 0
    while abs(term) > abs(total) * m.mpf(10) ** -58:
        n += 1
        term *= x / (a + n)
        total += term
    return total


def upper(a, x):
    """Gamma(a, x) / (x^a e^-x), by Lentz's method"""
    b = x + 1 - a
    c = m.mpf(10) ** 300
    d = 1 / b
    h = d
    n = 0
    while True:
        n += 1
        t = -n * (n - a)
        b += 2
        d = 1 / (t * d + b)
        c = b + t / c
        h *= c * d
        if abs(c * d - 1) < m.mpf(10) ** -58:
            return h


def log_density(a, z):
    return a * z - m.exp(z)


def quantile(a, u, start=None):
    s = m.log(a + 1)
    below, above = lower(a, m.exp(s)), upper(a, m.exp(s))
    total = below + above
    left = u < below / total
    mass = lower if left else upper
    target = m.log(u) if left else m.log1p(-u)
    sign = 1 if left else -1

    def excess(z):
        return m.log(mass(a, m.exp(z)) / total) + log_density(a, z) - log_density(a, s) - target

    z = start
    if z is None:
        low = high = s
        step = 1 / m.sqrt(a + 1)
        while excess(low) > 0:
            low -= sign * step
            step *= 2
        for _ in range(60):
            middle = (low + high) / 2
            if excess(middle) > 0:
                high = middle
            else:
                low = middle
        z = low
    for _ in range(200):
        step = sign * excess(z) * mass(a, m.exp(z))
        z -= step
        if abs(step) < m.mpf(10) ** -50 * (1 + abs(z)):
            return z
    raise ValueError((a, u))


def row(a, u):
    a, u = m.mpf(a), m.mpf(u)
    h = a * m.mpf(10) ** -14
    z = quantile(a, u)
    up, down = quantile(a + h, u, z), quantile(a - h, u, z)
    return [z, (up - down) / (2 * h), (up - 2 * z + down) / h ** 2]


if __name__ == "__main__":
    for a in [1e-3, 3e-3, 1e-2, 0.05, 0.1, 0.3, 0.5, 1, 1.7, 2, 4.5, 10, 35, 120, 300, 1000, 3e4, 1e5, 1e6]:
        for u in [2.0 ** -53, 1e-9, 1e-4, 0.02, 0.2, 0.4, 0.5, 0.6, 0.8, 0.93, 0.999, 1 - 1e-9, 1 - 2.0 ** -53]:
            print(repr(a), repr(u), *[m.nstr(v, 17) for v in row(a, u)], flush=True)
