/// What the machine offers and Swift cannot reach: the CRC32C instruction, wide vectors, cache prefetches, the allocator's
/// settings, direct writes.
#ifndef KHABAR_CHARDWARE_H
#define KHABAR_CHARDWARE_H

#include <stddef.h>
#include <stdint.h>

/// CRC-32C (Castagnoli, RFC 3720 appendix B.4) of `count` bytes, continuing from `crc` (0 to start).
/// Uses SSE4.2 where the processor has it, a table otherwise; both give the same value.
uint32_t khabar_crc32c(uint32_t crc, const void *bytes, size_t count);

/// The table version alone, kept as the oracle of the fast one.
uint32_t khabar_crc32c_portable(uint32_t crc, const void *bytes, size_t count);

/// CRC-32C of two pieces as if they were one: of the first `first`, of the second, which has `second_bytes` bytes, `second`.
uint32_t khabar_crc32c_joined(uint32_t first, uint32_t second, uint64_t second_bytes);

/// Asks for the cache line at `address`; any address is allowed, nothing is read.
static inline void khabar_prefetch(const void *address) { __builtin_prefetch(address, 0, 1); }

/// BM25 and lead shares of `count` postings, by the processor's widest instructions. Rounds like single operations, so that the
/// scores are the same on every machine.
///
/// A code is `(frequency - 1) << 4 | level << 1 | x`. An article's norm is `norms[lengths[article]]`, a level's share `leads[level]`.
/// The score is `weight * (f / (f + norm) + lead)`, cut to an integer, with `f` the frequency, at most 255.
void khabar_score_postings(
    const uint32_t *restrict articles, const uint32_t *restrict codes, size_t count, const uint8_t *restrict lengths,
    const float *restrict norms, const float *restrict leads, float weight, int32_t *restrict scores);

/// Asks the system to back these bytes, which were allocated and not touched yet, with huge pages where it can.
///
/// Large arrays that are read here and there otherwise cost a walk of the page tables at nearly every access, which on a virtual machine is several times as
/// long. Does nothing for less than two huge pages, or where there is no such request.
void khabar_prefer_huge_pages(void *address, size_t bytes);

/// Makes the allocator give large freed pieces back to the system at once.
///
/// Segments come and go in pieces of megabytes. glibc by default raises the size from which it maps pieces on their own up to 32 MiB, and
/// then keeps what was freed in its arenas. Does nothing where there is no such setting.
void khabar_return_memory_promptly(void);

/// Opens an existing file for writes that pass the system's file cache by; -1 where there are none. The caller closes it.
int khabar_open_direct(const char *path);

#endif
