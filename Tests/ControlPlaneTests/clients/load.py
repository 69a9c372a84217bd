"""Many clients at once, while a rollout runs at full pace: how long answers take, and whether the screen still moves.

  python3 load.py PROGRAM [--fleet NAME] [--mode serve|watch] [--clients 50] [--seconds 60] [--limit-ms 50]

Prints one line of figures, and exits with 1, saying why, where the 99th percentile is above the limit, an answer was no 200, the clock
stood still, or (with watch) fewer frames came than --frame-share of those that come without clients. Frames are counted both
times while a rollout runs: where none does a version is published. The run is recorded, as runs are.
"""
import argparse, atexit, fcntl, json, os, pty, re, select, selectors, signal, socket, struct, subprocess, sys, tempfile, termios, threading, time

FRAME = b"\x1b[?2026h"


class Screen(threading.Thread):
    """Reads what the program draws and counts its frames."""

    def __init__(self, descriptor):
        super().__init__(daemon=True)
        self.descriptor, self.frames, self.bytes, self.tail = descriptor, 0, 0, b""

    def run(self):
        while True:
            try:
                data = os.read(self.descriptor, 65536)
            except OSError:
                return
            if not data:
                return
            text = self.tail + data
            self.frames += text.count(FRAME) - self.tail.count(FRAME)
            self.tail = text[-7:]
            self.bytes += len(data)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path):
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
        data = b""
        while part := connection.recv(1 << 16):
            data += part
    head, _, body = data.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head[:200]
    return json.loads(body)


