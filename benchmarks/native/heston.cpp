// A European call under Heston's model by hand: full-truncation Euler, two vectors of paths at a time, with the adjoint written out over a tape for each block.
#include "noise.h"

constexpr int Steps = 252;
constexpr double Strike = 100, Maturity = 1;

enum { Spot, Rate, Variance, Kappa, Theta, Xi, Rho, Parameters };

template <bool Gradient, bool Stored>
static void run(const uint64_t *keys, const double *stored, const double *at, int64_t paths, double *result) {
    const Site first(keys[0]), second(keys[1]);
    const double h = Maturity / Steps, root = std::sqrt(h), rho = at[Rho], rest = std::sqrt(1 - rho * rho);
    const Reals growth = real(1 + at[Rate] * h), scale = real(root), reversion = real(at[Kappa] * h), pull = real(at[Kappa] * at[Theta] * h);
    const Reals along = real(at[Xi] * root * rho), across = real(at[Xi] * root * rest), discount = real(std::exp(-at[Rate] * Maturity)), zero = real(0);
    struct Row { Reals s[2], q[2], z[2], y[2]; };
    alignas(64) Row tape[Steps];
    // Sums over the paths: the price, the adjoints of both initial states, and what the derivatives in the parameters are made of.
    Reals price = zero, barS0 = zero, barV0 = zero, sumS = zero, sumV = zero, sumVv = zero, sumZ = zero, sumY = zero;
    for (int64_t block = 0; block * Paths < paths; block++) {
        const Words call = calls(block);
        Reals s[2] = {real(at[Spot]), real(at[Spot])}, v[2] = {real(at[Variance]), real(at[Variance])};
        for (int n = 0; n < Steps; n++) {
            Reals z[2], y[2];
            if (Stored) read(stored + 16 * n, block, z[0], z[1]), read(stored + 16 * (Steps + n), block, y[0], y[1]);
            else first.normals(call, n, z[0], z[1]), second.normals(call, n, y[0], y[1]);
            for (int i = 0; i < 2; i++) {
                Reals positive = max(v[i], zero), q = sqrt(positive);
                if (Gradient) tape[n].s[i] = s[i], tape[n].q[i] = q;
                if (Gradient && !Stored) tape[n].z[i] = z[i], tape[n].y[i] = y[i];
                s[i] *= fma(q * scale, z[i], growth);
                v[i] = fma(q, fma(along, z[i], across * y[i]), fma(-reversion, positive, v[i] + pull));
            }
        }
        Reals barS[2], barV[2] = {zero, zero};
        for (int i = 0; i < 2; i++) {
            Reals over = s[i] - real(Strike);
            price += max(over, zero) * discount;
            barS[i] = over > zero ? discount : zero;
        }
        if (!Gradient) continue;

        for (int n = Steps - 1; n >= 0; n--) {
            Reals drawn[2][2] = {{tape[n].z[0], tape[n].z[1]}, {tape[n].y[0], tape[n].y[1]}};
            if (Stored) read(stored + 16 * n, block, drawn[0][0], drawn[0][1]), read(stored + 16 * (Steps + n), block, drawn[1][0], drawn[1][1]);
            for (int i = 0; i < 2; i++) {
                const Reals q = tape[n].q[i], z = drawn[0][i], y = drawn[1][i], w = barS[i] * tape[n].s[i], u = barV[i] * q;
                sumS += w;
                sumV += barV[i];
                sumVv = fma(u, q, sumVv);
                sumZ = fma(u, z, sumZ);
                sumY = fma(u, y, sumY);
                // Below zero the variance moves by the constant drift alone.
                Reals barQ = fma(w * scale, z, barV[i] * fma(along, z, across * y));
                Reals inner = fma(-reversion, barV[i], barQ * real(0.5) / q);
                barV[i] += q > zero ? inner : zero;
                barS[i] *= fma(q * scale, z, growth);
            }
        }
        for (int i = 0; i < 2; i++) {
            barS0 += barS[i];
            barV0 += barV[i];
        }
    }
    result[0] = sum(price) / paths;
    if (!Gradient) return;
    double *derivative = result + 1, v = sum(sumV), z = sum(sumZ), y = sum(sumY);
    derivative[Spot] = sum(barS0) / paths;
    derivative[Rate] = sum(sumS) * h / paths - Maturity * result[0];
    derivative[Variance] = sum(barV0) / paths;
    derivative[Kappa] = h * (at[Theta] * v - sum(sumVv)) / paths;
    derivative[Theta] = at[Kappa] * h * v / paths;
    derivative[Xi] = root * (rho * z + rest * y) / paths;
    derivative[Rho] = at[Xi] * root * (z - rho / rest * y) / paths;
}

/// The price and, if asked, its derivatives in S0, r, v0, kappa, theta, xi and rho, as means over the paths (a multiple of sixteen). Where normals
/// are given (rows of sixteen: the steps of the first driver, then those of the second), all sixteen after sixteen paths read these.
extern "C" void heston(const uint64_t *keys, const double *normals, const double *at, int64_t paths, int gradient, double *result) {
    auto chosen = normals ? gradient ? run<true, true> : run<false, true> : gradient ? run<true, false> : run<false, false>;
    chosen(keys, normals, at, paths, result);
}
