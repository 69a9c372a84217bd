#define _GNU_SOURCE
#include "internal.h"

#include <malloc.h>
#include <stdio.h>
#include <sys/mman.h>

// A mapping as /proc/self/smaps describes it, as far as it was read.
typedef struct {
  unsigned long start, end, inode;
  char permissions[5];
  unsigned long changed_kilobytes;  // pages that are no longer the file's, in memory or swapped out
} mapping;

// Only whoever is alone in the process knows that nobody changes a page between the look at it and the advice.
static bool is_alone(void) {
  FILE *status = fopen("/proc/self/status", "re");
  if (!status) return false;
  char line[256];
  int threads = 0;
  while (threads == 0 && fgets(line, sizeof line, status)) {
    if (sscanf(line, "Threads: %d", &threads) != 1) threads = 0;
  }
  fclose(status);
  return threads == 1;
}

// Read-only, private, of a file, and every page as the file has it: what is dropped is read from the file again.
static bool can_be_read_again(const mapping *found) {
  const char *permissions = found->permissions;
  return found->inode != 0 && permissions[0] == 'r' && permissions[1] == '-' && permissions[3] == 'p' &&
         found->changed_kilobytes == 0;
}

void cn_map_large_blocks(void) {
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  // Else the canvas of each frame would be given back and asked for again.
  mallopt(M_TRIM_THRESHOLD, 1 << 20);
}

void cn_give_back_memory(void) {
  malloc_trim(0);
  if (!is_alone()) return;
  FILE *maps = fopen("/proc/self/smaps", "re");
  if (!maps) return;
  char line[512];
  mapping found = {0};
  while (fgets(line, sizeof line, maps)) {
    mapping next = {0};
    unsigned long kilobytes;
    if (sscanf(line, "%lx-%lx %4s %*x %*s %lu", &next.start, &next.end, next.permissions, &next.inode) == 4) {
      found = next;
    } else if (sscanf(line, "Anonymous: %lu", &kilobytes) == 1 || sscanf(line, "Swap: %lu", &kilobytes) == 1) {
      found.changed_kilobytes += kilobytes;
    } else if (sscanf(line, "VmFlags: %4s", next.permissions) == 1 && can_be_read_again(&found)) {
      madvise((void *)found.start, found.end - found.start, MADV_DONTNEED);
    }
  }
  fclose(maps);
}
