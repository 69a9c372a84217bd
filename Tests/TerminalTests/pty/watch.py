"""watch.py <rolldeck> <case>: the dashboard itself on a pseudo-terminal; exits with 0 if it is as it should be."""

import os
import signal
import sys
import tempfile

from session import Session

CASES = {}
FOLDER = tempfile.TemporaryDirectory()


def case(function):
    CASES[function.__name__.replace("_", "-")] = function
    return function


def started(program, **options):
    options.setdefault("environment", {}).update({"XDG_STATE_HOME": FOLDER.name, "XDG_CONFIG_HOME": FOLDER.name})
    session = Session(program, **options)
    session.wait_for_text("Phase 1")
    return session


@case
def keys(program):
    session = started(program)
    session.wait_for_text("done")
    for typed, seen in [
        (b"?", "Help"), (b"\x1b", "Phase 1"), (b" ", "stopped"), (b"i", "Why"), (b"\x1b", "Phase 1"),
        (b"f", "Disturb"), (b"\x1b", "Phase 1"), (b":", "Enter"), (b"\x1b", "Phase 1"), (b"4", "Catalogue"), (b"5", "Events"), (b"1", "World"),
    ]:
        session.type(typed)
        session.wait_for_text(seen)
    session.type(b"Q")
    assert session.wait_for_end() == 0
    session.expect_restored()
    session.expect_lawful()
    return session


@case
def sizes(program):
    session = started(program)
    for columns, rows, seen in [(160, 45, "Events"), (120, 36, "Region"), (80, 24, "PHASE"), (40, 10, "P"), (20, 5, "P1"), (200, 60, "Events")]:
        session.resize(columns, rows)
        session.wait_for_text(seen)
    session.type(b"Q")
    assert session.wait_for_end() == 0
    session.expect_lawful()
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
def plain(program):
    session = Session(program, environment={"TERM": "dumb", "XDG_STATE_HOME": FOLDER.name})
    session.wait_for(lambda: b"Phase 1" in session.screen.history, "the three sentences")
    assert b"\x1b" not in session.screen.history
    session.type(b"q\n")
    assert session.wait_for_end() == 0
    session.close()
    session = Session(program, environment={"TERM": "dumb", "XDG_STATE_HOME": FOLDER.name})
    session.wait_for(lambda: b"Phase 1" in session.screen.history, "the three sentences")
    os.kill(session.pid, signal.SIGTERM)
    assert session.wait_for_end() == -signal.SIGTERM
    return session


def ending(number, status, whom):
    def run(program):
        session = started(program)
        os.kill(session.child() if whom == "child" else session.pid, number)
        assert session.wait_for_end() == status, session.status
        session.expect_restored()
        return session
    return run


for name, number, status in [("term", signal.SIGTERM, 143), ("hup", signal.SIGHUP, 129), ("int", signal.SIGINT, 130), ("kill", signal.SIGKILL, 137), ("segv", signal.SIGSEGV, 139)]:
    CASES["end-" + name] = ending(number, status, "child")

if __name__ == "__main__":
    program = sys.argv[1]
    for name in sys.argv[2:] or CASES:
        session = CASES[name](program)
        session.close()
        print(f"ok {name}", flush=True)
