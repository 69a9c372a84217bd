"""What crowds and oddities do: the server must stay there for others, within bounds, and change nothing.

  python3 siege.py PROGRAM [--connections 2000] [--requests 600] [--mode serve|watch]

Listeners that never read while a rollout runs at full pace, very many connections that say nothing or half of something,
and requests that are wrong in ways of every address. Prints one line of figures; exits with 1 if there is a fault.
"""
import argparse, atexit, json, os, random, resource, socket, sys, tempfile, time

from load import free_port, get, start

QUERY = "?api-version=2026-04-01"
VALUES = [None, True, 0, -1, 2 ** 63, 1.5, 1e308, "", "x", "9" * 300, "\u0000", "\u202e", "../..", [], [None], [[]], {}, {"": 1}, {"a": {"b": []}}]


def send(port, method, path, body=b"", headers=(), version="HTTP/1.1", wait=10):
    lines = [f"{method} {path} {version}", f"Host: 127.0.0.1:{port}", "Connection: close", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers]
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as connection:
        try:
            connection.sendall("\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body)
        except OSError:
            pass
        data = b""
        try:
            while part := connection.recv(1 << 16):
                data += part
        except OSError:
            pass
        return data


def status(answer):
    return int(answer[9:12]) if answer[9:12].isdigit() else 0


def paths_of(value, before=()):
    """Every place of a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield before + (key,)
        yield from paths_of(inner, before + (key,))


def with_value(value, path, new):
    copy = json.loads(json.dumps(value))
    place = copy
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = new
    return copy


def oddities(port, chance):
    """Requests that must not be carried out. Models are changed in one place, where nothing may change."""
    state = get(port, "/rolldeck/v1/state")
    roots = [f"/subscriptions/{one['id']}" for one in state["subscriptions"]]
    sets = [found for root in roots for found in get(port, f"{root}/providers/Microsoft.Compute/virtualMachineScaleSets{QUERY}")["value"]]
    machines = [found for root in roots for found in get(port, f"{root}/providers/Microsoft.Compute/virtualMachines{QUERY}")["value"]]
    uniform = next(one for one in sets if one["properties"]["orchestrationMode"] == "Uniform")
    instance = f"{uniform['id']}/virtualMachines/0"
    models = {uniform["id"]: uniform, instance: get(port, instance + QUERY), **({machines[0]["id"]: get(port, machines[0]["id"] + QUERY)} if machines else {})}
    for target, model in models.items():
        fixed = [path for path in paths_of(model) if not ({"extensions", "extensionProfile", "resources", "provisioningState", "protectFromScaleSetActions", "capacity", "id", "name", "type", "timeCreated", "location",
                                                                       "instanceView"} & set(map(str, path)))]
        for path in fixed:
            for new in chance.sample(["x", 7, ["y"], {"z": 1}], 2):
                yield "model", 400, (chance.choice(["PUT", "PATCH"] if target != instance else ["PUT"]), target + QUERY, json.dumps(with_value(model, path, new)).encode())
    for name in ["identity", "plan", "extendedLocation", "managedBy"]:
        for value in VALUES:
            if value not in (None, "", [], {}) and value != [None]:
                yield "member", None, ("PATCH", uniform["id"] + QUERY, json.dumps({name: {"a": value or "b"}}).encode())
    for value in VALUES:
        body = json.dumps({"properties": {"protectionPolicy": {"protectFromScaleSetActions": value}}}).encode()
        if value not in (None, True):
            yield "protection", 400, ("PUT", instance + QUERY, body)
        yield "instances", None, ("POST", f"{uniform['id']}/manualupgrade{QUERY}", json.dumps({"instanceIds": value if value != "*" else 1}).encode())
    versions = f"{roots[0]}/providers/Microsoft.Compute/locations/{state['regions'][0]['name']}/publishers/Microsoft.Azure.Monitoring.DependencyAgent/artifacttypes/vmextension/types/DependencyAgentLinux/versions{QUERY}"
    for name in ["$top", "$orderby", "$filter", "$expand", "$skipToken", "%24top"]:
        for value in ["-1", "0", "1e3", "NaN", "9" * 40, "%00", "%ff", "%F0%9F%92%A9", "'", "startswith(name,", "startswith(name,')", "name%20desc%20", "x" * 3000, "%u0031", "%2", "+", "1%0d%0aX:1"]:
            for base in [versions, f"{uniform['id']}/virtualMachines{QUERY}", f"{roots[0]}/resources{QUERY}"]:
                yield "option", None, ("GET", f"{base}&{name}={value}", b"")
    for action in ["start", "powerOff", "deallocate", "redeploy", "reimage", "restart", "generalize", "runCommand", "retrieveBootDiagnosticsData", "extensions", "delete", "../../x"]:
        for method in ["GET", "PUT", "PATCH", "DELETE", "HEAD"]:
            yield "action", None, (method, f"{instance}/{action}{QUERY}", b"{}")
    for words in ["Expect: 100-continue\r\nExpect: 200-ok", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13", "Range: bytes=0-0", "TE: trailers, chunked",
                  "X-HTTP-Method-Override: DELETE", "X-Original-URL: /rolldeck/v1/commands", "X-Forwarded-Host: evil", "Forwarded: host=evil", "Accept: */*;q=x", "Accept-Encoding: gzip, br, " + "z," * 500,
                  "If-Match: *", "x-ms-client-request-id: " + "\x01" * 30, "CommandName: \x1b[2J" + "x" * 900, "Last-Event-ID: -1"]:
        for version in ["HTTP/1.1", "HTTP/1.0"]:
            yield "header", None, ("GET", f"{instance}{QUERY}", b"", [words], version)
    for text in VALUES + [["hold"], "hold\nhold 9", "az vm extension set --vm-name", "az vm delete --name x", "publish", "publish DependencyAgentLinux 1", "scale", "\\\n" * 900, "`\n" * 900]:
        yield "command", None, ("POST", "/rolldeck/v1/commands", json.dumps({"text": text, "Text ": "hold"}).encode())


def resident(child):
    """MiB of the program and of what it started."""
    total = 0
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                words = open(f"/proc/{name}/stat").read().rpartition(")")[2].split()
                if int(name) == child.pid or int(words[1]) == child.pid:
                    total += int(words[21]) * 4096
            except OSError:
                pass
    return total / (1 << 20)


def deaf(port, count):
    """Clients that ask for events and never read them."""
    found = []
    for _ in range(count):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", port))
        connection.sendall(f"GET /rolldeck/v1/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        found.append(connection)
    return found


def main():
    reader = argparse.ArgumentParser()
    reader.add_argument("program")
    reader.add_argument("--connections", type=int, default=2000)
    reader.add_argument("--requests", type=int, default=600)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--mode", default="serve", choices=["serve", "watch"])
    reader.add_argument("--seconds", type=float, default=10, help="how long listeners do not read")
    reader.add_argument("--limit", type=float, default=8, help="seconds for which a crowd may keep others out")
    options = reader.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, options.connections + 100)), hard))
    chance, faults, seen = random.Random(options.seed), [], {}
    with tempfile.TemporaryDirectory() as home:
        port = free_port()
        child, screen = start(options.program, "demo", options.mode, "max", port, home)
        atexit.register(child.kill)
        for _ in range(600):
            try:
                get(port, "/rolldeck/v1/state")
                break
            except OSError:
                time.sleep(0.1)
        # The demo is over soon, and then nothing changes but by a client.
        listeners = deaf(port, 10)
        first, most, events = resident(child), 0.0, get(port, "/rolldeck/v1/state")["events"]
        number, end = 50, time.perf_counter() + options.seconds
        while time.perf_counter() < end:
            number += 1
            send(port, "POST", "/rolldeck/v1/commands", json.dumps({"text": f"publish DependencyAgentLinux 9.10.{number}.0"}).encode())
            time.sleep(0.2)
            most = max(most, resident(child))
        events = get(port, "/rolldeck/v1/state")["events"] - events
        if most > first + 100:
            faults.append(f"memory went from {first:.0f} to {most:.0f} MiB")
        for connection in listeners:
            connection.close()
        before = {}
        while (now := get(port, "/rolldeck/v1/state")) != before:
            before = now
            time.sleep(1)
        listed = list(oddities(port, chance))
        chance.shuffle(listed)
        for kind, expected, what in listed[: options.requests]:
            answer = send(port, *what)
            found = status(answer)
            seen[found] = seen.get(found, 0) + 1
            if found >= 500 or found == 0 or expected not in (None, found):
                faults.append(f"{kind}: {answer[:300]!r} for {str(what)[:300]}")
            now = get(port, "/rolldeck/v1/state")
            if (now["digest"], now["events"]) != (before["digest"], before["events"]):
                faults.append(f"{kind}: the state changed: {str(what)[:300]}: {answer[-200:]!r}")
                before = now
            if child.poll() is not None:
                faults.append(f"{kind}: the server died of {str(what)[:300]}")
                break
        crowd, slowest = [], 0.0
        for place in range(options.connections):
            connection = socket.socket()
            connection.setblocking(False)
            connection.connect_ex(("127.0.0.1", port))
            crowd.append(connection)
        for connection in crowd[::2]:
            try:
                connection.send(b"POST /rolldeck/v1/commands HTTP/1.1\r\nHost: 127.0")
            except OSError:
                pass
        for _ in range(10):
            began = time.perf_counter()
            get(port, "/rolldeck/v1/rollouts")
            slowest = max(slowest, time.perf_counter() - began)
        if slowest > options.limit:
            faults.append(f"a crowd of {len(crowd)} kept others out for {slowest:.1f} s")
        for connection in crowd:
            connection.close()
        after = get(port, "/rolldeck/v1/state")
        if (after["digest"], after["events"]) != (before["digest"], before["events"]):
            faults.append("the state changed")
        child.terminate()
        child.wait(20)
    print(f"{options.mode}: {sum(seen.values())} odd requests, by status {dict(sorted(seen.items()))}; {events} events to 10 deaf listeners, "
          f"{first:.0f} to {most:.0f} MiB; beside {options.connections} connections the slowest answer took {slowest:.2f} s; {len(faults)} faults")
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


main()
