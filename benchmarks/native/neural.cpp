// A neural SDE by hand: dX = f(X, t) dt + ½ dW in eight dimensions, f a network 9 → 64 → 64 → 8 with tanh, 100 Euler steps of 0.01 from 0.1 in every
// component; the mean of |X_T|² and its derivatives in all weights by the adjoint over a tape. Every product of matrices is one register-blocked kernel
// that broadcasts its left factor: rows are paths and vectors run over units, so that neither the adjoint's products nor the weights' gradients, which
// sum over paths, need a transpose. Blocks fill the 32 registers of AVX-512, or the 16 of AVX2.
#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>
#if defined(__AVX512F__) || defined(__AVX2__)
#include <immintrin.h>
#endif

/// Numbers of a vector, and the rows and vectors of a block of sums, which hide the latency of two units.
#if defined(__AVX512F__)
constexpr int Lanes = 16, BlockRows = 4, BlockVectors = 4;
#else
constexpr int Lanes = 8, BlockRows = 6, BlockVectors = 2;
#endif

typedef float Reals __attribute__((vector_size(4 * Lanes)));
typedef uint32_t Words __attribute__((vector_size(4 * Lanes)));

#define INLINE static inline __attribute__((always_inline))

INLINE Reals real(float x) { return x - Reals{}; } // not x + 0, which is another number for x = −0, and so an addition

INLINE Reals fma(const Reals &a, const Reals &b, const Reals &c) {
#if defined(__AVX512F__)
    return (Reals)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(__AVX2__)
    return (Reals)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#else
    return a * b + c; // contracted where the machine can
#endif
}

INLINE Reals load(const float *from) { return *(const Reals *)from; }
INLINE void store(float *to, const Reals &x) { *(Reals *)to = x; }

/// tanh x = ±E/(E + 2) with E = e^(2|x|) − 1, the quotient corrected for its own error and for that of the sum: at most 1.7 units in the last place.
INLINE Reals tanh(const Reals &x) {
    const Reals magic = real(12582912);
    Reals a = (Reals)((Words)x & 0x7FFFFFFF), limited = a < 10.0f ? a : real(10), t = limited + limited;
    Reals n = fma(t, real(1.44269504f), magic) - magic;
    Reals high = fma(n, real(-0.693145751953125f), t), low = n * -1.42860682030941723212e-6f, r = high + low;
    Reals series = fma(fma(fma(fma(real(0.0013883191f), r, real(0.008365983f)), r, real(0.041667163f)), r, real(0.1666655f)), r, real(0.49999997f));
    Reals power = (Reals)((Words)(n + (12582912 + 127)) << 23);
    Reals e = fma(power, fma(r * r, series, low), fma(power, high, power - 1));
    Reals sum = -2 - e, error = -2 - sum - e, inverse = -1 / sum, y = e * inverse;
    y = fma(fma(y, error, fma(y, sum, e)), inverse, y);
    return (Reals)((Words)y | ((Words)x & 0x80000000));
}

/// Rows × Vectors sums over k of a(m, k)·b[k][n], started and finished by the caller; a(m, k) lies at a[m·row + k·column].
template <int Rows, int Vectors, class Start, class Finish>
INLINE void block(const float *a, int row, int column, const float *b, int width, int depth, const Start &start, const Finish &finish) {
    Reals sum[Rows][Vectors];
#pragma GCC unroll 16
    for (int m = 0; m < Rows; m++)
#pragma GCC unroll 4
        for (int v = 0; v < Vectors; v++) sum[m][v] = start(m, v * Lanes);
    for (int k = 0; k < depth; k++) {
        Reals right[Vectors];
#pragma GCC unroll 4
        for (int v = 0; v < Vectors; v++) {
            right[v] = load(b + k * width + v * Lanes);
#if defined(__x86_64__)
            asm("" : "+v"(right[v])); // loaded once into a register, where gcc would read memory for each row anew
#endif
        }
#pragma GCC unroll 16
        for (int m = 0; m < Rows; m++) {
            Reals left = real(a[m * row + k * column]);
#pragma GCC unroll 4
            for (int v = 0; v < Vectors; v++) sum[m][v] = fma(left, right[v], sum[m][v]);
        }
    }
#pragma GCC unroll 16
    for (int m = 0; m < Rows; m++)
#pragma GCC unroll 4
        for (int v = 0; v < Vectors; v++) finish(m, v * Lanes, sum[m][v]);
}

