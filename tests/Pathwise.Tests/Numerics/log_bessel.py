"""Golden values of log I_v(x), from mpmath at 50 digits: python3 log_bessel.py > log_bessel.txt

Each line: v, x, then log I_v(x) and its first and second derivatives, by r = I_(v+1)/I_v and r' = 1 - r^2 - (2v + 1) r/x.
"""
import mpmath as m

m.mp.dps = 50
for v in [0, 1, 0.3, 0.5, 2, 24, 499]:
    for x in [1e-6, 1e-3, 0.1, 0.9, 1.9999, 2.0001, 3.7, 12, 80, 1000, 4e4, 1e6]:
        v, x = m.mpf(v), m.mpf(x)
        with m.workdps(80):
            i = m.besseli(v, x)
            r = m.besseli(v + 1, x) / i
            values = [m.log(i), r + v / x, 1 - r * r - (2 * v + 1) * r / x - v / x ** 2]
        print(repr(float(v)), repr(float(x)), *[m.nstr(y, 17) for y in values])
