"""Golden values of the special functions, from mpmath at 50 digits: python3 special_functions.py > special_functions.txt

Each line: function, x (an exact double), f(x) to 20 digits, |x f'(x)| to 6 (how far a relative error of x moves f).
"""
import mpmath as m

m.mp.dps = 60
below = [-1e-300, -1e-9, -0.1, -0.49999, -0.5040830082644554, -0.75, -0.999999, -1.25, -1.573498473162390, -2.457024738220801,
         -2.5, -2.747682646727413, -3.999, -7.3, -20.01, -1234.5678]
above = [1e-300, 1e-20, 1e-9, 0.001, 0.1, 0.3, 0.5, 0.75, 0.999, 0.99999999, 1.0000001, 1.2, 1.4616321449683623, 1.46163214, 1.4616, 1.4, 1.5,
         1.75, 1.999, 2.0000001, 2.2, 2.5, 2.6, 3.7, 5, 7.9, 8.1, 14.5, 15, 16.3, 40, 1e3, 1e6, 1e10, 1e100]
line = [-700, -100, -37.5, -36.7, -20, -5, -1.5, -1, -0.75, -0.5, -0.3, -0.1, -1e-5, -1e-9, -1e-16, -1e-300,
        1e-300, 1e-16, 1e-9, 1e-5, 0.1, 0.3, 0.5, 0.7, 0.9, 1, 1.5, 2, 3, 5, 20, 36.7, 37.5, 100, 700]
bell = [-38.4, -37, -30, -25, -12.3, -8, -5, -3.3, -2.1, -2, -1.9, -1.2, -1.0001, -0.9999, -0.8, -0.5, -0.49, -0.3, -0.1, -1e-5, -1e-12, -1e-300,
        1e-300, 1e-12, 1e-5, 0.1, 0.3, 0.49, 0.5, 0.51, 0.8, 0.9999, 1.0001, 1.2, 1.9, 2, 2.1, 3.3, 5, 8, 12.3, 25, 26.5]
functions = {
    'expm1': (m.expm1, line),
    'log1p': (m.log1p, [-0.9999999999, -0.99, -0.7] + [x for x in line if x > -0.7] + [1e10, 1e300]),
    'sigmoid': (lambda x: 1 / (1 + m.exp(-x)), line),
    'softplus': (lambda x: m.log1p(m.exp(x)), line),
    'erf': (m.erf, bell),
    'erfc': (m.erfc, bell),
    'normal_cdf': (lambda x: m.erfc(-x / m.sqrt(2)) / 2, bell),
    'normal_quantile': (None, [5e-324, 1e-310, 1e-300, 1e-200, 1e-100, 1e-50, 1e-20, 1e-10, 1e-6, 1e-4, 0.001, 0.01, 0.05, 0.1, 0.15, 0.1999, 0.2001,
                               0.25, 0.3, 0.35, 0.4, 0.45, 0.49, 0.499, 0.4999999, 0.49999999999, 0.4999999999999999, 0.5000000000000001,
                               0.50000000001, 0.5000001, 0.501, 0.6, 0.7, 0.75, 0.79, 0.81, 0.9, 0.99, 0.999, 0.999999, 0.9999999999999999]),
    'lgamma': (lambda x: m.re(m.loggamma(x)), below + above),
    'digamma': (m.digamma, below + above),
    'polygamma1': (lambda x: m.polygamma(1, x), below[2:] + above[3:]),
    'polygamma2': (lambda x: m.polygamma(2, x), below[2:] + above[3:]),
    'polygamma3': (lambda x: m.polygamma(3, x), below[2:] + above[3:-1]),
    'polygamma4': (lambda x: m.polygamma(4, x), below[2:] + above[3:-1]),
}


def quantile(p):
    """The root of Φ(x) = p by Newton's iteration on log Φ for the smaller tail, at full precision."""
    if p > 0.5:
        return -quantile(1 - p)
    x = -m.sqrt(max(0, -2 * m.log(2 * p)))
    for _ in range(200):
        cdf = m.erfc(-x / m.sqrt(2)) / 2
        step = (m.log(cdf) - m.log(p)) * cdf * m.sqrt(2 * m.pi) * m.exp(x * x / 2)
        x -= step
        if abs(step) < m.mpf(10) ** -50 * abs(x):
            break
    return x


for name, (f, points) in functions.items():
    for point in points:
        x = m.mpf(float(point))
        if name == 'normal_quantile':
            y, slope = quantile(x), 0
        else:
            y = f(x)
            slope = m.diff(f, x, h=abs(x) * m.mpf(10) ** -25) if x < 0 and name in ('lgamma', 'digamma') or name.startswith('polygamma') and x < 0 else 0
        print(name, repr(float(point)), m.nstr(y, 20), m.nstr(abs(x * slope), 6))