/// The product of a matrix of some rows and one of some columns, block after block; the caller is told the row and the column that a vector begins at.
template <int Rows, int Columns, class Start, class Finish>
INLINE void multiply(const float *a, int row, int column, const float *b, int width, int depth, const Start &start, const Finish &finish) {
    // Narrow ones have as many rows as registers allow.
    constexpr int V = Columns / Lanes < BlockVectors ? Columns / Lanes : BlockVectors, R = V == 1 ? 4 * BlockVectors : Rows % 5 == 0 ? 5 : BlockRows, Rest = Rows % R;
    for (int n = 0; n < Columns; n += V * Lanes) {
        auto shifted = [&](int m0) { return [=, &start](int m, int v) { return start(m0 + m, n + v); }; };
        auto finished = [&](int m0) { return [=, &finish](int m, int v, const Reals &x) { finish(m0 + m, n + v, x); }; };
        for (int m = 0; m + R <= Rows; m += R) block<R, V>(a + m * row, row, column, b + n, width, depth, shifted(m), finished(m));
        if constexpr (Rest > 0) block<Rest, V>(a + (Rows - Rest) * row, row, column, b + n, width, depth, shifted(Rows - Rest), finished(Rows - Rest));
    }
}

constexpr int Steps = 100, Dimensions = 8, Units = 64, Tile = 32, Padded = 16, Outputs = Dimensions < Lanes ? Lanes : Dimensions;
constexpr float Step = 0.01f, Volatility = 0.5f, Initial = 0.1f;

/// Paths of a tape (0.9 MB), which then stays in the second-level cache.
constexpr int Paths = 16;

/// An input is x, t, 1 (for the biases) and zeros.
constexpr int Time = Dimensions, One = Dimensions + 1, Inputs = Dimensions + 2;

/// The network, each matrix with the rows that its products read; outputs are padded to a vector.
struct alignas(64) Network {
    float in[Inputs][Units], middle[Units][Units], out[Units][Outputs], middleBias[Units], outBias[Outputs];
    float inTransposed[Units][Outputs], middleTransposed[Units][Units], outTransposed[Dimensions][Units];
};

struct alignas(64) Gradient {
    float in[Inputs][Units], middle[Units][Units], middleBias[Units], out[Dimensions][Units], outBias[Outputs];
};

struct alignas(64) Tape {
    float x[Steps + 1][Paths][Padded], first[Steps][Paths][Units], second[Steps][Paths][Units];
};

/// Adjoints of what enters tanh and of the outputs.
struct alignas(64) Adjoints {
    float first[Paths][Units], second[Paths][Units], out[Paths][Outputs];
};

/// One Euler step.
static void forward(const Network &net, const float *x, float *first, float *second, float *next, const float *normals, float time) {
    multiply<Paths, Units>(x, Padded, 1, net.in[0], Units, Inputs, [](int, int) { return Reals{}; },
        [&](int m, int n, const Reals &sum) { store(first + m * Units + n, tanh(sum)); });
    multiply<Paths, Units>(first, Units, 1, net.middle[0], Units, Units, [&](int, int n) { return load(net.middleBias + n); },
        [&](int m, int n, const Reals &sum) { store(second + m * Units + n, tanh(sum)); });
    alignas(64) float noise[Paths][Outputs] = {};
    for (int i = 0; i < Dimensions; i++)
        for (int p = 0; p < Paths; p++) noise[p][i] = normals[i * Tile + p] * (Volatility * std::sqrt(Step));
    multiply<Paths, Outputs>(second, Units, 1, net.out[0], Outputs, Units, [&](int, int) { return load(net.outBias); }, [&](int m, int, const Reals &sum) {
        store(next + m * Padded, fma(real(Step), sum, load(x + m * Padded) + load(noise[m])));
        if (Lanes < Padded) store(next + m * Padded + Padded - Lanes, load(x + m * Padded + Padded - Lanes));
        next[m * Padded + Time] = time;
    });
}

/// The adjoint of one step: from that of its result to that of its start, in place.
static void backward(const Network &net, const float *first, const float *second, float *lambda, Adjoints &bar) {
    for (int p = 0; p < Paths; p++) store(bar.out[p], load(lambda + p * Outputs) * Step);
    auto zero = [](int, int) { return Reals{}; };
    auto slope = [](float *to, const float *y) {
        return [=](int m, int n, const Reals &sum) {
            Reals a = load(y + m * Units + n);
            store(to + m * Units + n, sum * fma(-a, a, real(1)));
        };
    };
    multiply<Paths, Units>(bar.out[0], Outputs, 1, net.outTransposed[0], Units, Dimensions, zero, slope(bar.second[0], second));
    multiply<Paths, Units>(bar.second[0], Units, 1, net.middleTransposed[0], Units, Units, zero, slope(bar.first[0], first));
    multiply<Paths, Outputs>(bar.first[0], Units, 1, net.inTransposed[0], Outputs, Units, [&](int m, int) { return load(lambda + m * Outputs); },
        [&](int m, int, const Reals &sum) { store(lambda + m * Outputs, sum); });
}

