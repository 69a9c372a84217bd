#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

// Child and supervisor share a file in memory. While the child holds the terminal the file has the bytes that give it
// back; the supervisor writes them if the child is gone and they are still there.
static int note = -1;
static const char variable[] = "CNCURSES_SUPERVISOR";

void cn_supervisor_note(const cn_sequence *reset) {
  if (note < 0) return;
  ssize_t ignored = pwrite(note, reset->bytes, reset->count, 0);
  (void)ignored;
}

void cn_supervisor_clear(void) {
  if (note < 0) return;
  int ignored = ftruncate(note, 0);
  (void)ignored;
}

// MARK: The child

// Whether this process was started by a supervisor, which is then its parent.
static bool adopt_note(void) {
  const char *text = getenv(variable);
  if (!text) return false;
  int file = -1, parent = -1;
  bool valid = sscanf(text, "%d:%d", &file, &parent) == 2 && file > STDERR_FILENO && fcntl(file, F_GET_SEALS) >= 0;
  unsetenv(variable);
  if (!valid) return false;
  fcntl(file, F_SETFD, FD_CLOEXEC);
  note = file;
  // The supervisor may have died before its death could be announced.
  if (getppid() != parent) raise(SIGTERM);
  return true;
}

static void become_child(pid_t parent, char *const arguments[]) {
  char text[64];
  snprintf(text, sizeof text, "%d:%d", note, (int)parent);
  setenv(variable, text, 1);
  // Swift's own crash handler asks questions on a terminal that nobody can see by then.
  setenv("SWIFT_BACKTRACE", "enable=no", 0);
  // Large blocks lie in large pages: a million VMs are there a tenth sooner.
  setenv("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1", 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  execv("/proc/self/exe", arguments);
  // Without a second start the program goes on here: less robust, but it works.
  adopt_note();
}

// MARK: The supervisor

static const int passed_on[] = {SIGTERM, SIGHUP,  SIGQUIT, SIGINT, SIGTSTP, SIGWINCH, SIGUSR1, SIGUSR2,
                                SIGSEGV, SIGBUS, SIGILL,  SIGTRAP, SIGFPE, SIGABRT, SIGSYS};

static void put_in_order(const struct termios *cooked) {
  cn_sequence reset;
  ssize_t count = pread(note, reset.bytes, sizeof reset.bytes, 0);
  if (count > 0) {
    ssize_t ignored = write(STDOUT_FILENO, reset.bytes, (size_t)count);
    (void)ignored;
  }
  tcsetattr(STDIN_FILENO, TCSANOW, cooked);
}

_Noreturn static void supervise(pid_t child, const sigset_t *awaited, const struct termios *cooked) {
  // From here on it only waits.
  cn_give_back_memory();
  for (;;) {
    siginfo_t info;
    int number = sigwaitinfo(awaited, &info);
    if (number < 0) continue;
    if (number != SIGCHLD) {
      // What the terminal sends goes to the whole group, so the child has it already.
      if (info.si_code != SI_KERNEL) kill(child, number);
      continue;
    }
    int status;
    while (waitpid(child, &status, WNOHANG | WUNTRACED) == child) {
      if (WIFSTOPPED(status)) {
        kill(getpid(), SIGSTOP);
        kill(child, SIGCONT);
        continue;
      }
      off_t noted = lseek(note, 0, SEEK_END);
      if (noted > 0 || WIFSIGNALED(status)) put_in_order(cooked);
      _exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
    }
  }
}

void cn_supervise(char *const arguments[]) {
  if (adopt_note()) return;
  struct termios cooked;
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &cooked) != 0) return;
  note = memfd_create("terminal", 0);
  if (note < 0) return;

  sigset_t awaited, before;
  sigemptyset(&awaited);
  sigaddset(&awaited, SIGCHLD);
  for (size_t i = 0; i < sizeof passed_on / sizeof passed_on[0]; i++) sigaddset(&awaited, passed_on[i]);
  sigprocmask(SIG_BLOCK, &awaited, &before);
  // Before the fork: set afterwards, it would throw away the news of a child that ended at once.
  signal(SIGCHLD, SIG_DFL);
  pid_t supervisor = getpid();
  pid_t child = fork();
  if (child > 0) {
    // Restoring the terminal from the background must not stop this process.
    signal(SIGTTOU, SIG_IGN);
    supervise(child, &awaited, &cooked);
  }
  sigprocmask(SIG_SETMASK, &before, NULL);
  if (child == 0) {
    become_child(supervisor, arguments);
  } else {
    close(note);
    note = -1;
  }
}
