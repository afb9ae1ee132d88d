// Counter noise as docs/noise.md defines it, as many calls of the generator at a time as a vector has lanes: the twin of Philox.cs, CounterSource.cs and FixedFunctions.cs,
// operation by operation, so that the normals have the same bits.
#pragma once
#include <cstdint>
#include <cmath>
#if defined(__AVX512F__) || defined(__AVX2__)
#include <immintrin.h>
#endif

/// Numbers of a vector: a register of the machine's widest.
#if defined(__AVX512F__)
constexpr int Lanes = 8;
#elif defined(__AVX2__)
constexpr int Lanes = 4;
#else
constexpr int Lanes = 2;
#endif

typedef double Reals __attribute__((vector_size(8 * Lanes)));
typedef uint64_t Words __attribute__((vector_size(8 * Lanes)));
typedef int64_t Longs __attribute__((vector_size(8 * Lanes)));

// Vectors go by reference, as not every target passes them in registers; all is inlined.
#define INLINE static inline __attribute__((always_inline))

INLINE Reals real(double x) { return x - Reals{}; } // not x + 0, which is another number for x = −0, and so an addition
INLINE Words word(uint64_t x) { return x + Words{}; }

INLINE Reals fma(const Reals &a, const Reals &b, const Reals &c) {
#if defined(__AVX512F__)
    return (Reals)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
#elif defined(__AVX2__)
    return (Reals)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
#else
    Reals r;
    for (int i = 0; i < Lanes; i++) r[i] = std::fma(a[i], b[i], c[i]);
    return r;
#endif
}

INLINE Reals sqrt(const Reals &a) {
#if defined(__AVX512F__)
    return (Reals)_mm512_sqrt_pd((__m512d)a);
#elif defined(__AVX2__)
    return (Reals)_mm256_sqrt_pd((__m256d)a);
#else
    Reals r;
    for (int i = 0; i < Lanes; i++) r[i] = std::sqrt(a[i]);
    return r;
#endif
}

INLINE Reals max(const Reals &a, const Reals &b) {
#if defined(__AVX512F__)
    return (Reals)_mm512_max_pd((__m512d)a, (__m512d)b);
#elif defined(__AVX2__)
    return (Reals)_mm256_max_pd((__m256d)a, (__m256d)b);
#else
    return a > b ? a : b;
#endif
}

INLINE double sum(const Reals &a) {
    double all = 0;
    for (int i = 0; i < Lanes; i++) all += a[i];
    return all;
}

/// The 64-bit products of the low halves.
INLINE Words product(const Words &x, const Words &y) {
#if defined(__AVX512F__)
    return (Words)_mm512_mul_epu32((__m512i)x, (__m512i)y);
#elif defined(__AVX2__)
    return (Words)_mm256_mul_epu32((__m256i)x, (__m256i)y);
#else
    return (x & word(0xFFFFFFFF)) * y;
#endif
}

template <int N>
INLINE Reals polynomial(const Reals &z, const double (&c)[N]) {
    Reals sum = real(c[N - 1]);
#pragma GCC unroll 8
    for (int i = N - 2; i >= 0; i--) sum = fma(sum, z, real(c[i]));
    return sum;
}

INLINE Reals log(const Reals &x) {
    constexpr double series[] = {0.33333333333333348431, 0.19999999999949752245, 0.14285714312987742461, 0.11111105567397539928,
                                 0.090914445626308610401, 0.076658608002780206343, 0.073082248425217029302};
    Words bits = (Words)x, above = bits - word(0x3FE6A09E667F3BCD);
    Reals k = (Reals)(((above + word(1023ULL << 52)) >> 52) | word(0x4330000000000000)) - real(4503599627370496.0 + 1023);
    Reals m = (Reals)(bits - (above & word(0xFFF0000000000000)));
    Reals f = m - real(1), s = f / (m + real(1)), z = s * s, p = polynomial(z, series);
    Reals low = fma(-s, fma(z * real(-2), p, f), k * real(1.90821492927058770002e-10));
    return fma(k, real(0.693147180369123816490), f + low);
}

