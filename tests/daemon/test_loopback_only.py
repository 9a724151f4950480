"""Nothing leaves this machine: every socket of the main job, in every process of it, is watched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

WATCH = """
import os, sys

def seen(event, args):
    if event in ("socket.bind", "socket.connect", "socket.sendto"):
        address = args[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        address = args[0]
    elif event == "socket.sendmsg":
        address = args[1] or ""
    else:
        return
    host = address[0] if isinstance(address, tuple) else address
    with open(os.environ["SIDEMAN_SOCKETS"], "a") as file:
        file.write(f"{event} {host!r} {os.getpid()}\\n")

sys.addaudithook(seen)
"""

LOOPBACK = {"'127.0.0.1'", "'localhost'", "b'127.0.0.1'", "b'localhost'"}


def test_the_main_job_opens_no_socket_but_loopback(tmp_path: Path) -> None:
    """The tour runs with a hook in each Python process that writes down every address."""
    (tmp_path / "sitecustomize.py").write_text(WATCH)
    seen = tmp_path / "sockets"
    environ = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT))),
        "SIDEMAN_SOCKETS": str(seen),
        "SIDEMAN_CONTROLLERS__ENABLED": "true",
    }
    command = [sys.executable, "-c", "from bridge.cli import main; main()", "demo", "--tour", "--json"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["equal"]
    lines = [line.rsplit(" ", 1)[0] for line in seen.read_text().splitlines()]
    assert any(line.startswith("socket.bind") for line in lines), "the hook saw the daemon listen"
    assert any(line.startswith("socket.connect") for line in lines), "the hook saw the studio dial"
    strangers = {line for line in lines if line.split(" ", 1)[1] not in LOOPBACK}
    assert not strangers


def test_the_watch_would_see_a_stranger(tmp_path: Path) -> None:
    """The hook itself is tried: a connection elsewhere is written down (and none is made)."""
    (tmp_path / "sitecustomize.py").write_text(WATCH)
    seen = tmp_path / "sockets"
    code = "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.bind(('0.0.0.0', 0))"
    environ = {**os.environ, "PYTHONPATH": str(tmp_path), "SIDEMAN_SOCKETS": str(seen)}
    subprocess.run([sys.executable, "-c", code], env=environ, check=True, timeout=20)
    assert "'0.0.0.0'" in seen.read_text()
