"""recordings.py <rolldeck> <case>: recordings as people see and share them; exits with 0 if they are as they should be."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time

from cast import Cast
from session import Session

CASES = {}
FOLDER = tempfile.TemporaryDirectory()
STORY = "at 10m break unhealthy group=web-001 for=2h\nat 12m hold\nat 1h resume\n"


def case(function):
    CASES[function.__name__.replace("_", "-")] = function
    return function


def environment():
    return {"XDG_STATE_HOME": FOLDER.name, "XDG_CONFIG_HOME": FOLDER.name}


def run(program, *arguments):
    done = subprocess.run([program, *arguments], env={**os.environ, **environment()}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def recorded(program, name):
    """A recording of two simulated days with trouble in it."""
    script = os.path.join(FOLDER.name, "story.txt")
    with open(script, "w") as file:
        file.write(STORY)
    run(program, "simulate", "demo", "--seed", "5", "--until", "2d", "--script", script, "--record", name)


def started(program, *arguments, seen="VMs done", **options):
    session = Session(program, environment=environment(), arguments=arguments, **options)
    session.wait_for_text(seen)
    return session


def ended(session):
    session.type(b"Q")
    assert session.wait_for_end() == 0
    session.expect_restored()
    session.expect_lawful()
    return session


def typed(session, keys, *seen):
    session.type(keys)
    for text in seen:
        session.wait_for_text(text)


def journal(name):
    with open(os.path.join(FOLDER.name, "rolldeck/recordings", name + ".rec.jsonl")) as file:
        return [json.loads(line) for line in file]


@case
def past(program):
    session = started(program, "watch", "demo", "--record", "live", "--pace", "x1024")
    time.sleep(2)
    typed(session, b"6", "MARKS")
    typed(session, b",", "PAST", "of LIVE", "(End: now)")
    typed(session, b"P", "The past cannot be changed")
    before = session.screen.text().split("of LIVE")[1][:12]
    time.sleep(1)
    session.read(0.2)
    assert session.screen.text().split("of LIVE")[1][:12] != before, "the present stands still"
    typed(session, b"\x1b[H", "PAST 00:00:00")
    typed(session, b"\x1b[F", "LIVE")
    session.wait_for(lambda: "PAST" not in session.screen.text(), "the present")
    typed(session, b":seek 1m\r", "PAST 00:01:00")
    typed(session, b"W", "Ends the live run")
    typed(session, b"\r", "recorded as what-if")
    session.wait_for(lambda: "PAST" not in session.screen.text(), "the what-if")
    ended(session)
    forks = [name for name in os.listdir(os.path.join(FOLDER.name, "rolldeck/recordings")) if name.startswith("what-if")]
    assert len(forks) == 1
    parent, fork = journal("live"), journal(forks[0].removesuffix(".rec.jsonl"))
    assert fork[0]["parent"] == {"id": parent[0]["id"], "t": 60_000}
    assert parent[-1]["k"] == fork[-1]["k"] == "End"
    run(program, "recordings", "verify", "live")
    run(program, "recordings", "verify", forks[0].removesuffix(".rec.jsonl"))
    return session


def walk(session):
    typed(session, b"6", "MARKS", "at 00:00:00")
    typed(session, b"]", "at 00:00:05")
    typed(session, b":next stop\r", "stopped")
    typed(session, b":previous command\r", "00:12:00")
    typed(session, b":next command\r", "01:00:00")
    typed(session, b"5", "Events", "00:16:55")


@case
def replay(program):
    recorded(program, "replayed")
    session = started(program, "replay", "replayed", "--mouse", seen="REPLAY")
    walk(session)
    typed(session, b"6", "MARKS")
    row = next(number for number, line in enumerate(session.screen.text().split("\n")) if "  at " in line)
    typed(session, b"\x1b[<0;%d;%dM\x1b[<0;%d;%dm" % (19, row + 1, 19, row + 1), "at 00:00:00")
    drag = b"".join(b"\x1b[<32;%d;%dM" % (column, row + 1) for column in range(19, 44))
    typed(session, b"\x1b[<0;19;%dM" % (row + 1) + drag + b"\x1b[<0;43;%dm" % (row + 1), "at 1d 00:30:38")
    typed(session, b"\x1b[F", "2d 00:00:00 of 2d")
    typed(session, b" ", "The end of the recording")
    ended(session)
    session.close()
    session = started(program, "replay", "replayed", "--at", "1d12h", seen="1d 12:00:00 of 2d")
    assert "nothing yet" not in session.screen.text(), session.screen.text()
    return ended(session)


@case
def index(program):
    recorded(program, "indexed")
    file = os.path.join(FOLDER.name, "rolldeck/recordings/indexed.rec.idx")

    def replayed(known):
        session = started(program, "replay", "indexed", seen="REPLAY")
        walk(session)
        session.wait_for(lambda: os.path.exists(file), "the index")
        assert (os.stat(file).st_mtime_ns == known) == (known is not None), "an index is read if it is right, and else written"
        return ended(session), os.stat(file).st_mtime_ns

    session, written = replayed(None)
    session.close()
    session, written = replayed(written)
    session.close()
    with open(file, "r+b") as damaged:
        damaged.seek(os.path.getsize(file) // 2)
        damaged.write(b"not this")
    session, written = replayed(None)
    assert os.stat(file).st_mode & 0o777 == 0o600
    assert not [name for name in os.listdir(os.path.dirname(file)) if name.endswith(".tmp")]
    assert "indexed" in run(program, "recordings") and ".idx" not in run(program, "recordings")
    return session


def cast_of(program, version):
    recorded(program, f"cast{version}")
    text = run(program, "export", f"cast{version}", "--cast", "-", "--cast-version", str(version), "--size", "120x40", "--seconds", "7")
    return Cast(text)


@case
def casts(program):
    two, three = cast_of(program, 2), cast_of(program, 3)
    assert two.version == 2 and three.version == 3
    assert two.size == three.size == (120, 40)
    assert two.milliseconds == three.milliseconds == 7000, "no error adds up"
    assert [event[0] for event in two.events] == [event[0] for event in three.events]
    labels = [label for _, label in two.of("m")]
    for part in ("phase 1 starts", "stopped", "rollbacks"):
        assert any(part in label for label in labels), (part, labels)
    text = two.play().text()
    assert text == three.play().text()
    for part in ("REPLAY", "Region", "Events", "2d 00:00:00 of 2d 00:00:00"):
        assert part in text, text
    return None


@case
def cast_follows_sizes(program):
    session = started(program, "watch", "demo", "--record", "sized", "--pace", "x1024")
    time.sleep(1)
    session.resize(120, 36)
    session.wait_for_text("Region")
    time.sleep(1)
    ended(session)
    cast = Cast(run(program, "export", "sized", "--cast", "-", "--as-recorded"))
    assert cast.size == (80, 24)
    assert [data for _, data in cast.of("r")] == ["120x36"]
    assert "Region" in cast.play().text()
    fixed = Cast(run(program, "export", "sized", "--cast", "-", "--size", "90x30"))
    assert fixed.size == (90, 30) and not fixed.of("r")
    return session


@case
def spans(program):
    folder = tempfile.TemporaryDirectory()
    recorded(program, "spans")
    before = os.getcwd()
    os.chdir(folder.name)
    session = started(program, "replay", "spans", seen="REPLAY")
    os.chdir(before)
    typed(session, b":seek 10m\r", "00:10:00")
    typed(session, b"B", "The span to write goes from 00:10:00")
    typed(session, b":seek 3h\r", "03:00:00")
    typed(session, b"E", "to 03:00:00")
    for name in ("s.txt", "s.csv", "s.json", "s.cast"):
        typed(session, b":export %s seconds=3\r" % name.encode(), "Written: " + name)
    ended(session)
    files = {name: open(os.path.join(folder.name, "s." + name)).read() for name in ("txt", "csv", "json", "cast")}
    assert all("00:10:00" < line.split(" ")[0] <= "03:00:00" for line in files["txt"].splitlines())
    assert len(files["txt"].splitlines()) > 20
    rows = files["csv"].splitlines()
    assert len(rows) > 5 and all(row.count(",") == rows[0].count(",") for row in rows)
    times = [json.loads(line)["t"] for line in files["json"].splitlines()]
    assert times == sorted(times) and 600_000 < times[0] and times[-1] <= 3 * 3_600_000
    cast = Cast(files["cast"])
    assert cast.milliseconds == 3000 and cast.size == (80, 24)
    assert "03:00:00 of 2d" in cast.play().text()
    return session


WAY = "Esc stays here"


def stands(session, *seen):
    """Neither on its way to another moment, nor later on where it led."""
    session.wait_for(lambda: WAY not in session.screen.text(), "the end of the way")
    session.read(1)
    for text in seen:
        assert text in session.screen.text(), session.screen.text()


@case
def journey(program):
    # Ways must be long: a program that was built to be fast goes them at once in a smaller fleet.
    fleet = "hyperscale" if "/release/" in program else "enterprise"
    run(program, "simulate", fleet, "--until", "40d", "--record", "long")
    session = started(program, "replay", "long", seen="REPLAY")
    typed(session, b":seek 100%\r", WAY)
    typed(session, b"W", "recorded as what-if", "LIVE")
    stands(session, "00:00:00")
    ended(session)
    session.close()
    session = started(program, "watch", fleet, "--no-record", "--pace", "max", seen="VMs done")
    day = lambda: int(re.search(r"(\d+)d \d\d:", session.screen.text())[1])
    typed(session, b":seek 45d\r", "45d 00:00:00", "LIVE stopped")
    typed(session, b":seek 40d\r", WAY)
    later = b"%dd" % (day() + 100)
    typed(session, b":seek " + later + b"\r", later.decode() + " 00:00:00")
    stands(session, "LIVE stopped", later.decode() + " 00:00:00")
    return ended(session)


@case
def longest(program):
    session = started(program, "watch", "shop", "--record", "longest", "--pace", "max", columns=120)
    typed(session, b":seek 36499d\r", "36499d 00:00:00")
    typed(session, b" ", "A hundred years are over", "stopped", "36500d 00:00:00")
    typed(session, b":seek 40000d\r", "36500d 00:00:00")
    typed(session, b".", "nothing is due any more")
    ended(session)
    assert "36500d" in run(program, "recordings", "verify", "longest")
    return session


if __name__ == "__main__":
    program = sys.argv[1]
    for name in sys.argv[2:] or CASES:
        session = CASES[name](program)
        if session:
            session.close()
        print(f"ok {name}", flush=True)
