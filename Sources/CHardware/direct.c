#define _GNU_SOURCE
#include "CHardware.h"

#include <fcntl.h>

int khabar_open_direct(const char *path) {
#if defined(O_DIRECT)
    return open(path, O_WRONLY | O_DIRECT | O_CLOEXEC);
#else
    (void)path;
    return -1;
#endif
}
