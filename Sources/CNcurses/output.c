#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int tty = -1;
static char *buffer;
static size_t capacity, filled, written;

// An open file of its own, so that O_NONBLOCK does not reach the shell and everyone else who shares ours.
static int open_tty(void) {
  const int flags = O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  int file = open("/proc/self/fd/1", flags);
  if (file < 0) file = open("/dev/tty", flags);
  if (file < 0) file = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  return file;
}

bool cn_output_open(void) {
  filled = written = 0;
  tty = open_tty();
  return tty >= 0;
}

void cn_output_close(void) {
  if (tty >= 0) close(tty);
  tty = -1;
  free(buffer);
  buffer = NULL;
  capacity = filled = written = 0;
}

int cn_output_tty(void) { return tty; }

void cn_output_discard(void) { filled = written = 0; }

bool cn_output_is_blocked(void) { return written < filled; }

static bool reserve(size_t count) {
  if (filled + count <= capacity) return true;
  size_t wanted = (filled + count) * 2;
  char *grown = realloc(buffer, wanted);
  if (!grown) return false;
  buffer = grown;
  capacity = wanted;
  return true;
}

void cn_output_add(const void *bytes, size_t count) {
  if (!reserve(count)) return;
  memcpy(buffer + filled, bytes, count);
  filled += count;
}

// Hands everything that was written to `add` and begins the file anew.
bool cn_output_add_file(int file, void (*add)(const void *bytes, size_t count)) {
  // What lies behind is left of a longer one before.
  off_t end = lseek(file, 0, SEEK_CUR);
  if (end < 0) return false;
  size_t count = (size_t)end;
  char *bytes = malloc(count);
  ssize_t got = bytes ? pread(file, bytes, count, 0) : -1;
  if (got > 0) add(bytes, (size_t)got);
  free(bytes);
  lseek(file, 0, SEEK_SET);
  return got >= 0;
}

cn_output cn_push(void) {
  while (written < filled) {
    ssize_t count = write(tty, buffer + written, filled - written);
    if (count > 0) {
      written += (size_t)count;
    } else if (count < 0 && errno == EAGAIN) {
      return CN_BLOCKED;
    } else if (count < 0 && errno != EINTR) {
      cn_output_discard();
      return CN_GONE;
    }
  }
  cn_output_discard();
  return CN_SENT;
}
