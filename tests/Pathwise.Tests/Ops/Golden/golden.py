"""Golden values of the lowered functions, computed by mpmath with 250 bits.

Needs mpmath. `python3 golden.py [COUNT] [NAME…]` writes NAME.bin: the number of points in double precision, the points (x, f(x) rounded to double, what
is left of f(x) in units of that double.s last place, as float), and the same in single precision (x as float, f(x) as double).
"""
import math
import random
import struct
import sys
import mpmath
from mpmath import mp, mpf
from minimax_special import quantile

mp.prec = 250
INF = mpf('inf')


def log_abs_gamma(x):
    return mpmath.loggamma(x) if x > 0 else mpmath.log(mpmath.pi / abs(mpmath.sin(mpmath.pi * x))) - mpmath.loggamma(1 - x)


def softplus(x):
    return mpmath.log1p(mpmath.exp(x))


# name: (formula, intervals of double precision, intervals of single precision, hard points). An interval is sampled evenly, and evenly in log |x|.
LIMIT, LIMIT_SINGLE = 2.0 ** 47, 2.0 ** 20
ROOT = 1.4616321449683623
FUNCTIONS = {
    'exp': (mpmath.exp, [(-1, 1), (-30, 30), (-745.1, 709.7), (-745.1, -700)], [(-1, 1), (-10, 10), (-103.9, 88.7), (-103.9, -85)], [0]),
    'expm1': (mpmath.expm1, [(-1, 1), (-0.4, 0.4), (-40, 40), (-60, 709.7)], [(-1, 1), (-0.4, 0.4), (-18, 88.7)], [0, math.log(2) / 2, -math.log(2) / 2, 1.5 * math.log(2)]),
    'sigmoid': (lambda x: 1 / (1 + mpmath.exp(-x)), [(-1, 1), (-40, 40), (-745.1, 10)], [(-1, 1), (-20, 20), (-103.9, 10)], [0]),
    'softplus': (softplus, [(-1, 1), (-40, 40), (-745.1, 1000)], [(-1, 1), (-20, 20), (-103.9, 100)], [0]),
    'log': (mpmath.log, [(0.5, 2), (0.9, 1.1), (0, 10), (1e-310, 1e308)], [(0.5, 2), (0.9, 1.1), (0, 10), (1e-44, 3e38)], [1, math.sqrt(2), math.sqrt(0.5), 2]),
    'log1p': (mpmath.log1p, [(-0.5, 1), (-1, 0), (-0.1, 0.1), (0, 1e308)], [(-0.5, 1), (-1, 0), (-0.1, 0.1), (0, 3e38)],
              [0, math.sqrt(2) - 1, math.sqrt(0.5) - 1, 1, -0.5, -1 + 2.0 ** -53]),
    'sin': (mpmath.sin, [(-1, 1), (-7, 7), (-1e3, 1e3), (-LIMIT, LIMIT)], [(-1, 1), (-7, 7), (-1e3, 1e3), (-LIMIT_SINGLE, LIMIT_SINGLE)], None),
    'cos': (mpmath.cos, [(-1, 1), (-7, 7), (-1e3, 1e3), (-LIMIT, LIMIT)], [(-1, 1), (-7, 7), (-1e3, 1e3), (-LIMIT_SINGLE, LIMIT_SINGLE)], None),
    'tan': (mpmath.tan, [(-1, 1), (-7, 7), (-1e3, 1e3), (-LIMIT, LIMIT)], [(-1, 1), (-7, 7), (-1e3, 1e3), (-LIMIT_SINGLE, LIMIT_SINGLE)], None),
    'asin': (mpmath.asin, [(-1, 1), (0.4, 0.6), (0.99, 1)], [(-1, 1), (0.4, 0.6), (0.99, 1)], [0, 0.5, -0.5, 1 - 2.0 ** -30, -1 + 2.0 ** -30]),
    'acos': (mpmath.acos, [(-1, 1), (0.4, 0.6), (-0.6, -0.4), (0.99, 1)], [(-1, 1), (0.4, 0.6), (-0.6, -0.4), (0.99, 1)], [0, 0.5, -0.5, 1 - 2.0 ** -30, -1 + 2.0 ** -30]),
    'atan': (mpmath.atan, [(-1, 1), (-3, 3), (-1e20, 1e20)], [(-1, 1), (-3, 3), (-1e20, 1e20)], [0, 1, -1]),
    'sinh': (mpmath.sinh, [(-1, 1), (-3, 3), (-710.4, 710.4)], [(-1, 1), (-3, 3), (-89.4, 89.4)], [0, math.log(2) / 2, 1.5 * math.log(2), 710.4]),
    'cosh': (mpmath.cosh, [(-1, 1), (-3, 3), (-710.4, 710.4)], [(-1, 1), (-3, 3), (-89.4, 89.4)], [0, math.log(2) / 2, 1.5 * math.log(2), 710.4]),
    'tanh': (mpmath.tanh, [(-1, 1), (-0.4, 0.4), (-20, 20)], [(-1, 1), (-0.4, 0.4), (-10, 10)], [0, math.log(2) / 4, 0.75 * math.log(2)]),
    'asinh': (mpmath.asinh, [(-1, 1), (-10, 10), (-1e308, 1e308)], [(-1, 1), (-10, 10), (-3e38, 3e38)], [0]),
    'acosh': (mpmath.acosh, [(1, 2), (1, 1.01), (1, 1e308)], [(1, 2), (1, 1.01), (1, 3e38)], [1 + 1e-5, 2]),
    'atanh': (mpmath.atanh, [(-1, 1), (-0.5, 0.5), (0.99, 1)], [(-1, 1), (-0.5, 0.5), (0.99, 1)], [0, 0.5]),
    'erf': (mpmath.erf, [(-1, 1), (0.9, 1.1), (-6, 6)], [(-1, 1), (0.9, 1.1), (-4, 4)], [0, 1]),
    'erfc': (mpmath.erfc, [(-1, 1), (-6, 6), (0, 27.2), (26, 27.2)], [(-1, 1), (-4, 4), (0, 10), (9, 10)], [0, 1]),
    'normal_cdf': (lambda x: mpmath.erfc(-x / mpmath.sqrt(2)) / 2, [(-1, 1), (-9, 9), (-38.4, 0), (-38.4, -37)], [(-1, 1), (-6, 6), (-14, 0), (-14, -12)], [0]),
    'normal_quantile': (quantile, [(0, 1), (0.4, 0.6), (1e-320, 0.1), (0.9, 1)], [(0, 1), (0.4, 0.6), (1e-44, 0.1), (0.9, 1)], [0.075, 0.925, 0.5 + 2.0 ** -30, 0.5 - 2.0 ** -54]),
    'lgamma': (log_abs_gamma, [(0, 3), (0, 10), (3, 1e300), (0.9, 1.1), (1.9, 2.1)], [(0, 3), (0, 10), (3, 1e36), (0.9, 1.1), (1.9, 2.1)], [0.5, 1, 2, 8]),
    'lgamma_negative': (log_abs_gamma, [(-10, 0), (-170, 0), (-1e5, 0)], [(-10, 0), (-100, 0)], []),
    'digamma': (mpmath.digamma, [(0, 3), (0, 10), (3, 1e300), (1.4, 1.5)], [(0, 3), (0, 10), (3, 1e36), (1.4, 1.5)], [0.5, 1, 8]),
    'digamma_negative': (mpmath.digamma, [(-10, 0), (-170, 0), (-1e5, 0)], [(-10, 0), (-100, 0)], []),
    'trigamma': (lambda x: mpmath.polygamma(1, x), [(0, 3), (0, 30), (3, 1e200), (-10, 0)], [(0, 3), (0, 30), (3, 1e30), (-10, 0)], [1]),
    'tetragamma': (lambda x: mpmath.polygamma(2, x), [(0, 3), (0, 30), (3, 1e100), (-10, 0)], [(0, 3), (0, 30), (3, 1e10), (-10, 0)], [1]),
    'cos_of_turns': (lambda u: mpmath.cospi(2 * u), [(0, 1), (0, 0.125), (0.24, 0.26)], [(0, 1)], [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875]),
    'sin_of_turns': (lambda u: mpmath.sinpi(2 * u), [(0, 1), (0, 0.125), (0.49, 0.51)], [(0, 1)], [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875]),
    'polygamma4': (lambda x: mpmath.polygamma(4, x), [(0, 3), (0, 30), (3, 1e50), (-5, 0)], [(0, 3), (0, 30), (3, 1e5), (-5, 0)], [1]),
}


