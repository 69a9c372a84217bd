#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static volatile sig_atomic_t armed;
static int tty = -1;
static struct termios cooked;
static cn_sequence reset;

static const int crash_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGSYS};
enum { CRASH_SIGNALS = sizeof crash_signals / sizeof crash_signals[0] };
static struct sigaction before[CRASH_SIGNALS];
static char alternate_stack[64 * 1024];

static int kept_errors = -1, real_stderr = -1;

void cn_rescue_arm(int file, const struct termios *state, const cn_sequence *sequence) {
  tty = file;
  cooked = *state;
  reset = *sequence;
  armed = 1;
  cn_supervisor_note(sequence);
}

// Async-signal-safe: it is what a crash handler calls. A terminal that takes nothing is given a moment, then what it
// has not taken yet is thrown away.
void cn_rescue_restore(void) {
  if (!armed) return;
  armed = 0;
  const int patience = 6, step_milliseconds = 50;
  size_t done = 0;
  for (int attempt = 0; done < reset.count && attempt < patience;) {
    ssize_t count = write(tty, reset.bytes + done, reset.count - done);
    if (count > 0) {
      done += (size_t)count;
    } else if (count < 0 && errno == EAGAIN) {
      struct pollfd writable = {.fd = tty, .events = POLLOUT};
      poll(&writable, 1, step_milliseconds);
      if (++attempt == patience / 3) tcflush(tty, TCOFLUSH);
    } else if (count < 0 && errno != EINTR) {
      break;
    }
  }
  tcsetattr(tty, TCSANOW, &cooked);
  cn_supervisor_clear();
}

static void on_crash(int number, siginfo_t *info, void *context) {
  (void)context;
  cn_rescue_restore();
  cn_rescue_show_errors();
  // The default action, not the one before: Swift's own handler would start to talk on the terminal.
  signal(number, SIG_DFL);
  // A fault happens again on return; a signal somebody sent does not.
  if (info->si_code <= 0) raise(number);
}

bool cn_rescue_catch_crashes(void) {
  stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack};
  if (sigaltstack(&stack, NULL) != 0) return false;
  struct sigaction action = {.sa_sigaction = on_crash, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  sigset_t wanted;
  sigemptyset(&wanted);
  for (int i = 0; i < CRASH_SIGNALS; i++) {
    sigaction(crash_signals[i], &action, &before[i]);
    sigaddset(&wanted, crash_signals[i]);
  }
  return pthread_sigmask(SIG_UNBLOCK, &wanted, NULL) == 0;
}

void cn_rescue_ignore_crashes(void) {
  for (int i = 0; i < CRASH_SIGNALS; i++) sigaction(crash_signals[i], &before[i], NULL);
}

// What goes to standard error would be drawn across the screen and lost with it.
void cn_rescue_keep_errors(void) {
  if (!isatty(STDERR_FILENO)) return;
  real_stderr = dup(STDERR_FILENO);
  kept_errors = memfd_create("standard error", MFD_CLOEXEC);
  if (real_stderr >= 0 && kept_errors >= 0) dup2(kept_errors, STDERR_FILENO);
}

// Async-signal-safe, as above.
void cn_rescue_show_errors(void) {
  if (kept_errors < 0 || real_stderr < 0) return;
  dup2(real_stderr, STDERR_FILENO);
  char chunk[4096];
  const int longest = 256;  // chunks: a megabyte tells enough
  off_t at = 0;
  for (int i = 0; i < longest; i++) {
    ssize_t count = pread(kept_errors, chunk, sizeof chunk, at);
    if (count <= 0) break;
    if (write(STDERR_FILENO, chunk, (size_t)count) < 0) break;
    at += count;
  }
  close(kept_errors);
  close(real_stderr);
  kept_errors = real_stderr = -1;
}
