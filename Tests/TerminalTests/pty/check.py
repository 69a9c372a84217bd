"""check.py <program> <case>: one case of the terminal's behaviour; exits with 0 if it is as it should be."""

import os
import signal
import sys
import termios
import time

from session import Session

CASES = {}


def case(function):
    CASES[function.__name__.replace("_", "-")] = function
    return function


def started(program, **options):
    session = Session(program, **options)
    session.wait_for_text("last")
    return session


@case
def first_paint(program):
    session = started(program)
    session.wait_for_text("size 80x24")
    assert "|世界|e\u0301|café|\\u{1B}[31m|\\u{9B}2J|\\u{202E}|" in session.screen.text(), session.screen.text()
    assert 1049 in session.screen.modes and 2004 in session.screen.modes
    assert session.screen.colors > 0
    session.expect_lawful()
    return session


@case
def keys(program):
    session = started(program)
    for typed, seen in [
        (b"a", 'key(TextCanvas.Key.character("a"))'), ("é".encode(), 'character("é")'), (b"\x1b[A", "Key.up"), (b"\x1bOB", "Key.down"),
        (b"\x1bOH", "Key.home"), (b"\x1b[6~", "pageDown"), (b"\t", "Key.tab"), (b"\x1b[Z", "backTab"), (b"\r", "enter"), (b"\x7f", "backspace"),
        (b"\x1b", "escape"), (b"\x04", 'control("d")'), (b"\x1bOP", "function(1)"), (b"\x1b[1;2D", "shiftLeft"),
        (b"\x1b[200~q\rx\x1b[A\x1b[201~", 'paste("q\\nx'), (b"\x1b[<64;5;3M", "wheelUp(row: 2, column: 4)"),
        (b"\x1b[<0;10;2M", "click(row: 1, column: 9)"), (b"\x1b[<0;10;2mb", 'character("b")'),
    ]:
        session.type(typed)
        session.wait_for_text(seen)
    session.type(b"m")
    session.wait_for(lambda: {1000, 1006} <= session.screen.modes, "mouse modes")
    session.type(b"q")
    assert session.wait_for_end() == 0
    session.expect_restored()
    session.expect_lawful()
    return session


@case
def resizes(program):
    session = started(program)
    for columns, rows in [(160, 45), (80, 24), (40, 10), (20, 5), (1, 1), (2, 2), (200, 60), (30, 3), (80, 24)]:
        session.resize(columns, rows)
        if rows > 3 and columns > 12:
            session.wait_for_text(f"size {columns}x{rows}")
        else:
            session.read(0.3)
        assert session.ended() is False
    session.type(b"g")
    for index in range(1000):
        columns, rows = (80, 24) if index % 2 else (100, 30)
        session.set_size(columns, rows)
        session.read(0.001)
    session.screen.resize(80, 24)
    session.set_size(81, 24)
    session.screen.resize(81, 24)
    session.wait_for_text("size 81x24")
    session.type(b"g\x0c")
    session.read(0.3)
    lines = session.screen.text().splitlines()
    assert len(lines) == 24 and all(len(lines[row]) == 81 for row in (0, 23)), session.screen.text()
    session.expect_lawful()
    return session


@case
def no_color(program):
    session = started(program, environment={"NO_COLOR": "1"})
    session.type(b"ggt")
    session.read(0.3)
    assert session.screen.colors == 0
    assert b"\x1b[7m" in session.screen.history or b";7m" in session.screen.history
    return session


@case
def ascii_only(program):
    for environment in ({"LANG": "C"}, {"LC_ALL": "POSIX"}):
        session = started(program, environment=environment)
        session.type("gé".encode())
        session.read(0.3)
        assert session.screen.non_ascii == 0, session.screen.text()
        assert "|????|e|caf?|" in session.screen.text(), session.screen.text()
        session.close()


@case
def unknown_locale(program):
    for options in ({"environment": {"LANG": "xx_YY.UTF-8"}}, {"unset": ["LANG"]}):
        session = started(program, **options)
        session.wait_for_text("世界")
        session.close()


@case
def terminals(program):
    for name, colors, private in [
        ("xterm", True, True), ("tmux-256color", True, True), ("screen", True, True), ("linux", True, False), ("vt100", False, False),
    ]:
        session = started(program, environment={"TERM": name})
        session.read(0.2)
        assert (session.screen.colors > 0) == colors, name
        assert (b"?2026h" in session.screen.history) == private, name
        if name == "vt100":
            assert session.screen.non_ascii == 0
        session.type(b"q")
        assert session.wait_for_end() == 0
        assert termios.tcgetattr(session.slave) == session.before, name
        session.close()


