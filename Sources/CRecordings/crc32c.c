#include "crecordings.h"

#if defined(__x86_64__)

#include <nmmintrin.h>
#include <string.h>

// The C library looked when the program was started. Where it does not tell, one look at the processor: a virtual machine
// leaves to its host for each.
#if __has_include(<sys/platform/x86.h>)

#include <sys/platform/x86.h>

bool recordings_has_crc32c(void) { return CPU_FEATURE_ACTIVE(SSE4_2); }

#else

#include <cpuid.h>

bool recordings_has_crc32c(void) {
  unsigned a, b, c, d;
  __cpuid(1, a, b, c, d);
  return c & bit_SSE4_2;
}

#endif

__attribute__((target("sse4.2")))
uint32_t recordings_crc32c(uint32_t before, const void *bytes, size_t count) {
  const unsigned char *at = bytes;
  uint64_t wide = before;
  for (; count >= 8; at += 8, count -= 8) {
    uint64_t word;
    memcpy(&word, at, 8);
    wide = _mm_crc32_u64(wide, word);
  }
  uint32_t narrow = (uint32_t)wide;
  for (; count > 0; at++, count--) narrow = _mm_crc32_u8(narrow, *at);
  return narrow;
}

#else

bool recordings_has_crc32c(void) { return false; }

uint32_t recordings_crc32c(uint32_t before, const void *bytes, size_t count) {
  (void)bytes;
  (void)count;
  return before;
}

#endif
