"""Given an installed script and a running daemon, when the script itself looks for it, then it finds it."""

from __future__ import annotations

import importlib.util
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.daemon.runfile import RunFile, write_run_file
from bridge.install.hosts import HOSTS
from bridge.install.putting import install
from bridge.install.run_js import refresh_run_js
from tests.install.homes import Home
from tests.interpreters import need

RUN = RunFile(pid=1, port=5005, token="secret", udp_port=0, pairs="/pairs", version="1")


@pytest.fixture
def there(linux: Home, tmp_path: Path) -> Home:
    """A home whose data folder has a name that is hard to write down, with a daemon's run file in it."""
    data = tmp_path / 'Ünal 🎹 "\\abcd' / "data"
    write_run_file(data / "run.json", RUN)
    linux.start("live", "reaper", "bitwig")
    return replace(linux, ours=replace(linux.ours, data=data, run_file=data / "run.json"))


def installed(home: Home, name: str) -> Path:
    install(HOSTS[name], home.system, home.ours, home.bases[name])
    return HOSTS[name].folder(home.bases[name])


def test_lives_script(there: Home) -> None:
    folder = installed(there, "live")
    spec = importlib.util.spec_from_file_location("whereabouts", folder / "whereabouts.py")
    assert spec is not None and spec.loader is not None
    whereabouts = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(whereabouts)
    assert whereabouts.daemon(str(folder)) == (5005, "secret")


@pytest.mark.script
def test_reapers_script(there: Home) -> None:
    folder = installed(there, "reaper")
    look = f"""
        local use = assert(loadfile("{folder}/lua/use.lua"))("{folder}")
        local run_file = use("reaper/run_file")
        for _, name in ipairs({{"pairs", "token"}}) do
            print(run_file.value("{folder}/reaper/sideman.json", name))
        end
    """
    done = subprocess.run([need("lua5.4"), "-e", look], capture_output=True, text=True, timeout=20)
    assert done.stdout.split() == ["/pairs", "secret"], done.stderr


@pytest.mark.script
def test_bitwigs_script(there: Home) -> None:
    folder = installed(there, "bitwig")
    look = """
        var load = function (name) {
            require("vm").runInThisContext(require("fs").readFileSync(process.argv[1] + "/" + name, "utf8"));
        };
        load("run.js");
        console.log(JSON.stringify(SidemanRun));
    """
    assert "SidemanRun" in (folder / "address.js").read_text()
    command = [need("node"), "-e", look, str(folder)]

    def found() -> str:
        return subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout.strip()

    assert found() == '{"port":5005,"token":"secret"}'
    refresh_run_js(there.ours.data, RunFile(2, 6006, "other", 0, "", "1"))
    assert found() == '{"port":6006,"token":"other"}'
