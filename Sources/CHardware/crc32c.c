#include "CHardware.h"

#include <string.h>

// The polynomial, reflected: bit 31 is the coefficient of x^0.
static const uint32_t polynomial = 0x82F63B78u;

static uint32_t table[8][256];

/// Fills the slicing-by-8 tables once, before main.
__attribute__((constructor)) static void fill_table(void) {
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t crc = i;
        for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) ? polynomial : 0);
        table[0][i] = crc;
    }
    for (int slice = 1; slice < 8; slice++)
        for (uint32_t i = 0; i < 256; i++)
            table[slice][i] = (table[slice - 1][i] >> 8) ^ table[0][table[slice - 1][i] & 0xFF];
}

uint32_t khabar_crc32c_portable(uint32_t crc, const void *bytes, size_t count) {
    const unsigned char *p = bytes;
    crc = ~crc;
    for (; count >= 8; count -= 8, p += 8) {
        uint32_t low = crc ^ ((uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24);
        crc = table[7][low & 0xFF] ^ table[6][(low >> 8) & 0xFF] ^ table[5][(low >> 16) & 0xFF] ^ table[4][low >> 24] ^
              table[3][p[4]] ^ table[2][p[5]] ^ table[1][p[6]] ^ table[0][p[7]];
    }
    while (count--) crc = (crc >> 8) ^ table[0][(crc ^ *p++) & 0xFF];
    return ~crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t crc32c_sse42(uint32_t crc, const void *bytes, size_t count) {
    const unsigned char *p = bytes;
    uint64_t state = (uint32_t)~crc;
    for (; count >= 8; count -= 8, p += 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        state = __builtin_ia32_crc32di(state, word);
    }
    uint32_t rest = (uint32_t)state;
    while (count--) rest = __builtin_ia32_crc32qi(rest, *p++);
    return ~rest;
}

uint32_t khabar_crc32c(uint32_t crc, const void *bytes, size_t count) {
    return __builtin_cpu_supports("sse4.2") ? crc32c_sse42(crc, bytes, count)
                                            : khabar_crc32c_portable(crc, bytes, count);
}
#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
uint32_t khabar_crc32c(uint32_t crc, const void *bytes, size_t count) {
    const unsigned char *p = bytes;
    crc = ~crc;
    for (; count >= 8; count -= 8, p += 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        crc = __crc32cd(crc, word);
    }
    while (count--) crc = __crc32cb(crc, *p++);
    return ~crc;
}
#else
uint32_t khabar_crc32c(uint32_t crc, const void *bytes, size_t count) {
    return khabar_crc32c_portable(crc, bytes, count);
}
#endif

/// The product of two polynomials, modulo ours.
static uint32_t product(uint32_t a, uint32_t b) {
    uint32_t sum = 0;
    for (uint32_t bit = 1u << 31; bit; bit >>= 1) {
        if (a & bit) sum ^= b;
        b = (b >> 1) ^ ((b & 1) ? polynomial : 0);
    }
    return sum;
}

// A byte behind the first piece multiplies what is left of it by x^8; the complements at both ends cancel out.
uint32_t khabar_crc32c_joined(uint32_t first, uint32_t second, uint64_t second_bytes) {
    uint32_t power = 1u << 23;
    for (; second_bytes; second_bytes >>= 1) {
        if (second_bytes & 1) first = product(first, power);
        power = product(power, power);
    }
    return first ^ second;
}
