"""Coefficients of the lowered functions: minimax polynomials and rationals by Remez's second algorithm, in 500-bit arithmetic.

Needs mpmath. `python3 minimax.py` prints all; `python3 minimax.py sin log` those whose names start so. Each line gives the greatest weighted error as a power
of two, before and after the coefficients are rounded to the target's precision.
"""
import sys
import struct
from mpmath import (mp, mpf, matrix, lu_solve, exp, expm1, log, sin, cos, sinh, cosh, tanh, tan, atan, asin, atanh, sqrt, erf, erfc, pi, euler,
                    loggamma, digamma, erfinv, findroot, fabs, sign, log as ln, taylor)

mp.prec = 500


def evaluate(p, q, x):
    top = mpf(0)
    for c in reversed(p):
        top = top * x + c
    if len(q) == 1:
        return top
    bottom = mpf(0)
    for c in reversed(q):
        bottom = bottom * x + c
    return top / bottom


def solve(f, w, xs, m, n):
    """
    P/Q of degrees m, n, Q(0) = 1, whose weighted error at the points xs alternates with equal size E. With Q this is an eigenvalue problem in 1/E,
    (P, −fQ) v = E (0, ±wQ) v, of whose solutions the one without a pole between the points is wanted.
    """
    size = m + n + 2
    a, b = matrix(size, size), matrix(size, size)
    for i, x in enumerate(xs):
        s = w(x) * (1 if i % 2 == 0 else -1)
        for j in range(m + 1):
            a[i, j] = x ** j
        for j in range(n + 1):
            a[i, m + 1 + j] = -f(x) * x ** j
            b[i, m + 1 + j] = s * x ** j
    if n == 0:
        c = lu_solve(matrix([[a[i, j] if j <= m else -b[i, m + 1] for j in range(size)] for i in range(size)]),
                     matrix([-a[i, m + 1] for i in range(size)]))
        return [c[j] for j in range(m + 1)], [mpf(1)], c[m + 1]
    # Only the last n + 1 columns of a⁻¹b are not zero, so its eigenvalues are those of the square block at its end.
    inverse = matrix(size, n + 1)
    for j in range(n + 1):
        column = lu_solve(a, b[:, m + 1 + j])
        for i in range(size):
            inverse[i, j] = column[i]
    block = matrix([[inverse[m + 1 + i, j] for j in range(n + 1)] for i in range(n + 1)])
    values, vectors = mp.eig(block)
    best = None
    for k, value in enumerate(values):
        if fabs(value.imag) > fabs(value) * mpf(2) ** -60 or value == 0:
            continue
        q = [vectors[j, k].real / vectors[0, k].real for j in range(n + 1)]
        if all(evaluate(q, [1], x) > 0 for x in xs):
            level = 1 / value.real
            if best is None or fabs(level) < fabs(best[2]):
                p = [sum(inverse[i, j] * q[j] for j in range(n + 1)) * level for i in range(m + 1)]
                best = (p, q, level)
    if best is None:
        raise ArithmeticError('every solution has a pole')
    return best


def remez(f, w, lo, hi, m, n=0, rounds=40):
    """Starts from Chebyshev points of ever stronger pull to the left end, where functions right of 0 vary most, until no pole appears."""
    for pull in ([0] if n == 0 else [1, 0, 2, 1.5, 0.5, 3]):
        try:
            return exchange(f, w, mpf(lo), mpf(hi), m, n, rounds, pull)
        except ArithmeticError as e:
            print('  ', e)
    raise ArithmeticError('no start is good')


