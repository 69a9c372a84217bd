"""One run of a program on a pseudo-terminal of its own."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time

from screen import Screen

# Only what never comes is given up: a slow machine with much to do takes its time.
PATIENCE = 60


class Session:
    def __init__(self, program, columns=80, rows=24, environment=None, unset=(), arguments=()):
        self.master, self.slave = pty.openpty()
        self.screen = Screen(columns, rows)
        self.set_size(columns, rows)
        self.before = termios.tcgetattr(self.slave)
        variables = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "NO_COLOR", "PROBE"))}
        variables.update({"TERM": "xterm-256color", "LANG": "C.UTF-8", **(environment or {})})
        for name in unset:
            variables.pop(name, None)
        self.status = None
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
            for number in (0, 1, 2):
                os.dup2(self.slave, number)
            os.closerange(3, 64)
            # As a shell starts a program; a test runner may hold signals back.
            signal.pthread_sigmask(signal.SIG_SETMASK, [])
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.execve(program, [program, *arguments], variables)

    # Input and output

    def set_size(self, columns, rows):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows):
        self.read(0.05)
        self.screen.resize(columns, rows)
        self.set_size(columns, rows)

    def type(self, keys):
        os.write(self.master, keys)

    def read(self, seconds):
        """Reads for so long; returns the bytes."""
        got = b""
        end = time.monotonic() + seconds
        while True:
            data = self.read_once(max(0, end - time.monotonic()))
            if not data:
                return got
            got += data

    def read_once(self, seconds):
        """Reads what there is as soon as there is something."""
        if not select.select([self.master], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return b""
        self.screen.feed(data)
        return data

    def wait_for(self, condition, what):
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end or (self.status is not None and what != "the end"):
                raise AssertionError(f"never seen: {what}\n{self.screen.text()}\n{self.screen.history[-2000:]!r}")
            self.read(0.02)

    def wait_for_text(self, text):
        self.wait_for(lambda: text in self.screen.text(), text)

    # The process

    def child(self):
        """The program itself, below its supervisor."""
        def children():
            with open(f"/proc/{self.pid}/task/{self.pid}/children") as file:
                return file.read().split()
        self.wait_for(children, "a child")
        return int(children()[0])

    def is_stopped(self, pid):
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "T"

    def ended(self):
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def wait_for_end(self):
        self.wait_for(self.ended, "the end")
        self.read(0.1)
        return self.status

    def close(self):
        if not self.ended():
            os.kill(self.pid, signal.SIGCONT)
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        for file in (self.master, self.slave):
            try:
                os.close(file)
            except OSError:
                pass

    def unread(self):
        """What was typed and nobody has read."""
        return struct.unpack("i", fcntl.ioctl(self.slave, termios.FIONREAD, b"\0" * 4))[0]

    # Judgements

    def expect_restored(self):
        state = termios.tcgetattr(self.slave)
        assert state == self.before, f"termios differs: {self.before} {state}"
        left = self.screen.modes - {7, 12, 25, 1034}
        assert not left, f"modes still on: {left}"
        history = self.screen.history
        assert history.rfind(b"\x1b[?25h") > history.rfind(b"\x1b[?25l"), "cursor hidden"
        assert b"\x1b[?1049l" in history, "alternate screen not left"

    def expect_lawful(self):
        assert not self.screen.refused, f"not to be sent: {self.screen.refused[:5]}"
