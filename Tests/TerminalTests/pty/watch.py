"""watch.py <rolldeck> <case>: the dashboard itself on a pseudo-terminal; exits with 0 if it is as it should be."""

import json
import os
import re
import signal
import socket
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

from cells import Cells, least_bytes
from session import Session

CASES = {}
FOLDER = tempfile.TemporaryDirectory()
# Files that keys write go here.
os.chdir(FOLDER.name)


def case(function):
    CASES[function.__name__.replace("_", "-")] = function
    return function


def launched(program, **options):
    options.setdefault("environment", {}).update({"XDG_STATE_HOME": FOLDER.name, "XDG_CONFIG_HOME": FOLDER.name})
    return Session(program, **options)


def started(program, **options):
    session = launched(program, **options)
    session.wait_for_text("VMs done")
    return session


def quit_at_once(session):
    session.type(b"Q")
    assert session.wait_for_end() == 0, session.status
    session.expect_restored()
    session.expect_lawful()


@case
def keys(program):
    session = started(program)
    session.wait_for_text("done")
    for typed, seen in [
        (b"?", "Help"), (b"\x1b", "VMs done"), (b" ", "stopped"), (b"i", "Why"), (b"\x1b", "VMs done"),
        (b"f", "Disturb"), (b"\x1b", "VMs done"), (b":", "Enter"), (b"\x1b", "VMs done"), (b"4", "Catalogue"), (b"5", "Events"), (b"1", "World"),
    ]:
        session.type(typed)
        session.wait_for_text(seen)
    # What tmux sends for Home and End where TERM is that of xterm.
    session.type(b"6")
    session.wait_for_text("MARKS")
    session.type(b"\x1b[1~")
    session.wait_for_text("at 00:00:00")
    session.type(b"\x1b[4~")
    session.wait_for(lambda: "PAST" not in session.screen.text(), "the present")
    assert "Timeline" in session.screen.text(), session.screen.text()
    quit_at_once(session)
    return session