def exchange(f, w, lo, hi, m, n, rounds, pull):
    known = {}

    def value(x):
        if x not in known:
            known[x] = (f(x), w(x))
        return known[x]

    def spread(t):
        t = (1 - t) / 2
        return lo + (hi - lo) * (expm1(pull * 2 * t) / expm1(mpf(pull) * 2) if pull else t)

    count = m + n + 2
    # Skewed a little, so that no point falls on 0, where some weights have a pole.
    xs = [spread(cos(pi * (i + mpf('0.013') * i * (count - 1 - i)) / (count - 1))) for i in range(count)]
    grid = [spread(cos(pi * i / (24 * count))) for i in range(24 * count + 1)]
    for _ in range(rounds):
        p, q, level = solve(lambda x: value(x)[0], lambda x: value(x)[1], xs, m, n)

        def error(x):
            fx, wx = value(x)
            return (evaluate(p, q, x) - fx) / wx

        errors = [error(x) for x in grid]
        # The extremum of each run of one sign, refined by a parabola.
        runs, start = [], 0
        for i in range(1, len(grid) + 1):
            if i == len(grid) or sign(errors[i]) != sign(errors[start]):
                k = max(range(start, i), key=lambda j: fabs(errors[j]))
                x, e = grid[k], errors[k]
                if 0 < k < len(grid) - 1:
                    x0, x1, x2, y0, y1, y2 = grid[k - 1], grid[k], grid[k + 1], errors[k - 1], errors[k], errors[k + 1]
                    d = (x1 - x0) * (y1 - y2) - (x1 - x2) * (y1 - y0)
                    if d != 0:
                        t = x1 - ((x1 - x0) ** 2 * (y1 - y2) - (x1 - x2) ** 2 * (y1 - y0)) / d / 2
                        if x0 < t < x2 and fabs(error(t)) > fabs(e):
                            x, e = t, error(t)
                runs.append((x, e))
                start = i
        while len(runs) > count:
            runs.pop(0 if fabs(runs[0][1]) < fabs(runs[-1][1]) else -1)
        if len(runs) < count:
            print(f'only {len(runs)} of {count} alternations')
            break
        worst = max(fabs(e) for _, e in runs)
        xs = [x for x, _ in runs]
        if worst < fabs(level) * mpf('1.002'):
            break
    return p, q, max(fabs(e) for e in errors), error, grid


def rounded(c, single):
    return mpf(struct.unpack('f', struct.pack('f', float(c)))[0] if single else float(c))


def text(c, single):
    if not single:
        return repr(float(c))
    c = float(rounded(c, True))
    for digits in range(6, 12):
        s = f'{c:.{digits}g}'
        if struct.pack('f', float(s)) == struct.pack('f', c):
            return s
    return repr(c)


def show(name, single, f, w, lo, hi, m, n=0):
    p, q, worst, _, grid = remez(f, w, lo, hi, m, n)
    p2, q2 = [rounded(c, single) for c in p], [rounded(c, single) for c in q]
    after = max(fabs((evaluate(p2, q2, x) - f(x)) / w(x)) for x in grid)
    print(f'{name} {"f32" if single else "f64"} ({m}, {n}): 2^{float(ln(worst, 2)):.1f}, rounded 2^{float(ln(after, 2)):.1f}')
    print('   ', ', '.join(text(c, single) for c in p))
    if n:
        print('    over', ', '.join(text(c, single) for c in q))
    sys.stdout.flush()


TINY = mpf(2) ** -90


def even(g, order):
    """g as a function of z = x², continued to z = 0 by a value nearby (g is smooth)."""
    return lambda z: g(sqrt(max(z, TINY)))


def positive(g):
    return lambda x: g(x if fabs(x) > TINY else TINY)


HALF_LOG_TWO = log(2) / 2 * mpf('1.0001')
ROOT_DIGAMMA = findroot(digamma, mpf('1.4616'))
SPECS = {}


def spec(name, single, f, w, lo, hi, m, n=0):
    SPECS.setdefault(name, []).append((single, f, w, lo, hi, m, n))


# e^r = 1 + r + r² s(r), relative to e^r − 1.
f = positive(lambda r: (expm1(r) - r) / r ** 2)
# A pole of the weight inside the interval unsettles the exchange, so it is flattened near 0.
w = lambda r: (expm1(r) / r if fabs(r) > TINY else 1) / sqrt(r * r + mpf('0.01'))
spec('exp', False, f, w, -HALF_LOG_TWO, HALF_LOG_TWO, 9)
spec('exp', True, f, w, -HALF_LOG_TWO, HALF_LOG_TWO, 4)
spec('exp', True, f, w, -HALF_LOG_TWO, HALF_LOG_TWO, 3)
# the same relative to e^r
w = lambda r: exp(r) / (r * r + mpf('0.01'))
spec('expr', False, f, w, -HALF_LOG_TWO, HALF_LOG_TWO, 8)
spec('expr', False, f, w, -HALF_LOG_TWO, HALF_LOG_TWO, 9)
spec('expr', True, f, w, -HALF_LOG_TWO, HALF_LOG_TWO, 3)
spec('expr', True, f, w, -HALF_LOG_TWO, HALF_LOG_TWO, 4)
spec('expd', False, f, w, -2 * HALF_LOG_TWO, 2 * HALF_LOG_TWO, 11)
spec('expd', False, f, w, -2 * HALF_LOG_TWO, 2 * HALF_LOG_TWO, 12)
spec('expd', True, f, w, -2 * HALF_LOG_TWO, 2 * HALF_LOG_TWO, 5)
spec('expd', True, f, w, -2 * HALF_LOG_TWO, 2 * HALF_LOG_TWO, 6)

