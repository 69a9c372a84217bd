"""Requests that no honest client sends: nothing changes, nothing breaks, and the server answers the next one.

  python3 hostile.py PROGRAM [--count 500] [--seed 1]

The clock of the server is held, so that its digest changes only if a request got through. Prints one line of figures.
"""
import argparse, atexit, itertools, json, os, random, signal, socket, ssl, subprocess, sys, tempfile, time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, program, home):
        self.port = free_port()
        environment = dict(os.environ, XDG_STATE_HOME=home)
        self.child = subprocess.Popen([program, "serve", "demo", "--listen", str(self.port), "--pace", "0", "--tls"],
                                      env=environment, stdout=subprocess.DEVNULL)
        for _ in range(300):
            try:
                self.get("/rolldeck/v1/state")
                return
            except OSError:
                time.sleep(0.1)

    def send(self, data, wait=1.5, slowly=0.0):
        """Sends bytes and returns what comes back until the other side closes, or falls silent."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            try:
                if slowly:
                    for byte in data:
                        connection.sendall(bytes([byte]))
                        time.sleep(slowly)
                else:
                    connection.sendall(data)
            except OSError:
                pass
            answer = b""
            connection.settimeout(wait)
            try:
                while part := connection.recv(1 << 16):
                    answer += part
            except OSError:
                pass
            return answer

    def get(self, path):
        answer = self.send(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nConnection: close\r\n\r\n".encode(), wait=20)
        head, _, body = answer.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise OSError(head[:200])
        return json.loads(body)

    def stop(self):
        self.child.send_signal(signal.SIGTERM)
        return self.child.wait(20)


def request(port, method, path, body=b"", headers=(), host=None, length=True, version="HTTP/1.1"):
    lines = [f"{method} {path} {version}".encode("latin-1", "replace")]
    if host is not False:
        lines.append(f"Host: {f'127.0.0.1:{port}' if host is None else host}".encode())
    lines += [line if isinstance(line, bytes) else line.encode("utf-8", "surrogateescape") for line in headers]
    if length:
        lines.append(b"Content-Length: %d" % len(body))
    lines.append(b"Connection: close")
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


QUERY = "?api-version=2026-04-01"
JSON = "Content-Type: application/json"


def places(server):
    state = server.get("/rolldeck/v1/state")
    root = f"/subscriptions/{state['subscriptions'][0]['id']}"
    machine = server.get(f"{root}/providers/Microsoft.Compute/virtualMachines{QUERY}")["value"][0]
    scale_set = server.get(f"{root}/providers/Microsoft.Compute/virtualMachineScaleSets{QUERY}")["value"][0]
    return root, machine["id"], scale_set["id"]


def valid_body():
    return {"location": "westus", "properties": {"publisher": "Microsoft.Azure.Monitoring.DependencyAgent", "type": "DependencyAgentLinux",
            "typeHandlerVersion": "9.5", "autoUpgradeMinorVersion": True, "enableAutomaticUpgrade": True}}


def framing(port, put, body):
    """Where one message ends and the next begins; whatever is smuggled would be a PUT that opts out."""
    good = json.dumps(body).encode()
    smuggled = request(port, "PUT", put, good, [JSON])
    head = f"PUT {put} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{JSON}\r\n".encode()
    for other in [b"Transfer-Encoding: chunked", b"transfer-encoding : chunked", b"Transfer-Encoding: xchunked", b"Transfer-Encoding: chunked, identity",
                  b"Transfer-Encoding: identity", b"Transfer-Encoding:\tchunked", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                  b"X: y\r\nTransfer-Encoding: chunked", b"Transfer-Encoding: chunKed"]:
        for length in [b"0", b"4", b"%d" % len(good)]:
            yield "CL and TE", head + b"Content-Length: " + length + b"\r\n" + other + b"\r\n\r\n0\r\n\r\n" + smuggled
    for first, second in [("0", "5"), ("5", "0"), ("5", "5, 6"), ("5,5", "5"), ("+5", "5"), ("05", "6"), ("5", " 5 "), ("0x5", "5"), ("5.0", "5")]:
        yield "two lengths", head + f"Content-Length: {first}\r\nContent-Length: {second}\r\n\r\n".encode() + b"{}" + smuggled
    for length in ["-1", "-0", "+2", "0x10", "1e3", "2 2", "٣", "", " ", "9" * 20, "18446744073709551616", "9223372036854775808", "1048577", "NaN", "2;3", "2\x0b"]:
        yield "odd length", head + b"Content-Length: " + length.encode() + b"\r\n\r\n" + b"{}"
    for chunks in [b"zz\r\n", b"-1\r\n\r\n", b"0x2\r\n{}\r\n0\r\n\r\n", b"2\n{}\n0\n\n", b"fffffffffffffffff\r\n{}", b"7fffffffffffffff\r\n{}", b"2\r\n{}X\r\n0\r\n\r\n",
                   b"2 ; a=b\r\n{}\r\n", b"\r\n0\r\n\r\n", b"2\r\n{", b"100001\r\n" + b"x" * 0x100001 + b"\r\n0\r\n\r\n", b"1\r\n{\r\n" * 5000,
                   b"2;" + b"a" * 20000 + b"\r\n{}\r\n0\r\n\r\n", b"2\r\n{}\r\n0\r\nContent-Length: 9\r\n" + b"A: b\r\n" * 3000 + b"\r\n"]:
        yield "bad chunks", head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks
    for line in [b" folded: 1", b"No colon", b": empty", b"Sp ace: 1", b"Tab\t: 1", b"A\x00B: 1", b"A: \x00", b"A: b\rC: d", b"A: b\nC: d", b"\xff\xfe: 1", b"A: \xff",
                 b"Content-Length\x00: 5", b"A" * 20000 + b": 1", b"A: " + b"b" * 20000, b"\r\n".join(b"A%d: b" % n for n in range(200)), b"Expect: something",
                 b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA", b"Cookie: " + b"x=y; " * 3000]:
        yield "odd header", head + line + b"\r\nContent-Length: 4\r\n\r\n{\"a\""
    yield "HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(64)
    for version in ["HTTP/0.9", "HTTP/2.0", "HTTP/3", "HTTP/1.10", "HTTP/9.9", "HTTQ/1.1", "http/1.1", "", "HTTP/1.1 x", "HTTP/-1.1", "HTTP/1.1\x00"]:
        yield "version", request(port, "PUT", put, b"{", [JSON], version=version)


def addressing(port, root, put, body):
    good = json.dumps(body).encode()
    for host in ["example.com", f"example.com:{port}", "127.0.0.1", "127.0.0.1:1", f"127.0.0.1.example.com:{port}", f"127.0.0.1:{port}@evil", f"evil@127.0.0.1:{port}",
                 f"127.0.0.1:{port}.evil", f"2130706433:{port}", f"0.0.0.0:{port}", f"[::]:{port}", f"localhost.evil:{port}", f"127.1:{port}", f"127.0.0.1:0{port}",
                 f"127.0.0.1:{port}, 127.0.0.1:{port}", "", False, f"127.0.0.1:{port}\r\nHost: 127.0.0.1:{port}", f"ⓛocalhost:{port}"]:
        yield "host", request(port, "PUT", put, good, [JSON], host=host)
    for origin in ["http://example.com", "null", "file://", f"http://127.0.0.1:{port}.evil", "http://127.0.0.1:1", f"ftp://127.0.0.1:{port}", f"http://localhost:{port}/", "*", "",
                   f"http://evil@127.0.0.1:{port}"]:
        yield "origin", request(port, "PUT", put, good, [JSON, f"Origin: {origin}"])
    for path in ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/rolldeck/v1/../../etc/passwd", "/rolldeck/v1/machines/..%2f..%2fetc", "/rolldeck/v1/machines/%00",
                 "/rolldeck/v1/machines/%", "/rolldeck/v1/machines/%zz", "/rolldeck/v1/machines/%c0%ae", "/rolldeck/v1/machines/%ff", "/rolldeck/v1/machines/" + "a" * 9000, "/" * 5000,
                 "//evil.example/x", "/\\..\\x", "*", "http://127.0.0.1/rolldeck/v1/commands", "evil", "/rolldeck/v1/rollouts/-1", "/rolldeck/v1/rollouts/0",
                 "/rolldeck/v1/rollouts/99999999999999999999", "/rolldeck/v1/rollouts/1e1", "/rolldeck/v1/rollouts/NaN", "/rolldeck/v1/rollouts/9223372036854775807",
                 "/rolldeck/v1/groups/%e2%80%ae", "/rolldeck/v1/groups/%1b%5b2J", "/rolldeck", "/rolldeck/v2/state", "/rolldeck/v1", "/metrics/x", "/metadata", "/.git/config", "/favicon.ico",
                 "/rolldeck/v1/state;x=y", "/subscriptions//resourceGroups", f"{root}/resourceGroups/%2f", f"{root}/providers/%00", f"{root}/providers/Microsoft.Compute/locations/x/operations/y",
                 f"{root}/resourceGroups/x/providers/Microsoft.Compute/virtualMachines/y", "/subscriptions/x/" + "y/" * 2000, "/tenant/oauth2/v2.0/token/x", f"{root}/../../x"]:
        for method, query in [("GET", ""), ("PUT", QUERY), ("DELETE", QUERY)]:
            yield "path", request(port, method, path + query, good if method == "PUT" else b"", [JSON])
    for version in ["", "?api-version", "?api-version=", "?api-version=latest", "?api-version=2026", "?api-version=2026-04-01-", "?api-version=2026-04-01-%00", "?api-version=2026-4-1",
                    "?api-version=' OR 1", "?api-version=2026-04-01-x1", "?api-version=" + "2" * 5000, "?api-version=%ff", "?apiversion=2026-04-01", "?api-version=9999-99-99x"]:
        yield "api-version", request(port, "PUT", put.split("?")[0] + version.replace(" ", "%20"), good, [JSON])
    for method in ["TRACE", "CONNECT", "OPTIONS", "PROPFIND", "MKCOL", "FOO", "put", "P UT", "GET\x00", "A" * 3000, "", "POST", "LINK", "PURGE", "M-SEARCH"]:
        yield "method", request(port, method, put, good, [JSON])


def bodies(port, put, set_path, valid):
    """A body that is wrong in one place."""
    values = [None, True, False, 0, -1, 1.5, "", "x" * 300, [], {}, [[]], {"a": 1}, "\u0000", "\u202e", "9.5.1", "NaN", 2 ** 63, 1e308]
    right = {"publisher": str, "type": str, "typeHandlerVersion": str, "autoUpgradeMinorVersion": bool, "enableAutomaticUpgrade": bool}
    for name, kind in right.items():
        for value in values:
            if kind is bool and (isinstance(value, bool) or value is None):
                continue
            yield "property", request(port, "PUT", put, json.dumps(dict(valid, properties=dict(valid["properties"], **{name: value}))).encode(), [JSON])
    for member in ["settings", "protectedSettings", "provisionAfterExtensions", "forceUpdateTag"]:
        for value in [1, "x", True] if member.endswith("ettings") else [1, {"a": 1}, True]:
            yield "property", request(port, "PUT", put, json.dumps(dict(valid, properties=dict(valid["properties"], **{member: value}))).encode(), [JSON])
    for value in [1, "x", True, [1]]:
        yield "property", request(port, "PUT", put, json.dumps(dict(valid, properties=value)).encode(), [JSON])
        yield "property", request(port, "PUT", put, json.dumps(dict(valid, tags=value)).encode(), [JSON])
    text = json.dumps(valid)
    broken = [b"", b" ", b"{", b"}", b"[]", b"null", b"true", b"1", b'"x"', b"{'a': 1}", b"{a: 1}", b'{"a": 1,}', b'{"a" 1}', b'{"a": 01}', b'{"a": .5}', b'{"a": +1}', b'{"a": NaN}',
              b'{"a": Infinity}', b'{"a": 1e999}', b'{"a": -1e999}', b'{"a": 9223372036854775808}', b'{"a": "\xff"}', b'{"a": "\xed\xa0\x80"}', b'{"a": "\\ud800"}', b'{"a": "\\x"}',
              b'{"a": "\n"}', b'{"a": "', b"\xff\xfe{\x00}\x00", b"\x00", b"[" * 70 + b"]" * 70, b"[" * 100000, b'{"a":' * 100000, b'{"a": ' * 65 + b"1" + b"}" * 65, b"{}{}", b"{} x", b"/* */ {}",
              text.encode() + b"x", text.encode()[:-1], b"\xef\xbb\xbf\xef\xbb\xbf{}", text.replace("true", "True").encode(), b'{"properties": {"publisher": "a", "publisher": 1}}',
              text.replace('"type":', '"type": "CustomScript", "type":').replace("DependencyAgentLinux", "Nothing").encode(),
              text.replace('"enableAutomaticUpgrade": true', '"enableAutomaticUpgrade": true, "enableAutomaticUpgrade": "no"').encode(), b"x" * (1 << 20), b'"' + b"a" * 1000000 + b'"']
    for body in broken:
        yield "json", request(port, "PUT", put, body, [JSON])
        yield "json", request(port, "POST", "/rolldeck/v1/commands", body, [JSON])
        if body.strip() not in (b"", b"{}"):
            yield "json", request(port, "PATCH", set_path, body if body != b'{"a": 9223372036854775808}' else b"[", [JSON])
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "application/xml", "text/json", "application/json\x00"]:
        yield "type", request(port, "POST", "/rolldeck/v1/commands", b'{"text": "hold"}', [f"Content-Type: {kind}"] if kind else [])
    for value in [-1, 1001, 1.5, "3", True, [], {}, 2 ** 63, 1e300]:
        yield "capacity", request(port, "PUT", set_path, json.dumps({"location": "x", "sku": {"capacity": value}}).encode(), [JSON])
    for value in [{}, "x", 1, [1], [None], [{}], [{"name": 1}], [{"name": "a/b", "properties": {}}], [{"name": "a"}], [{"name": "a", "properties": []}], [{"name": "a"}] * 65]:
        profile = {"properties": {"virtualMachineProfile": {"extensionProfile": {"extensions": value}}}}
        yield "extensions", request(port, "PUT", set_path, json.dumps(profile).encode(), [JSON])
    for text in ["", " ", "nonsense", "hold 99", "publish X 1", "auto on Nothing all", "scale nothing 5", "az", "az vm extension set", "Set-AzVMExtension -X", "at 5 hold", "hold\u0000", "\u001b[2J", "x" * 20000,
                 "$vmss = Get-AzVmss -VMScaleSetName nothing", "cancel -1", "retry rollout=99999999999999999999", "break unhealthy region=nowhere", "'", "az rest --method delete", "quit", "!sh", "`rm -rf /`", "$(reboot)"]:
        yield "command", request(port, "POST", "/rolldeck/v1/commands", json.dumps({"text": text}).encode(), [JSON])


def garbage(port, chance):
    for size in [1, 7, 64, 500, 5000, 70000]:
        for _ in range(4):
            yield "noise", bytes(chance.randrange(256) for _ in range(size))
    for start in [b"\x16\x03\x01", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"\x16" * 100, b"\x80\x2e\x01", b"\x16\x03\x03\xff\xff" + bytes(400)]:
        for _ in range(3):
            yield "TLS", start + bytes(chance.randrange(256) for _ in range(200))
    for text in [b"\r\n" * 3000, b"GET /", b"GET / HTTP/1.1", b"GET / HTTP/1.1\r\nHost", b"SSH-2.0-x\r\n", b"EHLO x\r\n", b"*1\r\n$4\r\nPING\r\n", b"\x05\x01\x00", b"GET\t/\tHTTP/1.1\r\n\r\n", b"\xef\xbb\xbfGET / HTTP/1.1\r\n\r\n"]:
        yield "noise", text


def mutations(port, put, valid, chance):
    """Good requests with a few bytes changed; those that stay good are left out by asking for something that is so."""
    good = request(port, "PUT", put, json.dumps(dict(valid, properties=dict(valid["properties"], type="Nothing"))).encode(), [JSON])
    while True:
        data = bytearray(good)
        for _ in range(chance.randrange(1, 6)):
            place = chance.randrange(len(data))
            kind = chance.randrange(3)
            if kind == 0:
                data[place] = chance.randrange(256)
            elif kind == 1:
                del data[place]
            else:
                data[place:place] = bytes([chance.randrange(256)]) * chance.randrange(1, 40)
        yield "mutation", bytes(data)


def statuses(answer):
    """Every status in what came back, whose messages may be several."""
    return [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:] if part[:3].isdigit()] + [
        int(part[:3]) for part in answer.split(b"HTTP/1.0 ")[1:] if part[:3].isdigit()]


def main():
    reader = argparse.ArgumentParser()
    reader.add_argument("program")
    reader.add_argument("--count", type=int, default=500)
    reader.add_argument("--seed", type=int, default=1)
    options = reader.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as home:
        server = Server(options.program, home)
        atexit.register(server.child.kill)
        root, machine, scale_set = places(server)
        put, set_path = f"{machine}/extensions/Hostile{QUERY}", scale_set + QUERY
        valid = valid_body()
        port = server.port
        wrong_host = dict(valid)
        listed = list(itertools.chain(framing(port, put, dict(valid, properties={})), addressing(port, root, put, wrong_host), bodies(port, put, set_path, valid), garbage(port, chance)))
        chance.shuffle(listed)
        count = max(options.count, 0)
        chosen = listed[:count] + list(itertools.islice(mutations(port, put, valid, chance), max(0, count - len(listed))))
        before = server.get("/rolldeck/v1/state")
        faults, seen = [], {}
        for number, (kind, data) in enumerate(chosen):
            began = time.perf_counter()
            answer = server.send(data, wait=0.2)
            if (took := time.perf_counter() - began) > 2.5:
                faults.append(f"{kind}: no end after {took:.1f} s of {data[:300]!r}")
            found = statuses(answer)
            for status in found or [0]:
                seen[status] = seen.get(status, 0) + 1
            if any(status >= 500 for status in found):
                faults.append(f"{kind}: {found} for {data[:300]!r}")
            if server.child.poll() is not None:
                faults.append(f"{kind}: the server died of {data[:300]!r}")
                break
            now = server.get("/rolldeck/v1/state")
            if (now["digest"], now["events"]) != (before["digest"], before["events"]):
                faults.append(f"{kind}: the state changed, answer {answer[:300]!r}, after {data[:700]!r}")
                before = now
        # Slow ones and pipelines: the server stays there for others meanwhile.
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
        for connection in slow:
            connection.sendall(b"GET /rolldeck/v1/state HTTP/1.1\r\nHost: 127.0.0.1")
        began = time.perf_counter()
        server.get("/rolldeck/v1/state")
        if time.perf_counter() - began > 2:
            faults.append("slow clients keep others out")
        for connection in slow:
            connection.close()
        line = f"GET /rolldeck/v1/rollouts HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
        pipelined = statuses(server.send(line * 50 + request(port, "PUT", put, b"{", [JSON]), wait=10))
        if pipelined[:50] != [200] * 50 or pipelined[50:] not in ([400], []):
            faults.append(f"a pipeline was answered with {pipelined}")
        after = server.get("/rolldeck/v1/state")
        if (after["digest"], after["events"]) != (before["digest"], before["events"]):
            faults.append("the state changed")
        if (ended := server.stop()) != 143:
            faults.append(f"the server ended with {ended}")
    print(f"{len(chosen)} hostile requests; answers by status {dict(sorted(seen.items()))}; {len(faults)} faults")
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


main()