@case
def no_terminal(program):
    for name in ("dumb", "", "no-such-terminal"):
        session = Session(program, environment={"TERM": name})
        assert session.wait_for_end() == 2, name
        assert b"probe: " in session.screen.history and b"\x1b" not in session.screen.history, session.screen.history
        session.close()
    session = Session(program, unset=["TERM"])
    assert session.wait_for_end() == 2
    return session


@case
def one_write_a_frame(program):
    session = started(program)
    session.type(b"g")
    session.read(0.3)
    frames, reads, end = session.screen.synchronized, 0, time.monotonic() + 2
    while time.monotonic() < end:
        # Wakes with the first byte: a frame written in pieces is read in pieces.
        got = session.read_once(0.2)
        reads += bool(got)
    frames = session.screen.synchronized - frames
    assert frames >= 10, frames
    assert reads <= frames * 1.1, f"{reads} pieces, {frames} frames"
    return session


@case
def idle(program):
    session = started(program)
    child = session.child()
    session.read(0.3)

    def switches():
        with open(f"/proc/{child}/status") as file:
            return [line for line in file if "voluntary_ctxt" in line]

    before, size = switches()[0], len(session.screen.history)
    session.read(1.5)
    assert switches()[0] == before, "woken while idle"
    assert len(session.screen.history) == size, "bytes while idle"
    return session


@case
def reader_that_never_reads(program):
    session = started(program)
    session.type(b"g")
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline:
        session.type(b"\x0c")
        time.sleep(0.002)
    start = time.monotonic()
    os.kill(session.pid, signal.SIGTERM)
    while not session.ended():
        assert time.monotonic() < start + 3, "SIGTERM had no effect on a blocked terminal"
        time.sleep(0.01)
    assert session.status == 143
    assert termios.tcgetattr(session.slave) == session.before
    return session


@case
def random_input(program):
    session = started(program)
    state = 1
    sent = 0
    forbidden = b"qx!\x03\x1amgwt"
    while sent < 1 << 20:
        chunk = bytearray()
        while len(chunk) < 2048:
            state = (state * 6364136223846793005 + 1442695040888963407) & (1 << 64) - 1
            byte = state >> 56
            chunk.append(byte if byte not in forbidden else 0xFF)
        session.type(bytes(chunk))
        sent += len(chunk)
        session.read(0)
    session.read(0.5)
    session.type(b"a")
    session.wait_for_text('character("a")')
    session.expect_lawful()
    return session


@case
def closed_terminal(program):
    session = started(program)
    os.close(session.slave)
    os.close(session.master)
    deadline = time.monotonic() + 5
    while not session.ended():
        assert time.monotonic() < deadline, "still running without a terminal"
        time.sleep(0.01)
    session.status = session.status if session.status is not None else 0


