// Elementary functions over arrays: by SLEEF (https://sleef.org) at its 1.0 ulp, where it is installed, and the normal quantile by hand; and the greatest
// errors of results against long double.
#include "noise.h"
#include <algorithm>
#include <type_traits>

enum { Exp, Log, SinCos, Tanh, Quantile };

#ifdef SLEEF
#include <sleef.h>
#if defined(__AVX512F__)
typedef __m512d Doubles;
typedef __m512 Floats;
#define DOUBLE(f) Sleef_##f##d8_u10avx512f
#define SINGLE(f) Sleef_##f##f16_u10avx512f
#else
typedef __m256d Doubles;
typedef __m256 Floats;
#define DOUBLE(f) Sleef_##f##d4_u10avx2
#define SINGLE(f) Sleef_##f##f8_u10avx2
#endif

template <class Vector, auto F, class T>
static void map(const T *x, T *y, int64_t n) {
    for (int64_t i = 0; i < n; i += sizeof(Vector) / sizeof(T)) *(Vector *)(y + i) = F(*(const Vector *)(x + i));
}

template <class Vector, auto F, class T>
static void pair(const T *x, T *y, int64_t n) {
    for (int64_t i = 0; i < n; i += sizeof(Vector) / sizeof(T)) {
        auto both = F(*(const Vector *)(x + i));
        *(Vector *)(y + i) = both.x;
        *(Vector *)(y + n + i) = both.y;
    }
}

/// y[i] = f(x[i]), again and again; cosines follow the sines. Arrays are aligned to 64 bytes, n is a multiple of sixteen.
extern "C" void sleef64(int function, const double *x, double *y, int64_t n, int64_t repeats) {
    for (; repeats > 0; repeats--) {
        if (function == Exp) map<Doubles, DOUBLE(exp)>(x, y, n);
        if (function == Log) map<Doubles, DOUBLE(log)>(x, y, n);
        if (function == SinCos) pair<Doubles, DOUBLE(sincos)>(x, y, n);
        if (function == Tanh) map<Doubles, DOUBLE(tanh)>(x, y, n);
        asm volatile("" ::: "memory");
    }
}

extern "C" void sleef32(int function, const float *x, float *y, int64_t n, int64_t repeats) {
    for (; repeats > 0; repeats--) {
        if (function == Exp) map<Floats, SINGLE(exp)>(x, y, n);
        if (function == Log) map<Floats, SINGLE(log)>(x, y, n);
        if (function == SinCos) pair<Floats, SINGLE(sincos)>(x, y, n);
        if (function == Tanh) map<Floats, SINGLE(tanh)>(x, y, n);
        asm volatile("" ::: "memory");
    }
}
#endif

INLINE bool any(const Longs &mask) {
#if defined(__AVX512F__)
    return _mm512_test_epi64_mask((__m512i)mask, (__m512i)mask) != 0;
#elif defined(__AVX2__)
    return _mm256_movemask_pd((__m256d)mask) != 0;
#else
    int64_t all = 0;
    for (int i = 0; i < Lanes; i++) all |= mask[i];
    return all != 0;
#endif
}

/// A quotient of two polynomials.
INLINE Reals ratio(const Reals &x, const double (&c)[2][8]) { return polynomial(x, c[0]) / polynomial(x, c[1]); }

/// Φ⁻¹ of numbers inside (0, 1), none of them subnormal: M. J. Wichura, Algorithm AS 241, Applied Statistics 37, 1988, PPND16. What no lane needs is left out.
INLINE Reals quantile(const Reals &p) {
    constexpr double centre[2][8] = {
        {3.3871328727963666080e+0, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
        4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3},
        {1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
        2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3}};
    constexpr double tail[2][8] = {
        {1.42343711074968357734e+0, 4.63033784615654529590e+0, 5.76949722146069140550e+0, 3.64784832476320460504e+0,
        1.27045825245236838258e+0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4},
        {1, 2.05319162663775882187e+0, 1.67638483018380384940e+0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9}};
    constexpr double far[2][8] = {
        {6.65790464350110377720e+0, 5.46378491116411436990e+0, 1.78482653991729133580e+0, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7},
        {1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15}};
    Reals q = p - real(0.5), size = q < 0 ? -q : q, z = q * ratio(fma(-q, q, real(0.180625)), centre);
    auto outside = size > 0.425;
    if (!any(outside)) return z;
    Reals r = sqrt(-log(q < 0 ? p : 1 - p)), x = ratio(r - 1.6, tail);
    auto beyond = r > 5.0;
    if (any(beyond)) x = beyond ? ratio(r - 5.0, far) : x;
    return outside ? (q < 0 ? -x : x) : z;
}

extern "C" void quantile64(const double *x, double *y, int64_t n, int64_t repeats) {
    for (; repeats > 0; repeats--) {
        for (int64_t i = 0; i < n; i += Lanes) *(Reals *)(y + i) = quantile(*(const Reals *)(x + i));
        asm volatile("" ::: "memory");
    }
}

/// The quantile by one step of Newton's from a result in double precision, which squares its error. Near the centre Φ − ½ is found without cancellation.
static long double quantile(long double p, long double x) {
    const long double root = sqrtl(0.5L), density = expl(-0.5L * x * x) * 0.398942280401432677939946059934L;
    long double excess = fabsl(p - 0.5L) < 0.25L ? 0.5L * erfl(x * root) - (p - 0.5L) : p < 0.5L ? 0.5L * erfcl(-x * root) - p : (1 - p) - 0.5L * erfcl(x * root);
    return x - excess / density;
}

/// The greatest error of y = f(x) in units in the last place of the truth, which long double has eleven bits more of.
template <class T>
static double error(int function, const T *x, const T *y, int64_t n) {
    const int digits = std::is_same_v<T, float> ? 24 : 53;
    double worst = 0;
    auto against = [&](long double truth, T got) {
        int exponent;
        frexpl(truth, &exponent);
        worst = std::max(worst, (double)fabsl(ldexpl((long double)got - truth, digits - exponent)));
    };
    for (int64_t i = 0; i < n; i++) switch (function) {
        case Exp: against(expl(x[i]), y[i]); break;
        case Log: against(logl(x[i]), y[i]); break;
        case SinCos: against(sinl(x[i]), y[i]), against(cosl(x[i]), y[n + i]); break;
        case Tanh: against(tanhl(x[i]), y[i]); break;
        case Quantile: against(quantile(x[i], y[i]), y[i]); break;
    }
    return worst;
}

extern "C" double error64(int function, const double *x, const double *y, int64_t n) { return error(function, x, y, n); }
extern "C" double error32(int function, const float *x, const float *y, int64_t n) { return error(function, x, y, n); }