def start(program, fleet, mode, pace, port, home):
    environment = dict(os.environ, XDG_STATE_HOME=home, TERM="xterm-256color", LC_ALL="C.UTF-8")
    if mode == "serve":
        arguments = [program, "serve", fleet, "--listen", str(port), "--pace", "max"]
        return subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL), None
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    arguments = [program, "watch", fleet, "--listen", str(port), "--pace", pace]
    child = subprocess.Popen(arguments, env=environment, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    os.close(slave)
    screen = Screen(master)
    screen.start()
    return child, screen


def targets(port):
    """Reads as dashboards and Azure's clients ask for: single resources, lists, figures, reasons."""
    state = get(port, "/rolldeck/v1/state")
    subscription = state["subscriptions"][0]["id"]
    root = f"/subscriptions/{subscription}"
    query = "?api-version=2026-04-01"
    sets = get(port, f"{root}/providers/Microsoft.Compute/virtualMachineScaleSets{query}")["value"]
    found = ["/rolldeck/v1/state", "/rolldeck/v1/rollouts", "/rolldeck/v1/rollouts/1", "/metrics",
             f"{root}/resourceGroups{query}"]
    for one in sets[:10]:
        found += [one["id"] + query, one["id"] + "/instanceView" + query, f"{one['id']}/virtualMachines/0{query}",
                  f"{one['id']}/virtualMachines/0/instanceView{query}", f"/rolldeck/v1/groups/{one['name']}",
                  f"/rolldeck/v1/machines/{one['name']}_0", f"{one['id']}/extensions{query}"]
    found.append(f"{root}/providers/Microsoft.Compute/virtualMachines{query}")
    return [path.replace(" ", "%20") for path in found]


class Publisher(threading.Thread):
    """Publishes a higher version where no rollout is live, so that one runs all the time."""

    def __init__(self, port, state):
        super().__init__(daemon=True)
        self.port, self.stops, self.refused = port, threading.Event(), []
        self.name = max((one for one in state["handlers"] if one["isSupported"]), key=lambda one: one["automatic"])["name"]

    def next_version(self):
        """Above all that are published by now: the fleet's own script publishes too."""
        handlers = get(self.port, "/rolldeck/v1/state")["handlers"]
        versions = next(one["versions"] for one in handlers if one["name"] == self.name)
        newest = max([*map(int, one["version"].split("."))] for one in versions)
        newest[2] += 1
        return ".".join(map(str, newest))

    def run(self):
        # Soon, since the clock stands while nothing is rolled out, and nothing is drawn then.
        while not self.stops.wait(0.02):
            if any(one["status"] == "live" for one in get(self.port, "/rolldeck/v1/rollouts")["rollouts"]):
                continue
            body = json.dumps({"text": f"publish {self.name} {self.next_version()}"})
            with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
                connection.sendall((f"POST /rolldeck/v1/commands HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nConnection: close\r\n"
                                    f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode())
                answer = connection.recv(1 << 16)
                if not answer.startswith(b"HTTP/1.1 200"):
                    self.refused.append(answer)


def load(port, paths, clients, seconds):
    """Each client asks again as soon as it has its answer. One thread, so that the measure is not of this program."""
    selector = selectors.DefaultSelector()
    times, bad = [], 0
    connections = []
    for number in range(clients):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setblocking(False)
        record = {"socket": connection, "place": number * 7, "data": b"", "length": None, "sent": 0.0}
        selector.register(connection, selectors.EVENT_READ, record)
        connections.append(record)

    def ask(record):
        path = paths[record["place"] % len(paths)]
        record["place"] += 1
        record["data"], record["length"] = b"", None
        record["sent"] = time.perf_counter()
        record["socket"].send(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())

    for record in connections:
        ask(record)
    end = time.perf_counter() + seconds
    while (now := time.perf_counter()) < end:
        for key, _ in selector.select(0.5):
            record = key.data
            part = record["socket"].recv(1 << 20)
            if not part:
                raise SystemExit("the server closed a connection")
            record["data"] += part
            if record["length"] is None and b"\r\n\r\n" in record["data"]:
                head = record["data"].index(b"\r\n\r\n")
                length = int(re.search(rb"[Cc]ontent-[Ll]ength: (\d+)", record["data"][:head]).group(1))
                record["length"] = head + 4 + length
                bad += not record["data"].startswith(b"HTTP/1.1 200")
            if record["length"] is not None and len(record["data"]) >= record["length"]:
                times.append((time.perf_counter() - record["sent"], paths[(record["place"] - 1) % len(paths)]))
                ask(record)
    for record in connections:
        record["socket"].close()
    return times, bad


def main():
    reader = argparse.ArgumentParser()
    reader.add_argument("program")
    reader.add_argument("--fleet", default="demo")
    reader.add_argument("--mode", default="serve", choices=["serve", "watch"])
    reader.add_argument("--pace", help="of watch; max if not said, x4096 for the demo, which has nothing to show at its end")
    reader.add_argument("--clients", type=int, default=50)
    reader.add_argument("--seconds", type=float, default=60)
    reader.add_argument("--limit-ms", type=float, default=50)
    reader.add_argument("--frame-share", type=float, default=0.6, help="of the frames without clients, so many must come with them")
    reader.add_argument("--detail", action="store_true", help="the slowest addresses")
    options = reader.parse_args()
    options.pace = options.pace or ("x4096" if options.fleet == "demo" else "max")
    port = free_port()
    with tempfile.TemporaryDirectory() as home:
        child, screen = start(options.program, options.fleet, options.mode, options.pace, port, home)
        atexit.register(child.kill)
        try:
            for _ in range(600):
                try:
                    before = get(port, "/rolldeck/v1/state")
                    break
                except OSError:
                    time.sleep(0.1)
            paths = targets(port)
            quiet = 0.0
            before = get(port, "/rolldeck/v1/state")
            publisher = Publisher(port, before)
            publisher.start()
            if screen:
                span = min(5.0, options.seconds)
                first = screen.frames
                time.sleep(span)
                quiet = (screen.frames - first) / span
            first = screen.frames if screen else 0
            before = get(port, "/rolldeck/v1/state")
            began = time.perf_counter()
            times, bad = load(port, paths, options.clients, options.seconds)
            frames = ((screen.frames - first) / (time.perf_counter() - began)) if screen else 0.0
            publisher.stops.set()
            publisher.join()
            after = get(port, "/rolldeck/v1/state")
        finally:
            child.send_signal(signal.SIGTERM)
            child.wait(20)
    spans = sorted(span * 1000 for span, _ in times)
    at = lambda share: spans[min(len(spans) - 1, int(len(spans) * share))]
    print(f"{options.mode} {options.fleet}: {len(spans)} answers, {len(spans) / options.seconds:.0f}/s, p50 {at(0.5):.1f} ms, "
          f"p99 {at(0.99):.1f} ms, p99.9 {at(0.999):.1f} ms, max {spans[-1]:.1f} ms; not 200: {bad}; "
          f"{after['events'] - before['events']} events, {(after['now'] - before['now']) / 3600000:.1f} simulated h"
          + (f"; {frames:.1f} frames/s, {quiet:.1f} without clients" if screen else ""))
    if options.detail:
        worst = {}
        for span, path in times:
            worst.setdefault(re.sub(r"[0-9a-f-]{36}|[a-z]*-?\d+", "*", path), []).append(span * 1000)
        for path, spans_of in sorted(worst.items(), key=lambda item: -max(item[1])):
            print(f"  {max(spans_of):8.1f} max {sorted(spans_of)[len(spans_of) // 2]:8.1f} p50 {len(spans_of):6} {path}")
    faults = [f"refused to publish: {answer.decode(errors='replace')}" for answer in publisher.refused[:1]]
    if at(0.99) > options.limit_ms:
        faults.append(f"p99 is above {options.limit_ms} ms")
    if bad:
        faults.append(f"{bad} answers were no 200")
    if after["now"] <= before["now"]:
        faults.append("the clock stood still")
    if screen and (quiet == 0 or frames < options.frame_share * quiet):
        faults.append(f"{frames:.1f} frames/s, {quiet:.1f} without clients")
    sys.exit("\n".join(faults) if faults else 0)


if __name__ == "__main__":
    main()
