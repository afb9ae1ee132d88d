// The Asian call by hand: Euler steps of geometric Brownian motion, two vectors of paths at a time, with the adjoint written out.
#include "noise.h"

constexpr int Steps = 252;
constexpr double Strike = 100;

template <bool Gradient, bool Stored>
static void run(uint64_t key, const double *stored, double spot, double rate, double volatility, int64_t paths, double *result) {
    const Site site(key);
    const double h = 1.0 / Steps, root = std::sqrt(h);
    const Reals drift = real(1 + rate * h), scale = real(volatility * root), discount = real(std::exp(-rate)), share = real(1.0 / Steps), zero = real(0);
    alignas(64) Reals normals[Steps][2], tape[Steps][2];
    Reals sumPrice = zero, sumSpot = zero, sumRate = zero, sumVolatility = zero;
    for (int64_t block = 0; block * Paths < paths; block++) {
        const Words call = calls(block);
        Reals s[2] = {real(spot), real(spot)}, total[2] = {zero, zero}, pay[2];
        for (int n = 0; n < Steps; n++) {
            Reals z[2];
            if (Stored) read(stored + 16 * n, block, z[0], z[1]);
            else site.normals(call, n, z[0], z[1]);
            for (int i = 0; i < 2; i++) {
                if (Gradient) tape[n][i] = s[i];
                if (Gradient && !Stored) normals[n][i] = z[i];
                s[i] *= fma(scale, z[i], drift);
                total[i] += s[i];
            }
        }
        for (int i = 0; i < 2; i++) {
            Reals over = total[i] * share - real(Strike);
            pay[i] = max(over, zero) * discount;
            sumPrice += pay[i];
            total[i] = over;
        }
        if (!Gradient) continue;

        Reals slope[2], bar[2] = {zero, zero}, r[2] = {zero, zero}, v[2] = {zero, zero};
        for (int i = 0; i < 2; i++) slope[i] = total[i] > zero ? discount * share : zero;
        for (int n = Steps - 1; n >= 0; n--) {
            Reals z[2] = {normals[n][0], normals[n][1]};
            if (Stored) read(stored + 16 * n, block, z[0], z[1]);
            for (int i = 0; i < 2; i++) {
                bar[i] += slope[i];
                Reals w = bar[i] * tape[n][i];
                r[i] += w;
                v[i] = fma(w, z[i], v[i]);
                bar[i] *= fma(scale, z[i], drift);
            }
        }
        for (int i = 0; i < 2; i++) {
            sumSpot += bar[i];
            sumRate += r[i] * real(h) - pay[i];
            sumVolatility += v[i] * real(root);
        }
    }
    result[0] = sum(sumPrice) / paths;
    if (!Gradient) return;
    result[1] = sum(sumSpot) / paths;
    result[2] = sum(sumRate) / paths;
    result[3] = sum(sumVolatility) / paths;
}

/// The price and, if asked, its derivatives in spot, rate and volatility, as means over the paths (a multiple of sixteen). Where normals are given
/// (a row of sixteen for each step), all sixteen after sixteen paths read these instead of drawing its own.
extern "C" void asian(const uint64_t *keys, const double *normals, const double *at, int64_t paths, int gradient, double *result) {
    auto chosen = normals ? gradient ? run<true, true> : run<false, true> : gradient ? run<true, false> : run<false, false>;
    chosen(keys[0], normals, at[0], at[1], at[2], paths, result);
}
