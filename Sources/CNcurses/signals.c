#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <unistd.h>

// A handler only sets a bit and writes a byte into a pipe that cn_wait listens to; all work is done outside of it.
static const struct {
  int number, bit;
} caught[] = {
  {SIGINT, CN_INTERRUPT}, {SIGTERM, CN_TERMINATE}, {SIGHUP, CN_HANGUP}, {SIGQUIT, CN_QUIT},
  {SIGTSTP, CN_STOP}, {SIGCONT, CN_CONTINUE}, {SIGWINCH, CN_RESIZE},
};
enum { CAUGHT = sizeof caught / sizeof caught[0] };

static struct sigaction before[CAUGHT], before_ttou;
static int wake_up[2] = {-1, -1};
static atomic_int arrived;
static bool input_ended;

static void on_signal(int number) {
  int saved = errno;
  for (int i = 0; i < CAUGHT; i++) {
    if (caught[i].number == number) atomic_fetch_or(&arrived, caught[i].bit);
  }
  ssize_t ignored = write(wake_up[1], "", 1);
  (void)ignored;
  errno = saved;
}

bool cn_signals_open(void) {
  if (pipe2(wake_up, O_NONBLOCK | O_CLOEXEC) != 0) return false;
  atomic_store(&arrived, 0);
  input_ended = false;
  struct sigaction action = {.sa_handler = on_signal};
  sigemptyset(&action.sa_mask);
  sigset_t wanted;
  sigemptyset(&wanted);
  for (int i = 0; i < CAUGHT; i++) {
    sigaction(caught[i].number, &action, &before[i]);
    sigaddset(&wanted, caught[i].number);
  }
  // Whoever started this may have had them blocked, and children inherit that.
  pthread_sigmask(SIG_UNBLOCK, &wanted, NULL);
  // Orphaned by its supervisor this is a background process, which would be stopped for restoring the terminal.
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  sigaction(SIGTTOU, &ignore, &before_ttou);
  return true;
}

void cn_signals_close(void) {
  for (int i = 0; i < CAUGHT; i++) sigaction(caught[i].number, &before[i], NULL);
  sigaction(SIGTTOU, &before_ttou, NULL);
  close(wake_up[0]);
  close(wake_up[1]);
  wake_up[0] = wake_up[1] = -1;
}

int cn_signals_take(void) {
  char bytes[64];
  while (read(wake_up[0], bytes, sizeof bytes) > 0) continue;
  return atomic_exchange(&arrived, 0);
}

bool cn_signals_ask_to_end(void) {
  return atomic_load(&arrived) & (CN_INTERRUPT | CN_TERMINATE | CN_HANGUP | CN_QUIT);
}

// A second stop that was sent to the whole group meant the one just over, and so did the continuation. The size may
// have changed meanwhile without a signal, which goes to the foreground only.
void cn_signals_after_stop(void) {
  atomic_fetch_and(&arrived, ~(CN_STOP | CN_CONTINUE));
  atomic_fetch_or(&arrived, CN_RESIZE);
  ssize_t ignored = write(wake_up[1], "", 1);
  (void)ignored;
}

int cn_take_signals(void) {
  int signals = cn_signals_take();
  if (signals & CN_CONTINUE) cn_screen_retake();
  if ((signals & (CN_RESIZE | CN_CONTINUE)) && cn_screen_adopt_size()) {
    signals |= CN_RESIZE;
  } else {
    signals &= ~CN_RESIZE;
  }
  return signals;
}

int cn_wait(int milliseconds) {
  struct pollfd files[] = {
    {.fd = wake_up[0], .events = POLLIN},
    {.fd = input_ended ? -1 : STDIN_FILENO, .events = POLLIN},
    {.fd = cn_output_is_blocked() ? cn_output_tty() : -1, .events = POLLOUT},
  };
  if (poll(files, 3, milliseconds) < 0) {
    // Interrupted: the handler has left its byte in the pipe.
    return errno == EINTR ? CN_SIGNALLED : 0;
  }
  int found = 0;
  if (files[0].revents) found |= CN_SIGNALLED;
  if (files[2].revents) found |= CN_WRITABLE;
  int waiting = 0;
  if (files[1].revents & (POLLHUP | POLLERR | POLLNVAL) ||
      (files[1].revents & POLLIN && ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting == 0)) {
    // Told once; a file at its end is always ready and would keep the loop spinning.
    input_ended = true;
    found |= CN_INPUT_ENDED;
  } else if (files[1].revents & POLLIN) {
    found |= CN_INPUT;
  }
  return found;
}