def single(x):
    return struct.unpack('f', struct.pack('f', x))[0]


def near_multiples(limit, rng, count, bits):
    """Numbers of the precision nearest to multiples of π/2: where reduction is hardest."""
    points = []
    for _ in range(count):
        q = int(math.exp(rng.uniform(0, math.log(limit * 0.6))))
        x = mpf(q) * mp.pi / 2
        x = float(x) if bits == 53 else single(float(x))
        if 0 < x < limit:
            points.append(x if rng.random() < 0.5 else -x)
    return points


def sample(intervals, hard, count, rng, is_single, limit):
    to = single if is_single else float
    smallest = 1.5e-45 if is_single else 5e-324
    points = []
    for lo, hi in intervals:
        for i in range(count // (2 * len(intervals))):
            points.append(to(rng.uniform(lo, hi)))
            # Evenly in the logarithm of the distance from 0, or from the end nearer to 0.
            near = 0.0 if lo <= 0 <= hi else (lo if abs(lo) < abs(hi) else hi)
            side = hi if abs(hi - near) > 0 and (rng.random() < 0.5 or lo == near) else lo
            if side == near:
                side = hi if near == lo else lo
            far = abs(side - near)
            least = max(far * (1e-12 if not is_single else 1e-6) if near else far * 1e-25, smallest)
            points.append(to(near + math.copysign(math.exp(rng.uniform(math.log(least), math.log(far))), side - near)))
    for h in hard or []:
        step = (abs(h) or 1) * (2.0 ** -23 if is_single else 2.0 ** -52)
        for k in (-50, -9, -3, -2, -1, 0, 1, 2, 3, 9, 50):
            points.append(to(h + k * step))
    if hard is None:
        points += near_multiples(limit, rng, count // 4, 24 if is_single else 53)
    return points


def points_of(name, count, is_single):
    f, wide, narrow, hard = FUNCTIONS[name]
    rng = random.Random(f'{name} {is_single}')
    intervals = narrow if is_single else wide
    lo, hi = min(i[0] for i in intervals), max(i[1] for i in intervals)
    for x in sample(intervals, hard, count, rng, is_single, LIMIT_SINGLE if is_single else LIMIT):
        if not lo <= x <= hi or (x == 0 and (name.startswith(('log', 'normal_q')) or 'gamma' in name)):
            continue
        if (name == 'normal_quantile' and not 0 < x < 1) or (name in ('log1p', 'atanh') and abs(x) == 1 and x != 1) or (name == 'atanh' and abs(x) == 1):
            continue
        if 'gamma' in name and x < 0 and x == math.floor(x):
            continue
        yield x, f(mpf(x))


def powers(count, is_single):
    """Bases and exponents: small ones, bases near 1 with great exponents, and results near the ends of the range."""
    to = single if is_single else float
    rng = random.Random(f'pow {is_single}')
    top = 88 if is_single else 709
    tiny = 20 if is_single else 48
    for i in range(count):
        kind = i % 4
        if kind == 0:
            x, y = math.exp(rng.uniform(-3, 3)), rng.uniform(-8, 8)
        elif kind == 1:
            x = 1 + rng.choice((-1, 1)) * 2.0 ** -rng.uniform(1, tiny)
            y = rng.uniform(-1, 1) * top / abs(math.log(x))
        elif kind == 2:
            x = math.exp(rng.uniform(-top, top))
            y = rng.uniform(-1, 1) * top / (abs(math.log(x)) + 1e-9)
        else:
            x = math.exp(rng.uniform(-0.4, 0.4))
            y = rng.choice((-1.04, 0.99)) * top / (abs(math.log(x)) + 1e-9)
        x, y = to(x), to(y)
        yield x, y, mpmath.power(mpf(x), mpf(y))


def split(y):
    """y as a double, and the rest in units of its last place."""
    top = float(y)
    if math.isinf(top) or top == 0 and abs(y) < mpf(2) ** -1080:
        return top, 0.0
    rest = (mpf(y) - mpf(top)) / mpf(math.ulp(top))
    return top, float(rest)


def write(name, count):
    with open(f'{name}.bin', 'wb') as out:
        for is_single in (False, True):
            rows = list(powers(count, is_single)) if name == 'pow' else list(points_of(name, count, is_single))
            out.write(struct.pack('<i', len(rows)))
            for *x, y in rows:
                if is_single:
                    out.write(struct.pack(f'<{len(x)}fd', *x, float(y)))
                else:
                    out.write(struct.pack(f'<{len(x)}ddf', *x, *split(y)))


if __name__ == '__main__':
    args = sys.argv[1:]
    count = int(args.pop(0)) if args and args[0].isdigit() else 1600
    for name in args or [*FUNCTIONS, 'pow']:
        write(name, count)
