#include "CHardware.h"

// Contracted to one operation, a product and a sum would round once instead of twice.
#pragma STDC FP_CONTRACT OFF

// Which of the two runs is chosen when the program is loaded, which not every system's loader can.
#if defined(__x86_64__) && defined(__GLIBC__)
__attribute__((target_clones("avx2", "default")))
#endif
void khabar_score_postings(
    const uint32_t *restrict articles, const uint32_t *restrict codes, size_t count, const uint8_t *restrict lengths,
    const float *restrict norms, const float *restrict leads, float weight, int32_t *restrict scores) {
    for (size_t i = 0; i < count; i++) {
        int32_t frequency = (int32_t)(codes[i] >> 4) + 1;
        float f = (float)(frequency < 255 ? frequency : 255);
        scores[i] = (int32_t)(weight * (f / (f + norms[lengths[articles[i]]]) + leads[codes[i] >> 1 & 7]));
    }
}
