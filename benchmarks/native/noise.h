// Counter noise as docs/noise.md defines it, eight calls of the generator at a time: the twin of Philox.cs, CounterSource.cs and FixedFunctions.cs,
// operation by operation, so that the normals have the same bits.
#pragma once
#include <cstdint>
#include <cmath>
#if defined(__AVX512F__)
#include <immintrin.h>
#endif

typedef double Real8 __attribute__((vector_size(64)));
typedef uint64_t Word8 __attribute__((vector_size(64)));
typedef int64_t Long8 __attribute__((vector_size(64)));

// Vectors go by reference, as not every target passes them in registers; all is inlined.
#define INLINE static inline __attribute__((always_inline))

INLINE Real8 real(double x) { return Real8{x, x, x, x, x, x, x, x}; }
INLINE Word8 word(uint64_t x) { return Word8{x, x, x, x, x, x, x, x}; }

INLINE Real8 fma8(const Real8 &a, const Real8 &b, const Real8 &c) {
#if defined(__AVX512F__)
    return (Real8)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
#else
    Real8 r;
    for (int i = 0; i < 8; i++) r[i] = std::fma(a[i], b[i], c[i]);
    return r;
#endif
}

INLINE Real8 sqrt8(const Real8 &a) {
#if defined(__AVX512F__)
    return (Real8)_mm512_sqrt_pd((__m512d)a);
#else
    Real8 r;
    for (int i = 0; i < 8; i++) r[i] = std::sqrt(a[i]);
    return r;
#endif
}

INLINE Real8 max8(const Real8 &a, const Real8 &b) {
#if defined(__AVX512F__)
    return (Real8)_mm512_max_pd((__m512d)a, (__m512d)b);
#else
    return a > b ? a : b;
#endif
}

INLINE double sum8(const Real8 &a) { return ((a[0] + a[1]) + (a[2] + a[3])) + ((a[4] + a[5]) + (a[6] + a[7])); }

/// The 64-bit products of the low halves.
INLINE Word8 product(const Word8 &x, const Word8 &y) {
#if defined(__AVX512F__)
    return (Word8)_mm512_mul_epu32((__m512i)x, (__m512i)y);
#else
    return (x & word(0xFFFFFFFF)) * y;
#endif
}

template <int N>
INLINE Real8 polynomial(const Real8 &z, const double (&c)[N]) {
    Real8 sum = real(c[N - 1]);
#pragma GCC unroll 8
    for (int i = N - 2; i >= 0; i--) sum = fma8(sum, z, real(c[i]));
    return sum;
}

INLINE Real8 log8(const Real8 &x) {
    constexpr double series[] = {0.33333333333333348431, 0.19999999999949752245, 0.14285714312987742461, 0.11111105567397539928,
                                 0.090914445626308610401, 0.076658608002780206343, 0.073082248425217029302};
    Word8 bits = (Word8)x, above = bits - word(0x3FE6A09E667F3BCD);
    Real8 k = (Real8)(((above + word(1023ULL << 52)) >> 52) | word(0x4330000000000000)) - real(4503599627370496.0 + 1023);
    Real8 m = (Real8)(bits - (above & word(0xFFF0000000000000)));
    Real8 f = m - real(1), s = f / (m + real(1)), z = s * s, p = polynomial(z, series);
    Real8 low = fma8(-s, fma8(z * real(-2), p, f), k * real(1.90821492927058770002e-10));
    return fma8(k, real(0.693147180369123816490), f + low);
}

INLINE void cosSinOfTurns(const Real8 &u, Real8 &cos, Real8 &sin) {
    constexpr double sines[] = {-0.16666666666666664624, 0.0083333333333309484855, -0.00019841269836758574323, 2.7557316102552440119e-6,
                                -2.5051131845003624417e-8, 1.5918129294866608667e-10};
    constexpr double cosines[] = {0.041666666666666665389, -0.0013888888888887397237, 0.000024801587298765687927, -2.7557317271729792882e-7,
                                  2.0876146268403197869e-9, -1.1382632425521716581e-11};
    Real8 magic = real(6755399441055744.0), shifted = fma8(u, real(4), magic), q = shifted - magic;
    Real8 x = fma8(q, real(-0.25), u) * real(6.283185307179586477), z = x * x;
    Real8 sine = fma8(x * z, polynomial(z, sines), x);
    Real8 cosine = fma8(z * z, polynomial(z, cosines), fma8(z, real(-0.5), real(1)));
    Word8 quarter = (Word8)shifted, sinSign = (quarter & word(2)) << 62, cosSign = ((quarter + word(1)) & word(2)) << 62;
    auto odd = (quarter & word(1)) == word(1);
    cos = (Real8)((Word8)(odd ? sine : cosine) ^ cosSign);
    sin = (Real8)((Word8)(odd ? cosine : sine) ^ sinSign);
}

INLINE Real8 uniform(const Word8 &low, const Word8 &high) {
    return (Real8)((((high << 32) | (low & word(0xFFFFFFFF))) >> 12) | word(0x3FF0000000000000)) - real(1 - 1.1102230246251565e-16);
}

/// The draws of one site.
struct Site {
    uint32_t k0[10], k1[10];

    explicit Site(uint64_t key) {
        uint32_t a = (uint32_t)key, b = (uint32_t)(key >> 32);
        for (int round = 0; round < 10; round++, a += 0x9E3779B9, b += 0xBB67AE85) k0[round] = a, k1[round] = b;
    }

    /// The normals of the sixteen paths of a group, in two vectors: Philox4x32-10, then Box and Muller.
    __attribute__((always_inline)) inline void normals(const Word8 &call, uint64_t element, Real8 &z0, Real8 &z1) const {
        Word8 c0 = call, c1 = call >> 32, c2 = word(element), c3 = word(0);
#pragma GCC unroll 10
        for (int round = 0; round < 10; round++) {
            Word8 a = product(c0, word(0xD2511F53)), b = product(c2, word(0xCD9E8D57));
            c0 = (b >> 32) ^ c1 ^ word(k0[round]);
            c2 = (a >> 32) ^ c3 ^ word(k1[round]);
            c1 = b;
            c3 = a;
        }
        Real8 radius = sqrt8(log8(uniform(c0, c1)) * real(-2)), cos, sin;
        cosSinOfTurns(uniform(c2, c3), cos, sin);
        z0 = radius * cos;
        z1 = radius * sin;
    }
};

/// The calls of a group of sixteen paths.
INLINE Word8 calls(int64_t group) { return word((uint64_t)group << 3) + Word8{0, 1, 2, 3, 4, 5, 6, 7}; }
