#include "CHardware.h"

#include <stdlib.h>

#if defined(__linux__)
#include <sys/mman.h>

static const uintptr_t huge_page_bytes = 2 << 20;

void khabar_prefer_huge_pages(void *address, size_t bytes) {
    uintptr_t start = ((uintptr_t)address + huge_page_bytes - 1) & ~(huge_page_bytes - 1);
    uintptr_t end = ((uintptr_t)address + bytes) & ~(huge_page_bytes - 1);
    if (start < end && end - start >= 2 * huge_page_bytes) madvise((void *)start, end - start, MADV_HUGEPAGE);
}
#else
void khabar_prefer_huge_pages(void *address, size_t bytes) {
    (void)address;
    (void)bytes;
}
#endif

#if defined(__GLIBC__)
#include <malloc.h>

void khabar_return_memory_promptly(void) {
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TRIM_THRESHOLD, 4 << 20);
    mallopt(M_ARENA_MAX, 2);
}
#else
void khabar_return_memory_promptly(void) {}
#endif