@case
def few_bytes(program):
    """Frames take little more than their changed cells need; what marks their beginning and end is not counted."""
    session = launched(program, columns=200, rows=60, arguments=("watch", "demo", "--no-record", "--pace", "x256"))
    session.wait_for_text("VMs done")
    session.read(4)
    first, *frames, _ = session.screen.history.split(b"\x1b[?2026l")
    cells = Cells(200, 60)
    cells.feed(first)
    ratios = []
    for frame in frames:
        before, start = cells.copy(), (cells.row, cells.column, cells.looks)
        cells.feed(frame)
        least, changed = least_bytes(before, cells.grid, start)
        if changed:
            ratios.append((len(frame) - 8) / least)
    assert len(ratios) >= 10, len(ratios)
    assert sorted(ratios)[len(ratios) * 9 // 10] <= 1.25, sorted(ratios)[-9:]
    quit_at_once(session)
    return session


def building(program, count):
    """Starts a fleet of so many VMs; what is said while it is built."""
    with open("large.yaml", "w") as file:
        file.write("{name: large, regions: [uksouth], extensions: [{type: DependencyAgentLinux, versions: [9.10.15.0]}],"
                   f" subscriptions: [{{name: s}}], virtualMachines: [{{name: v, count: {count}}}]}}")
    session = launched(program, arguments=("watch", "large.yaml", "--no-record"))
    built = re.compile(r"building the fleet large.yaml: ([0-9 ]+) of [0-9 ]+ VMs")
    seen = []
    def rises():
        found = built.search(session.screen.text())
        if found and found[1] not in seen:
            seen.append(found[1])
        return len(seen) > 2 or "REGION" in session.screen.text()
    began = time.monotonic()
    session.wait_for(rises, "a bar that fills")
    return session, [int(number.replace(" ", "")) for number in seen], time.monotonic() - began


@case
def progress(program):
    session, numbers, seconds = building(program, 1_000_000)
    # A program that was built to be fast is done before many looks at the screen.
    assert numbers == sorted(numbers) and len(numbers) > (2 if seconds > 1 else 0), (numbers, seconds)
    session.type(b"Q")
    assert session.wait_for_end() == 0, session.status
    session.expect_restored()
    session.close()
    session = launched(program, arguments=("watch", "large.yaml", "--no-record"))
    session.wait_for_text("building")
    session.type(b"?")
    session.wait_for_text("Help")
    session.type(b"\x1b")
    session.wait_for_text("REGION")
    quit_at_once(session)
    return session


def order(port, text):
    """Sends a command as a client of the control plane; returns the status of the answer."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/rolldeck/v1/commands", json.dumps({"text": text}).encode(), {"Content-Type": "application/json"})
    try:
        return urllib.request.urlopen(request, timeout=20).status
    except urllib.error.HTTPError as error:
        return error.code


@case
def centuries(program):
    """At the highest pace the clock stops behind the last rollout; it goes on where a person says so, or for a new one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    session = launched(
        program, columns=120, rows=40, arguments=("watch", "game-day", "--pace", "max", "--no-record", "--listen", str(port)))
    session.wait_for_text("Nothing is rolled out any more: P publishes a version, space goes on")
    clock = lambda: re.search(r"\+?[0-9d ]+\d\d:\d\d:\d\d", session.screen.text()).group()
    stopped = clock()
    answers = []
    for text in ("publish DependencyAgentLinux 9.10.15.0", "break unhealthy region=uksouth for=20m"):
        # The program waits for the terminal to be read.
        asking = threading.Thread(target=lambda: answers.append(order(port, text)))
        asking.start()
        while asking.is_alive():
            session.read(0.1)
        session.read(0.5)
        assert clock() == stopped and "stopped" in session.screen.text(), session.screen.text()
    assert answers == [409, 200], answers
    session.type(b":publish DependencyAgentLinux 9.10.99.0\r")
    session.wait_for(lambda: clock() != stopped, "time that goes on for a new version")
    session.wait_for_text("Nothing is rolled out any more")
    stopped = clock()
    session.type(b" ")
    session.wait_for(lambda: clock() != stopped, "time that goes on")
    quit_at_once(session)
    return session


@case
def nothing_stale(program):
    """After many frames the screen is what a repaint makes of it, but for the line that says so."""
    session = launched(program, columns=200, rows=60, arguments=("watch", "demo", "--no-record", "--pace", "x1024"))
    session.wait_for_text("VMs done")
    for key in (b"4", b"1", b"5", b"1", b" "):
        session.read(0.8)
        session.type(key)
    session.read(0.8)
    before = session.screen.text().split("\n")
    session.type(b"\x0c")
    session.wait_for_text("Repainted")
    session.read(0.3)
    after = session.screen.text().split("\n")
    stale = [(row, old, new) for row, (old, new) in enumerate(zip(before, after)) if old != new and "Repainted" not in new]
    assert not stale, stale
    quit_at_once(session)
    return session


@case
def sizes(program):
    session = started(program)
    for columns, rows, seen in [(160, 45, "Events"), (120, 36, "Region"), (80, 24, "PHASE"), (40, 10, "P"), (20, 5, "P1"), (200, 60, "Events")]:
        session.resize(columns, rows)
        session.wait_for_text(seen)
    quit_at_once(session)
    return session


@case
def every_size(program):
    session = started(program)
    for columns, rows in [(1, 1), (2, 2), (1, 60), (200, 1), (5, 5), (39, 9), (79, 23), (119, 29), (159, 44), (200, 60), (80, 24)]:
        for screen in b"123456:?":
            session.resize(columns, rows)
            session.type(bytes([screen]))
            session.read(0.02)
            assert not session.ended(), (columns, rows, screen)
            session.type(b"\x1b")
            session.read(0.04)
    session.type(b"1")
    session.wait_for_text("PHASE")
    quit_at_once(session)
    return session


@case
def resize_storm(program):
    session = started(program)
    for index in range(1000):
        session.set_size(100 if index % 2 else 80, 30 if index % 2 else 24)
        session.read(0.001)
    session.screen.resize(81, 25)
    session.set_size(81, 25)
    session.type(b"\x0c")
    session.wait_for_text("Repainted.")
    lines = session.screen.text().splitlines()
    assert len(lines) == 25 and lines[24].startswith("[1 World]"), session.screen.text()
    quit_at_once(session)
    return session


@case
def colours_and_letters(program):
    session = started(program, environment={"NO_COLOR": "1"})
    session.read(0.5)
    assert session.screen.colors == 0, session.screen.colors
    session.type(b"Q")
    session.wait_for_end()
    session.close()
    session = started(program, environment={"LANG": "C"})
    session.read(0.5)
    assert session.screen.non_ascii == 0, session.screen.non_ascii
    session.type(b"Q")
    assert session.wait_for_end() == 0
    return session


@case
def grounds(program):
    """The theme follows the answer of the terminal, then COLORFGBG, then it is the dark one; a chosen one stays."""
    answer = b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\"

    def looks(environment, typed, config=""):
        with open(os.path.join(FOLDER.name, "config"), "w") as file:
            file.write(config)
        os.makedirs(os.path.join(FOLDER.name, "rolldeck"), exist_ok=True)
        os.replace(os.path.join(FOLDER.name, "config"), os.path.join(FOLDER.name, "rolldeck", "config"))
        session = launched(program, environment=environment)
        session.read(0.02)
        if typed:
            session.type(typed)
        session.wait_for_text("VMs done")
        session.read(0.3)
        start = len(session.screen.history)
        session.type(b"\x0c")
        session.wait_for_text("Repainted.")
        session.read(0.2)
        frame = session.screen.history[start:]
        asked = session.screen.questions
        session.type(b"5")
        session.wait_for_text("Events")
        quit_at_once(session)
        session.close()
        return b"38;5;20m" in frame, b"38;5;117m" in frame, asked

    assert looks({}, answer) == (True, False, 1)
    assert looks({}, b"") == (False, True, 1)
    assert looks({"COLORFGBG": "0;15"}, b"") == (True, False, 1)
    assert looks({"COLORFGBG": "0;15"}, b"\x1b]11;rgb:00/00/00\x07") == (False, True, 1)
    assert looks({}, answer, "theme = dark\n") == (False, True, 0)
    assert looks({}, b"", "background = light\n") == (True, False, 0)
    os.remove(os.path.join(FOLDER.name, "rolldeck", "config"))


@case
def mouse(program):
    session = started(program)
    assert not {1000, 1002, 1003, 1006} & session.screen.modes, "off until it is asked for"
    session.type(b"M")
    session.wait_for(lambda: {1000, 1006} <= session.screen.modes, "mouse modes")
    assert 1002 in session.screen.modes and 1003 not in session.screen.modes
    rows = session.screen.text().splitlines()
    row = next(index for index, line in enumerate(rows) if "northeurope" in line) + 1
    session.type(b"\x1b[<0;5;%dM\x1b[<0;5;%dm" % (row, row))
    session.wait_for_text("> northeurope".replace(">", "\u25b8"))
    session.type(b"\x1b[<0;5;%dM" % row)
    session.wait_for_text("World > northeurope")
    footer = session.screen.text().splitlines()[-1]
    session.type(b"\x1b[<0;%d;24M" % (footer.index("5 Events") + 2))
    session.wait_for_text("World > Events")
    session.type(b"\x1b[<65;10;10M")
    session.read(0.2)
    session.type(b"6")
    session.wait_for_text("MARKS")
    row = next(number for number, line in enumerate(session.screen.text().split("\n")) if "  at " in line) + 1
    session.type(b"\x1b[<0;50;%dM" % row)
    session.wait_for_text("PAST")
    session.type(b"".join(b"\x1b[<32;%d;%dM" % (column, row) for column in range(49, 10, -1)))
    session.wait_for_text("at 00:00:00")
    session.type(b"\x1b[<32;79;1M\x1b[<0;79;1m")
    session.wait_for(lambda: "PAST" not in session.screen.text(), "the present")
    session.type(b"\x1b[<32;19;%dM" % row)
    session.read(0.3)
    assert "PAST" not in session.screen.text(), "let go is let go"
    session.type(b"M")
    session.wait_for(lambda: not {1000, 1002, 1006} & session.screen.modes, "mouse off")
    quit_at_once(session)
    session.close()
    session = started(program, environment={"TERM": "vt100"})
    session.type(b"M")
    session.wait_for_text("This terminal reports no mouse.")
    assert not session.screen.modes & {1000, 1002, 1006}
    session.type(b"Q")
    assert session.wait_for_end() == 0, session.status
    return session


@case
def copy(program):
    session = started(program)
    session.type(b"y")
    session.wait_for_text("Copied to the terminal's clipboard: uksouth")
    assert session.screen.clipboard == "uksouth", session.screen.clipboard
    session.type(b"y")
    session.wait_for_text("Copied to the terminal's clipboard: the screen.")
    assert "REGION" in session.screen.clipboard
    quit_at_once(session)
    session.close()
    session = started(program, environment={"TERM": "vt100"})
    session.type(b"y")
    session.wait_for_text("Copied into the file rolldeck-copied.txt: uksouth")
    with open("rolldeck-copied.txt") as file:
        assert file.read() == "uksouth"
    session.type(b"Q")
    assert session.wait_for_end() == 0
    return session


@case
def plain(program):
    session = Session(program, environment={"TERM": "dumb", "XDG_STATE_HOME": FOLDER.name})
    session.wait_for(lambda: b"VMs done" in session.screen.history, "the three sentences")
    assert b"\x1b" not in session.screen.history
    session.type(b"q\n")
    assert session.wait_for_end() == 0
    session.close()
    session = Session(program, environment={"TERM": "dumb", "XDG_STATE_HOME": FOLDER.name})
    session.wait_for(lambda: b"VMs done" in session.screen.history, "the three sentences")
    os.kill(session.pid, signal.SIGTERM)
    assert session.wait_for_end() == -signal.SIGTERM
    return session


@case
def paste(program):
    """A paste lands in the prompt, and only Enter carries it out."""
    session = started(program)
    session.type(b" ")
    session.wait_for_text("stopped")
    session.type(b"\x1b[200~hold\r\x1b[201~")
    session.wait_for_text("Command (")
    session.read(0.3)
    assert "held" not in session.screen.text(), session.screen.text()
    session.type(b"\r")
    session.wait_for_text("held")
    quit_at_once(session)
    return session


@case
def random_input(program):
    """A mebibyte of noise; without the bytes that end the program or stop it, as anyone may type."""
    session = started(program)
    state, sent = 1, 0
    forbidden = b"qQ\x03\x1a:w"
    while sent < 1 << 20:
        chunk = bytearray()
        while len(chunk) < 2048:
            state = (state * 6364136223846793005 + 1442695040888963407) & (1 << 64) - 1
            byte = state >> 56
            chunk.append(byte if byte not in forbidden else 0xFF)
        at = 0
        while at < len(chunk):
            session.read(0)
            assert not session.ended(), f"ended with {session.status} after {sent} bytes: {session.screen.history[-3000:]!r}"
            if session.unread() < 2048:
                at += os.write(session.master, chunk[at:])
            else:
                time.sleep(0.001)
        sent += len(chunk)
    session.wait_for(lambda: session.unread() == 0, "the end of the noise")
    # ^C leads out of whatever is open, a paste without an end included.
    session.type(b"\x03")
    session.read(0.3)
    session.type(b"\x1b")
    session.read(0.1)
    session.type(b"1\x0c")
    session.wait_for_text("Repainted.")
    quit_at_once(session)
    return session


@case
def reader_that_never_reads(program):
    session = started(program)
    child = session.child()

    def memory():
        with open(f"/proc/{child}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))

    # The program gave back what only its start had touched; what it touches to paint counts before, not as growth.
    for _ in range(20):
        session.type(b"\x0c")
        session.read(0.02)
    before = memory()
    end = time.monotonic() + 2
    while time.monotonic() < end:
        session.type(b"\x0c")
        time.sleep(0.005)
    assert memory() < before + 16_000, (before, memory())
    start = time.monotonic()
    session.read(0.5)
    session.wait_for_text("Repainted.")
    assert time.monotonic() < start + 5
    quit_at_once(session)
    return session


# The eleven ways of ending, of the program and of its supervisor, and the rarer ones


def ending(act, status):
    def run(program):
        session = started(program)
        session.type(b"M")
        session.wait_for(lambda: 1000 in session.screen.modes, "mouse mode")
        act(session)
        assert session.wait_for_end() == status, session.status
        session.expect_restored()
        return session
    return run


def kill(number, whom):
    return lambda session: os.kill(session.child() if whom == "child" else session.pid, number)


def type_keys(*pieces):
    def act(session):
        for piece in pieces:
            session.type(piece)
            session.read(0.2)
    return act


CASES["end-q"] = ending(type_keys(b"q", b"\r"), 0)
CASES["end-ctrl-c"] = ending(type_keys(b"\x03", b"\x03"), 0)
for name in ("INT", "TERM", "HUP", "QUIT", "ABRT", "ILL", "SEGV", "BUS", "FPE", "TRAP"):
    number = getattr(signal, "SIG" + name)
    CASES["end-" + name.lower()] = ending(kill(number, "child"), 128 + number)
    CASES["end-supervisor-" + name.lower()] = ending(kill(number, "supervisor"), 128 + number)
CASES["end-kill"] = ending(kill(signal.SIGKILL, "child"), 137)


def stop_and_continue(stop):
    def run(program):
        session = started(program)
        stop(session)
        session.wait_for(lambda: session.is_stopped(session.pid), "a stop")
        session.read(0.2)
        session.expect_restored()
        session.resize(100, 30)
        os.kill(session.pid, signal.SIGCONT)
        session.wait_for_text("VMs done")
        assert {1049, 2004} <= session.screen.modes
        session.type(b"4")
        session.wait_for_text("World > Catalogue")
        quit_at_once(session)
        return session
    return run


CASES["end-tstp"] = stop_and_continue(kill(signal.SIGTSTP, "supervisor"))
CASES["end-ctrl-z"] = stop_and_continue(type_keys(b"\x1a"))


@case
def end_kill_supervisor(program):
    session = started(program)
    child = session.child()

    def gone():
        return not os.path.exists(f"/proc/{child}") or open(f"/proc/{child}/stat").read().rpartition(")")[2].split()[0] == "Z"

    os.kill(session.pid, signal.SIGKILL)
    session.wait_for(gone, "the child's end")
    session.wait_for_end()
    session.expect_restored()
    return session


@case
def closed_terminal(program):
    session = started(program)
    child = session.child()
    os.close(session.slave)
    os.close(session.master)
    deadline = time.monotonic() + 5
    while not session.ended() or os.path.exists(f"/proc/{child}"):
        assert time.monotonic() < deadline, "still running without a terminal"
        time.sleep(0.01)


if __name__ == "__main__":
    program = sys.argv[1]
    for name in sys.argv[2:] or CASES:
        start = time.monotonic()
        session = CASES[name](program)
        if session:
            session.close()
        print(f"ok {name} {time.monotonic() - start:.2f} s", flush=True)