/// sum[m][n] += Σ over paths of left[path][m]·right[path][n].
template <int Rows, int Columns>
INLINE void accumulate(float *sum, const float *left, int column, const float *right) {
    multiply<Rows, Columns>(left, 1, column, right, Columns, Paths, [&](int m, int n) { return load(sum + m * Columns + n); }, [&](int m, int n, const Reals &x) { store(sum + m * Columns + n, x); });
}

static void weights(Gradient &g, const Adjoints &bar, const float *x, const float *first, const float *second) {
    const float one = 1;
    accumulate<Inputs, Units>(g.in[0], x, Padded, bar.first[0]);
    accumulate<Units, Units>(g.middle[0], bar.second[0], Units, first);
    accumulate<Dimensions, Units>(g.out[0], bar.out[0], Outputs, second);
    accumulate<1, Units>(g.middleBias, &one, 0, bar.second[0]);
    accumulate<1, Outputs>(g.outBias, &one, 0, bar.out[0]);
}

/// The mean of |X_T|² over the paths (a multiple of 32) and, if wanted, its gradient. Weights, and gradient, are row by row W1[64][9] (time last), b1,
/// W2[64][64], b2, W3[8][64], b3; normals are [path / 32][step][8][path % 32].
extern "C" double neural(const float *weight, const float *normals, float *gradient, int paths, int gradientWanted) {
    auto net = std::make_unique<Network>();
    std::memset(net.get(), 0, sizeof *net);
    const float *w1 = weight, *b1 = w1 + Units * 9, *w2 = b1 + Units, *b2 = w2 + Units * Units, *w3 = b2 + Units, *b3 = w3 + Dimensions * Units;
    for (int o = 0; o < Units; o++) {
        for (int i = 0; i < 9; i++) net->in[i][o] = w1[o * 9 + i];
        for (int i = 0; i < Dimensions; i++) net->inTransposed[o][i] = w1[o * 9 + i];
        for (int i = 0; i < Units; i++) net->middle[i][o] = net->middleTransposed[o][i] = w2[o * Units + i];
        net->in[One][o] = b1[o];
        net->middleBias[o] = b2[o];
    }
    for (int o = 0; o < Dimensions; o++) {
        for (int i = 0; i < Units; i++) net->out[i][o] = net->outTransposed[o][i] = w3[o * Units + i];
        net->outBias[o] = b3[o];
    }

    auto tape = std::make_unique<Tape>();
    auto bar = std::make_unique<Adjoints>();
    auto sums = std::make_unique<Gradient>();
    constexpr int Entries = sizeof(Gradient) / sizeof(float);
    std::vector<double> totals(gradientWanted ? Entries : 0);
    double loss = 0;
    for (int group = 0; group * Paths < paths; group++) {
        const float *noise = normals + (int64_t)(group * Paths / Tile) * Steps * Dimensions * Tile + group * Paths % Tile;
        for (int p = 0; p < Paths; p++)
            for (int i = 0; i < Padded; i++) tape->x[0][p][i] = i < Dimensions ? Initial : i == One ? 1 : 0;
        for (int n = 0; n < Steps; n++)
            forward(*net, tape->x[n][0], tape->first[n][0], tape->second[n][0], tape->x[n + 1][0], noise + n * Dimensions * Tile, (n + 1) / (float)Steps);
        alignas(64) float lambda[Paths][Outputs] = {};
        for (int p = 0; p < Paths; p++)
            for (int i = 0; i < Dimensions; i++) {
                float x = tape->x[Steps][p][i];
                loss += (double)x * x;
                lambda[p][i] = 2 * x;
            }
        if (!gradientWanted) continue;

        std::memset(sums.get(), 0, sizeof *sums);
        for (int n = Steps - 1; n >= 0; n--) {
            backward(*net, tape->first[n][0], tape->second[n][0], lambda[0], *bar);
            weights(*sums, *bar, tape->x[n][0], tape->first[n][0], tape->second[n][0]);
        }
        for (int i = 0; i < Entries; i++) totals[i] += ((float *)sums.get())[i];
    }
    if (gradientWanted) {
        for (int i = 0; i < Entries; i++) ((float *)sums.get())[i] = (float)(totals[i] / paths);
        float *g1 = gradient, *c1 = g1 + Units * 9, *g2 = c1 + Units, *c2 = g2 + Units * Units, *g3 = c2 + Units, *c3 = g3 + Dimensions * Units;
        for (int o = 0; o < Units; o++) {
            for (int i = 0; i < 9; i++) g1[o * 9 + i] = sums->in[i][o];
            c1[o] = sums->in[One][o];
        }
        std::memcpy(g2, sums->middle, sizeof sums->middle);
        std::memcpy(c2, sums->middleBias, sizeof sums->middleBias);
        std::memcpy(g3, sums->out, sizeof sums->out);
        std::memcpy(c3, sums->outBias, Dimensions * sizeof(float));
    }
    return loss / paths;
}
