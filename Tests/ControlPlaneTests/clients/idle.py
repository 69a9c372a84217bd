"""A server at its highest pace when its fleet has nothing left to roll out: time is not used up, and does not stand still.

  python3 idle.py PROGRAM

Background failures alone would fill the hundred years of a recording in a second. Prints one line of figures.
"""
import argparse, json, os, subprocess, tempfile, time, urllib.request

from load import free_port, get

PATIENCE = 60
YEAR = 365 * 24 * 3_600_000


def order(port, text):
    request = urllib.request.Request(f"http://127.0.0.1:{port}/rolldeck/v1/commands", json.dumps({"text": text}).encode(),
                                     {"Content-Type": "application/json"})
    return urllib.request.urlopen(request, timeout=20).status


def wait_for(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"never seen: {what}"
        time.sleep(0.05)


def main():
    reader = argparse.ArgumentParser()
    reader.add_argument("program")
    options = reader.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory() as home:
        child = subprocess.Popen([options.program, "serve", "game-day", "--listen", str(port), "--pace", "max", "--no-record"],
                                 env=dict(os.environ, XDG_STATE_HOME=home), stdout=subprocess.DEVNULL)
        try:
            def answers():
                try:
                    return get(port, "/rolldeck/v1/state")
                except OSError:
                    return None

            now = lambda: get(port, "/rolldeck/v1/state")["now"]
            rollouts = lambda: get(port, "/rolldeck/v1/rollouts")["rollouts"]
            wait_for(answers, "an answer")
            wait_for(lambda: len(rollouts()) == 3 and all(one["status"] != "live" for one in rollouts()), "the end of all rollouts")
            time.sleep(1)
            idle = now()
            assert idle < YEAR, f"{idle / YEAR:.1f} years are over, and nothing was rolled out in them"
            order(port, "break unhealthy vm=web-001_0 for=20m")
            wait_for(lambda: now() > idle + 20 * 60_000, "the end of a fault of 20 minutes")
            before = now()
            order(port, "publish DependencyAgentLinux 9.10.99.0")
            wait_for(lambda: len(rollouts()) == 4 and rollouts()[3]["status"] == "completed", "a new version everywhere")
            print(f"idle after {idle / YEAR:.3f} years; the next rollout took {(now() - before) / 86_400_000:.1f} simulated days")
        finally:
            child.terminate()
            child.wait(20)


if __name__ == "__main__":
    main()
