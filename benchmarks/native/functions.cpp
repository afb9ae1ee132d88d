// Elementary functions over arrays by SLEEF (https://sleef.org) at its 1.0 ulp, where it is installed, and the greatest errors of results against long double.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <type_traits>

enum { Exp, Log, SinCos, Tanh, Quantile };

#ifdef SLEEF
#include <immintrin.h>
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