INLINE void cosSinOfTurns(const Reals &u, Reals &cos, Reals &sin) {
    constexpr double sines[] = {-0.16666666666666664624, 0.0083333333333309484855, -0.00019841269836758574323, 2.7557316102552440119e-6,
                                -2.5051131845003624417e-8, 1.5918129294866608667e-10};
    constexpr double cosines[] = {0.041666666666666665389, -0.0013888888888887397237, 0.000024801587298765687927, -2.7557317271729792882e-7,
                                  2.0876146268403197869e-9, -1.1382632425521716581e-11};
    Reals magic = real(6755399441055744.0), shifted = fma(u, real(4), magic), q = shifted - magic;
    Reals x = fma(q, real(-0.25), u) * real(6.283185307179586477), z = x * x;
    Reals sine = fma(x * z, polynomial(z, sines), x);
    Reals cosine = fma(z * z, polynomial(z, cosines), fma(z, real(-0.5), real(1)));
    Words quarter = (Words)shifted, sinSign = (quarter & word(2)) << 62, cosSign = ((quarter + word(1)) & word(2)) << 62;
    auto odd = (quarter & word(1)) == word(1);
    cos = (Reals)((Words)(odd ? sine : cosine) ^ cosSign);
    sin = (Reals)((Words)(odd ? cosine : sine) ^ sinSign);
}

INLINE Reals uniform(const Words &low, const Words &high) {
    return (Reals)((((high << 32) | (low & word(0xFFFFFFFF))) >> 12) | word(0x3FF0000000000000)) - real(1 - 1.1102230246251565e-16);
}

/// The draws of one site.
struct Site {
    uint32_t k0[10], k1[10];

    explicit Site(uint64_t key) {
        uint32_t a = (uint32_t)key, b = (uint32_t)(key >> 32);
        for (int round = 0; round < 10; round++, a += 0x9E3779B9, b += 0xBB67AE85) k0[round] = a, k1[round] = b;
    }

    /// The normals of the paths of a block, in two vectors: Philox4x32-10, then Box and Muller.
    __attribute__((always_inline)) inline void normals(const Words &call, uint64_t element, Reals &z0, Reals &z1) const {
        Words c0 = call, c1 = call >> 32, c2 = word(element), c3 = word(0);
#pragma GCC unroll 10
        for (int round = 0; round < 10; round++) {
            Words a = product(c0, word(0xD2511F53)), b = product(c2, word(0xCD9E8D57));
            c0 = (b >> 32) ^ c1 ^ word(k0[round]);
            c2 = (a >> 32) ^ c3 ^ word(k1[round]);
            c1 = b;
            c3 = a;
        }
        Reals radius = sqrt(log(uniform(c0, c1)) * real(-2)), cos, sin;
        cosSinOfTurns(uniform(c2, c3), cos, sin);
        z0 = radius * cos;
        z1 = radius * sin;
    }
};

/// Paths are computed in blocks of two vectors. A call of the generator serves a path among the first eight of sixteen and the one eight further, so a block is Lanes of the first and Lanes of the second eight.
constexpr int Paths = 2 * Lanes, BlocksOfSixteen = 16 / Paths;

/// The calls of a block.
INLINE Words calls(int64_t block) {
    Words lanes;
    for (int i = 0; i < Lanes; i++) lanes[i] = (uint64_t)block * Lanes + i;
    return lanes;
}

/// What a block reads of a row of sixteen numbers, as two vectors.
INLINE void read(const double *row, int64_t block, Reals &first, Reals &second) {
    const double *from = row + block % BlocksOfSixteen * Lanes;
    __builtin_memcpy(&first, from, sizeof first);
    __builtin_memcpy(&second, from + 8, sizeof second);
}
