// A European call under Heston's model by hand: full-truncation Euler, sixteen paths at a time, with the adjoint written out over a tape for each group.
#include "noise.h"

constexpr int Steps = 252;
constexpr double Strike = 100, Maturity = 1;

enum { Spot, Rate, Variance, Kappa, Theta, Xi, Rho, Parameters };

template <bool Gradient, bool Stored>
static void run(const uint64_t *keys, const Real8 (*stored)[2], const double *at, int64_t paths, double *result) {
    const Site first(keys[0]), second(keys[1]);
    const double h = Maturity / Steps, root = std::sqrt(h), rho = at[Rho], rest = std::sqrt(1 - rho * rho);
    const Real8 growth = real(1 + at[Rate] * h), scale = real(root), reversion = real(at[Kappa] * h), pull = real(at[Kappa] * at[Theta] * h);
    const Real8 along = real(at[Xi] * root * rho), across = real(at[Xi] * root * rest), discount = real(std::exp(-at[Rate] * Maturity)), zero = real(0);
    struct Row { Real8 s[2], q[2], z[2], y[2]; };
    alignas(64) Row tape[Steps];
    // Sums over the paths: the price, the adjoints of both initial states, and what the derivatives in the parameters are made of.
    Real8 price = zero, barS0 = zero, barV0 = zero, sumS = zero, sumV = zero, sumVv = zero, sumZ = zero, sumY = zero;
    for (int64_t group = 0; group * 16 < paths; group++) {
        const Word8 call = calls(group);
        Real8 s[2] = {real(at[Spot]), real(at[Spot])}, v[2] = {real(at[Variance]), real(at[Variance])};
        for (int n = 0; n < Steps; n++) {
            Real8 z[2], y[2];
            if (Stored) z[0] = stored[n][0], z[1] = stored[n][1], y[0] = stored[Steps + n][0], y[1] = stored[Steps + n][1];
            else first.normals(call, n, z[0], z[1]), second.normals(call, n, y[0], y[1]);
            for (int i = 0; i < 2; i++) {
                Real8 positive = max8(v[i], zero), q = sqrt8(positive);
                if (Gradient) tape[n].s[i] = s[i], tape[n].q[i] = q;
                if (Gradient && !Stored) tape[n].z[i] = z[i], tape[n].y[i] = y[i];
                s[i] *= fma8(q * scale, z[i], growth);
                v[i] = fma8(q, fma8(along, z[i], across * y[i]), fma8(-reversion, positive, v[i] + pull));
            }
        }
        Real8 barS[2], barV[2] = {zero, zero};
        for (int i = 0; i < 2; i++) {
            Real8 over = s[i] - real(Strike);
            price += max8(over, zero) * discount;
            barS[i] = over > zero ? discount : zero;
        }
        if (!Gradient) continue;

        for (int n = Steps - 1; n >= 0; n--)
            for (int i = 0; i < 2; i++) {
                const Real8 q = tape[n].q[i], z = Stored ? stored[n][i] : tape[n].z[i], y = Stored ? stored[Steps + n][i] : tape[n].y[i], w = barS[i] * tape[n].s[i], u = barV[i] * q;
                sumS += w;
                sumV += barV[i];
                sumVv = fma8(u, q, sumVv);
                sumZ = fma8(u, z, sumZ);
                sumY = fma8(u, y, sumY);
                // Below zero the variance moves by the constant drift alone.
                Real8 barQ = fma8(w * scale, z, barV[i] * fma8(along, z, across * y));
                Real8 inner = fma8(-reversion, barV[i], barQ * real(0.5) / q);
                barV[i] += q > zero ? inner : zero;
                barS[i] *= fma8(q * scale, z, growth);
            }
        for (int i = 0; i < 2; i++) {
            barS0 += barS[i];
            barV0 += barV[i];
        }
    }
    result[0] = sum8(price) / paths;
    if (!Gradient) return;
    double *derivative = result + 1, v = sum8(sumV), z = sum8(sumZ), y = sum8(sumY);
    derivative[Spot] = sum8(barS0) / paths;
    derivative[Rate] = sum8(sumS) * h / paths - Maturity * result[0];
    derivative[Variance] = sum8(barV0) / paths;
    derivative[Kappa] = h * (at[Theta] * v - sum8(sumVv)) / paths;
    derivative[Theta] = at[Kappa] * h * v / paths;
    derivative[Xi] = root * (rho * z + rest * y) / paths;
    derivative[Rho] = at[Xi] * root * (z - rho / rest * y) / paths;
}

/// The price and, if asked, its derivatives in S0, r, v0, kappa, theta, xi and rho, as means over the paths (a multiple of sixteen). Where normals
/// are given (rows of sixteen: the steps of the first driver, then those of the second), every group of paths reads these.
extern "C" void heston(const uint64_t *keys, const double *normals, const double *at, int64_t paths, int gradient, double *result) {
    auto stored = (const Real8 (*)[2])normals;
    auto chosen = stored ? gradient ? run<true, true> : run<false, true> : gradient ? run<true, false> : run<false, false>;
    chosen(keys, stored, at, paths, result);
}
