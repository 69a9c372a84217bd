"""measure.py <rolldeck> [--seconds 10] [--others htop,btop,tig]: what the dashboard costs, seen from outside.

Prints tables in Markdown. Every program runs on a pseudo-terminal of 200x60 of its own. CPU time, memory and switches are
those of the program and of all its children. Nothing here is a test: figures of a clock differ from run to run.
"""

import argparse
import fcntl
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time

from cells import Cells, least_bytes

COLUMNS, ROWS = 200, 60
SYNC_END = b"\x1b[?2026l"
TICK = os.sysconf("SC_CLK_TCK")


class Program:
    def __init__(self, arguments, folder):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.cells = Cells(COLUMNS, ROWS)
        self.started = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for number in (0, 1, 2):
                os.dup2(slave, number)
            os.closerange(3, 64)
            names = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "XDG_STATE_HOME": folder, "XDG_CONFIG_HOME": folder}
            os.execvpe(arguments[0], arguments, {**os.environ, **names})
        os.close(slave)

    def read(self, seconds):
        """What comes within so long, as soon as something does; the time it came, and the bytes."""
        if not select.select([self.master], [], [], max(0, seconds))[0]:
            return None, b""
        try:
            data = os.read(self.master, 1 << 16)
        except OSError:
            return None, b""
        return time.monotonic(), data

    def wait_for(self, text, seconds=30):
        """When the text came on the screen."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            at, data = self.read(end - time.monotonic())
            self.cells.feed(data)
            if text in self.cells.text():
                return at
        raise SystemExit(f"never seen: {text}\n{self.cells.text()}")

    def drain(self, seconds):
        end = time.monotonic() + seconds
        count = 0
        while time.monotonic() < end:
            _, data = self.read(end - time.monotonic())
            self.cells.feed(data)
            count += len(data)
        return count

    def type(self, keys):
        os.write(self.master, keys)

    def processes(self):
        found, left = [], [self.pid]
        while left:
            pid = left.pop()
            found.append(pid)
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    left += map(int, open(f"/proc/{pid}/task/{task}/children").read().split())
            except OSError:
                pass
        return found

    def cpu(self):
        total = 0
        for pid in self.processes():
            fields = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICK

    def switches(self):
        total = 0
        for pid in self.processes():
            for task in os.listdir(f"/proc/{pid}/task"):
                for line in open(f"/proc/{pid}/task/{task}/status"):
                    if "ctxt_switches" in line:
                        total += int(line.split()[1])
        return total

    def memory(self):
        """Resident and proportional MiB."""
        sums = {"Rss:": 0, "Pss:": 0}
        for pid in self.processes():
            try:
                lines = open(f"/proc/{pid}/smaps_rollup").readlines()
            except OSError:  # it has ended since
                continue
            for line in lines:
                name, *rest = line.split()
                if name in sums:
                    sums[name] += int(rest[0])
        return sums["Rss:"] / 1024, sums["Pss:"] / 1024

    def close(self):
        for pid in reversed(self.processes()):
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        os.waitpid(self.pid, 0)
        os.close(self.master)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0


def first_paint(arguments, folder, text, runs=5):
    """Milliseconds to the first bytes, and to the whole picture; medians."""
    first, whole = [], []
    for _ in range(runs):
        program = Program(arguments, folder)
        while True:
            at, data = program.read(10)
            program.cells.feed(data)
            if program.cells.text().strip():
                break
        first.append((at - program.started) * 1000)
        whole.append(((program.wait_for(text) if text and text not in program.cells.text() else at) - program.started) * 1000)
        program.close()
    return statistics.median(first), statistics.median(whole)


def live(program, seconds):
    """CPU %, frames a second, bytes a frame (median, p95), bytes over the least (median and p95 of frames)."""
    program.drain(2)
    cpu, start = program.cpu(), time.monotonic()
    raw = []
    while time.monotonic() < start + seconds:
        _, data = program.read(0.2)
        raw.append(data)
    used, elapsed = program.cpu() - cpu, time.monotonic() - start
    frames = b"".join(raw).split(SYNC_END)[1:-1]
    sizes, ratios, changed = [], [], []
    for frame in frames:
        frame += SYNC_END
        before = program.cells.copy()
        where = (program.cells.row, program.cells.column, program.cells.looks)
        program.cells.feed(frame)
        least, cells = least_bytes(before, program.cells.grid, where)
        sizes.append(len(frame))
        changed.append(cells)
        if cells:
            ratios.append((len(frame) - 16) / least)
    total = sum((len(f) + 8 - 16) for f in frames)
    return {
        "cpu": used / elapsed * 100, "frames": len(frames) / elapsed, "ms": used * 1000 / max(1, len(frames)),
        "bytes": (percentile(sizes, 0.5), percentile(sizes, 0.95)), "cells": percentile(changed, 0.5),
        "ratio": (percentile(ratios, 0.5), percentile(ratios, 0.95)),
    }


def answers(program, keys, count):
    """Milliseconds from a key to the screen that it asks for; keys are (bytes, text that is then seen)."""
    times = []
    for number in range(count):
        key, text = keys[number % len(keys)]
        # Keys that come at once are answered by one frame.
        time.sleep(0.013 * (1 + number % 7))
        program.drain(0)
        sent = time.monotonic()
        program.type(key)
        if text is None:
            at = None
            while at is None and time.monotonic() < sent + 5:
                at, data = program.read(1)
                program.cells.feed(data)
            at = at or time.monotonic()
            program.drain(0.05)
        else:
            at = program.wait_for(text)
        times.append((at - sent) * 1000)
    return percentile(times, 0.5), percentile(times, 0.95), percentile(times, 0.99)


def quiet(program, seconds):
    """CPU %, switches to the program a second, and bytes, while nothing is to be done."""
    program.drain(2)
    cpu, switches, start = program.cpu(), program.switches(), time.monotonic()
    count = program.drain(seconds)
    elapsed = time.monotonic() - start
    return (program.cpu() - cpu) / elapsed * 100, (program.switches() - switches) / elapsed, count


def quit_on_a_slow_line(arguments, folder, rate=9600):
    """Milliseconds from the key to the end of the process where so many bytes a second are taken."""
    program = Program(arguments, folder)
    end, sent = time.monotonic() + 4, None
    while True:
        time.sleep(0.02)
        try:
            if select.select([program.master], [], [], 0)[0]:
                os.read(program.master, rate // 50)
        except OSError:
            pass
        if sent is None and time.monotonic() > end:
            sent = time.monotonic()
            program.type(b"Q")
        if sent and os.waitpid(program.pid, os.WNOHANG)[0]:
            os.close(program.master)
            return (time.monotonic() - sent) * 1000
        if sent and time.monotonic() > sent + 20:
            program.close()
            return float("inf")


SCREENS = [(b"4", "VERSION"), (b"1", "PHASE")]


def rolldeck(path, folder, seconds):
    print("| fleet | first bytes | whole picture | live CPU | frames/s | CPU a frame | cells a frame | bytes a frame, median, p95 | of the least, median, p95 | RSS, PSS MiB |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for fleet, options in (("demo", []), ("demo", ["--pace", "max"]), ("hyperscale", []), ("hyperscale", ["--pace", "x1024"])):
        arguments = [path, "watch", fleet, "--no-record", *options]
        first, whole = first_paint(arguments, folder, "VMs done", 3 if fleet == "hyperscale" else 5)
        program = Program(arguments, folder)
        program.wait_for("VMs done")
        seen = live(program, seconds)
        rss, pss = program.memory()
        program.close()
        print(
            f"| {' '.join([fleet, *options])} | {first:.0f} ms | {whole:.0f} ms | {seen['cpu']:.1f} % | {seen['frames']:.1f} | {seen['ms']:.1f} ms "
            f"| {seen['cells']} | {seen['bytes'][0]}, {seen['bytes'][1]} | {seen['ratio'][0]:.2f}, {seen['ratio'][1]:.2f} | {rss:.0f}, {pss:.0f} |", flush=True)
    print("\n| hyperscale at | key p50 | p95 | p99 |\n|---|--:|--:|--:|")
    for pace in ("x1/16", "x1", "x64", "x4096", "x65536", "max"):
        program = Program([path, "watch", "hyperscale", "--no-record", "--pace", pace], folder)
        program.wait_for("VMs done")
        program.drain(1)
        p50, p95, p99 = answers(program, SCREENS, 60)
        program.close()
        print(f"| {pace} | {p50:.1f} ms | {p95:.1f} ms | {p99:.1f} ms |", flush=True)
    print("\n| clock stopped | CPU | wake-ups/s | bytes |\n|---|--:|--:|--:|")
    for fleet in ("demo", "hyperscale"):
        program = Program([path, "watch", fleet, "--no-record", "--stopped"], folder)
        program.wait_for("VMs done")
        cpu, switches, count = quiet(program, seconds)
        program.close()
        print(f"| {fleet} | {cpu:.2f} % | {switches:.1f} | {count} |", flush=True)
    times = [quit_on_a_slow_line([path, "watch", "hyperscale", "--no-record", "--pace", "x4096"], folder) for _ in range(3)]
    print(f"\nQuit on a line of 9,600 bytes a second: {statistics.median(times):.0f} ms (median of 3).", flush=True)


def beside(path, folder, seconds, others):
    print("\n| program | first bytes | live CPU | bytes/s | key p50, p99 | RSS, PSS MiB |\n|---|--:|--:|--:|--:|--:|")
    commands = [("rolldeck demo", [path, "watch", "demo", "--no-record"]), ("rolldeck demo, clock stopped", [path, "watch", "demo", "--no-record", "--stopped"])]
    commands += [(name, [name]) for name in others if shutil.which(name)]
    for name, arguments in commands:
        first, _ = first_paint(arguments, folder, "", 3)
        program = Program(arguments, folder)
        program.drain(3)
        cpu, start = program.cpu(), time.monotonic()
        count = program.drain(seconds)
        used = (program.cpu() - cpu) / (time.monotonic() - start) * 100
        rss, pss = program.memory()
        p50, _, p99 = answers(program, [(b"\x1b[B", None), (b"\x1b[A", None)], 30)
        program.close()
        print(f"| {name} | {first:.0f} ms | {used:.1f} % | {count / seconds:.0f} | {p50:.1f}, {p99:.1f} ms | {rss:.0f}, {pss:.0f} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--seconds", type=float, default=10, help="of each live and quiet stretch")
    parser.add_argument("--others", default="htop,btop,tig,lazygit", help="programs to measure beside it, where installed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rolldeck(os.path.abspath(options.program), folder, options.seconds)
        beside(os.path.abspath(options.program), folder, options.seconds, options.others.split(","))