# 2 artanh s = 2 s + s z p(z).
f = even(lambda s: (2 * atanh(s) / s - 2) / s ** 2, 0)
w = even(lambda s: 2 * atanh(s) / s / s ** 2, 0)
TOP = (sqrt(2) - 1) ** 2 / (sqrt(2) + 1) ** 2 * mpf('1.0001')
spec('log', False, f, w, 0, TOP, 6)
spec('log', False, f, w, 0, TOP, 5)
# log(1 + f) = f − f²/2 + f³ p(f).
f = lambda x: (log(1 + x) - x + x * x / 2) / x ** 3 if fabs(x) > TINY else mpf(1) / 3
w = lambda x: (log(1 + x) / x if fabs(x) > TINY else 1) / (x * x + mpf('0.01'))
for m in (6, 7):
    spec('log', True, f, w, sqrt(mpf(0.5)) - 1 - mpf(2) ** -22, sqrt(mpf(2)) - 1 + mpf(2) ** -22, m)

# sine and cosine of the reduced angle.
fs, ws = even(lambda r: (sin(r) - r) / r ** 3, 0), even(lambda r: sin(r) / r ** 3, 0)
fc, wc = even(lambda r: (cos(r) - 1) / r ** 2, 0), even(lambda r: cos(r) / r ** 2, 0)
fc2, wc2 = even(lambda r: (cos(r) - 1 + r * r / 2) / r ** 4, 0), even(lambda r: cos(r) / r ** 4, 0)
for m in (5, 6):
    spec('sin', False, fs, ws, 0, mpf('0.81') ** 2, m)
    spec('cos', False, fc, wc, 0, mpf('0.81') ** 2, m)
for m in (2, 3, 4):
    spec('sin', True, fs, ws, 0, mpf('0.92') ** 2, m)
    spec('cos', True, fc, wc, 0, mpf('0.92') ** 2, m)

fs, ws = even(lambda r: (atan(r) - r) / r ** 3, 0), even(lambda r: atan(r) / r ** 3, 0)
for m in (18, 19, 20):
    spec('atan', False, fs, ws, 0, 1, m)
for m in (6, 7, 8):
    spec('atan', True, fs, ws, 0, 1, m)
fs, ws = even(lambda r: (asin(r) - r) / r ** 3, 0), even(lambda r: asin(r) / r ** 3, 0)
for m in (10, 11, 12):
    spec('asin', False, fs, ws, 0, mpf(1) / 4, m)
for m in (3, 4, 5):
    spec('asin', True, fs, ws, 0, mpf(1) / 4, m)

fs, ws = even(lambda r: (sinh(r) - r) / r ** 3, 0), even(lambda r: sinh(r) / r ** 3, 0)
fc, wc = even(lambda r: (cosh(r) - 1) / r ** 2, 0), even(lambda r: cosh(r) / r ** 2, 0)
for m in (3, 4):
    spec('sinh', False, fs, ws, 0, HALF_LOG_TWO ** 2, m)
for m in (4, 5):
    spec('cosh', False, fc, wc, 0, HALF_LOG_TWO ** 2, m)
for m in (1, 2):
    spec('sinh', True, fs, ws, 0, HALF_LOG_TWO ** 2, m)
    spec('cosh', True, fc, wc, 0, HALF_LOG_TWO ** 2, m)

# tanh x = x (1 + z p(z)) up to where it is ¼.
f, w = even(lambda r: (tanh(r) - r) / r ** 3, 0), even(lambda r: tanh(r) / r ** 3, 0)
spec('tanh', False, f, w, 0, (log(mpf(5) / 3) / 2 * mpf('1.0001')) ** 2, 6)
spec('tanh', True, f, w, 0, (log(mpf(5) / 3) / 2 * mpf('1.0001')) ** 2, 2)

# pow: artanh s = s (1 + z/3 + z² q(z)).
f = even(lambda s: (atanh(s) / s - 1 - s ** 2 / 3) / s ** 4, 0)
w = even(lambda s: 1 / s ** 4, 0)
for m in (6, 7):
    spec('pow', False, f, w, 0, TOP, m)
for m in (1, 2):
    spec('pow', True, f, w, 0, TOP, m)

if __name__ == '__main__':
    import minimax_special
    minimax_special.add(spec)
    wanted = sys.argv[1:]
    for name, entries in SPECS.items():
        if not wanted or any(name == v or (v.endswith('*') and name.startswith(v[:-1])) for v in wanted):
            for entry in entries:
                try:
                    show(name, *entry)
                except ArithmeticError as e:
                    print(name, e)
