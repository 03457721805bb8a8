#include "CHardware.h"

#include <stdlib.h>

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
