#define _GNU_SOURCE
#include "crecordings.h"

#include <errno.h>
#include <fcntl.h>

int recordings_reserve(int descriptor, int64_t length) {
  return fallocate(descriptor, FALLOC_FL_KEEP_SIZE, 0, length) < 0 ? errno : 0;
}