@case
def background(program):
    for answer, ground in [(b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\", "light"), (b"\x1b]11;rgb:1c1c/1c1c/1c1c\x07", "dark")]:
        session = started(program, environment={"PROBE_ASKS": "1"})
        assert session.screen.questions == 1
        session.type(answer)
        session.wait_for_text(f"background(TextCanvas.Ground.{ground})")
        session.type(b"a")
        session.wait_for_text('character("a")')
        session.type(b"q")
        assert session.wait_for_end() == 0
        session.expect_restored()
        session.expect_lawful()
        session.close()
    # An answer that comes while the program ends is not left to the shell.
    session = started(program, environment={"PROBE_ASKS": "1"})
    session.type(b"q\x1b]11;rgb:ffff/ffff/ffff\x1b\\")
    assert session.wait_for_end() == 0
    assert not session.unread(), session.unread()
    session.close()
    # Where none would come none is asked for.
    session = started(program, environment={"PROBE_ASKS": "1", "TERM": "linux"})
    assert session.screen.questions == 0
    return session


@case
def clipboard(program):
    for name, more, taken in [("xterm-256color", {}, True), ("tmux-256color", {}, True), ("screen", {}, False),
                              ("screen", {"TMUX": "/tmp/tmux"}, True), ("linux", {}, False), ("vt100", {}, False)]:
        session = started(program, environment={"TERM": name, **more}, unset=[] if more else ["TMUX"])
        session.type(b"y")
        session.wait_for_text("copied true" if taken else "copied false")
        assert (session.screen.clipboard == "två words") == taken, (name, session.screen.clipboard)
        if name != "linux":
            session.expect_lawful()
        session.close()


@case
def errors_are_shown_after(program):
    session = started(program)
    session.type(b"w")
    session.read(0.3)
    assert b"standard error" not in session.screen.history
    session.type(b"q")
    assert session.wait_for_end() == 0
    history = session.screen.history
    assert history.rfind(b"a word on standard error") > history.rfind(b"\x1b[?1049l")
    session.expect_restored()
    return session


@case
def trap(program):
    session = started(program)
    session.type(b"x")
    assert session.wait_for_end() == 128 + signal.SIGILL, session.status
    session.expect_restored()
    assert b"the probe was asked to crash" in session.screen.history[session.screen.history.rfind(b"\x1b[?1049l"):]
    return session


@case
def exit_without_closing(program):
    session = started(program)
    session.type(b"!")
    assert session.wait_for_end() == 7
    session.expect_restored()
    return session


def ending(name, act, status):
    def check(program, environment=None):
        session = started(program, environment=environment)
        session.type(b"m")
        session.wait_for(lambda: 1000 in session.screen.modes, "mouse mode")
        act(session)
        assert session.wait_for_end() == status, session.status
        session.expect_restored()
        session.expect_lawful()
        return session

    CASES["end-" + name] = check
    if name not in ("kill", "kill-supervisor"):
        CASES["alone-" + name] = lambda program: check(program, {"PROBE_ALONE": "1"})


def kill(number):
    return lambda session: os.kill(session.pid, number)


ending("q", lambda session: session.type(b"q"), 0)
ending("ctrl-c", lambda session: session.type(b"\x03"), 130)
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
    ending(number.name[3:].lower(), kill(number), 128 + number)
ending("kill", lambda session: os.kill(session.child(), signal.SIGKILL), 137)


def crash(number):
    name = number.name[3:].lower()
    ending(name, kill(number), 128 + number)

    def alone(program):
        session = started(program, environment={"PROBE_ALONE": "1"})
        os.kill(session.pid, number)
        assert session.wait_for_end() == -number, session.status
        session.expect_restored()
        return session

    CASES["alone-" + name] = alone


for number in (signal.SIGABRT, signal.SIGILL, signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGTRAP):
    crash(number)


@case
def end_kill_supervisor(program):
    session = started(program)
    child = session.child()
    os.kill(session.pid, signal.SIGKILL)
    session.wait_for(lambda: not os.path.exists(f"/proc/{child}") or open(f"/proc/{child}/stat").read().rpartition(")")[2].split()[0] == "Z", "the child's end")
    session.wait_for_end()
    session.expect_restored()
    return session


def stop_and_continue(program, stop, environment=None):
    session = started(program, environment=environment)
    stop(session)
    session.wait_for(lambda: session.is_stopped(session.pid), "a stop")
    session.read(0.2)
    session.expect_restored()
    session.resize(70, 20)
    os.kill(session.pid, signal.SIGCONT)
    session.wait_for_text("size 70x20")
    assert {1049, 2004} <= session.screen.modes
    session.type(b"a")
    session.wait_for_text('character("a")')
    session.read(0.2)
    assert not session.is_stopped(session.pid)
    session.type(b"q")
    assert session.wait_for_end() == 0
    session.expect_restored()
    session.expect_lawful()
    return session


CASES["end-tstp"] = lambda program: stop_and_continue(program, kill(signal.SIGTSTP))
CASES["end-ctrl-z"] = lambda program: stop_and_continue(program, lambda session: session.type(b"\x1a"))
CASES["end-tstp-group"] = lambda program: stop_and_continue(program, lambda session: os.killpg(session.pid, signal.SIGTSTP))
CASES["alone-tstp"] = lambda program: stop_and_continue(program, kill(signal.SIGTSTP), {"PROBE_ALONE": "1"})

if __name__ == "__main__":
    program = sys.argv[1]
    for name in sys.argv[2:] or CASES:
        session = None
        start = time.monotonic()
        session = CASES[name](program)
        if session:
            session.close()
        print(f"ok {name} {time.monotonic() - start:.2f} s", flush=True)
