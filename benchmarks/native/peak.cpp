// The greatest rate of fused multiply-adds in single precision of one core: twelve chains hide the latency of two units.
#include <chrono>

typedef float Real __attribute__((vector_size(
#if defined(__AVX512F__)
    64
#elif defined(__AVX__)
    32
#else
    16
#endif
    )));

/// A vector register in the language of asm.
#if defined(__aarch64__)
#define REGISTER "w"
#else
#define REGISTER "v"
#endif

/// GFLOP/s, a multiply-add being two.
extern "C" double peak() {
    constexpr int Chains = 12, Rounds = 4'000'000;
    Real sum[Chains] = {}, x = Real{} + 0.999f, y = Real{} + 1e-3f;
    auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < Rounds; i++)
#pragma GCC unroll 12
        for (int c = 0; c < Chains; c++) {
            sum[c] = sum[c] * x + y;
            asm("" : "+" REGISTER(sum[c])); // a register each: chains are not merged
        }
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
#pragma GCC unroll 12
    for (int c = 0; c < Chains; c++) asm volatile("" : : REGISTER(sum[c])); // read, so not left out
    return 2.0 * Chains * Rounds * (sizeof(Real) / sizeof(float)) / seconds / 1e9;
}
