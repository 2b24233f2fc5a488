"""A peer that is a server: started, waited for, ended. On 127.0.0.1 alone."""
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request

START_TIMEOUT_S = 300


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def ask(url, body=None, headers=None):
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(url, data, {"content-type": "application/json", **(headers or {})})
    with urllib.request.urlopen(asked, timeout=600) as answer:
        return json.loads(answer.read() or b"null")


def cpu_seconds(pid):
    """Of a process and the children that it waited for (Linux)."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        times = file.read().rpartition(")")[2].split()[11:15]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def end_with_parent():
    """Ends this process, and so its server, by SIGTERM and when the bench is gone."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    parent = os.getppid()

    def watch():
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


@contextlib.contextmanager
def serving(command, url, env):
    """Yields what the start took until `url` answers; the server's output goes to stderr."""
    end_with_parent()
    began = time.monotonic()
    server = subprocess.Popen(command, env=env, stdout=sys.stderr)
    try:
        while True:
            if server.poll() is not None:
                raise SystemExit(f"the server ended with {server.returncode}")
            try:
                with urllib.request.urlopen(url, timeout=5):
                    break
            except OSError:
                if time.monotonic() - began > START_TIMEOUT_S:
                    raise SystemExit(f"the server did not answer within {START_TIMEOUT_S} s") from None
                time.sleep(0.2)
        yield {"startSeconds": time.monotonic() - began, "startCpuSeconds": cpu_seconds(server.pid)}
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
