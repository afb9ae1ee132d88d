// Fills rows of normals, one row an element, blocks of paths as they are drawn.
#include "noise.h"

/// destination[e * stride + p] for element e of path first + p; first and the number of paths are multiples of sixteen.
extern "C" void normals(uint64_t key, int64_t first, int64_t paths, int elements, double *destination, int64_t stride) {
    const Site site(key);
    for (int64_t block = 0; block * Paths < paths; block++) {
        const Words call = calls(first / Paths + block);
        for (int e = 0; e < elements; e++) {
            Reals z0, z1;
            site.normals(call, e, z0, z1);
            double *row = destination + e * stride + block / BlocksOfSixteen * 16 + block % BlocksOfSixteen * Lanes;
            __builtin_memcpy(row, &z0, sizeof z0);
            __builtin_memcpy(row + 8, &z1, sizeof z1);
        }
    }
}
