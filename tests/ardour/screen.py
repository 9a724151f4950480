"""Ardour's window on a screen that nobody sees (Xvfb), with settings of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

SETTINGS = {
    ".a7": "",  # been here before: no first-run questions
    "config": """<?xml version="1.0" encoding="UTF-8"?>
<Ardour><Config>
<Option name="try-autostart-engine" value="1"/><Option name="hide-dummy-backend" value="0"/>
</Config><Extra><AudioMIDISetup><EngineStates>
<State backend="None (Dummy)" driver="" device="Silence" input-device="" output-device=""
 sample-rate="48000" buffer-size="1024" n-periods="0" input-latency="0" output-latency="0" lm-input=""
 lm-output="" active="1" use-buffered-io="0" midi-option="" lru="{now}"><MIDIDevices/></State>
</EngineStates></AudioMIDISetup></Extra></Ardour>""",
    "instant.xml": """<?xml version="1.0" encoding="UTF-8"?>
<instant><no-memory-warning no-memory-warning="1"/></instant>""",
}


@dataclass
class Screen:
    display: str
    home: Path

    @property
    def environ(self) -> dict[str, str]:
        places = {"HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home / ".config")}
        caches = {"XDG_CACHE_HOME": str(self.home / ".cache"), "XDG_DATA_HOME": str(self.home / ".local")}
        return {**os.environ, **places, **caches, "DISPLAY": self.display, "ARDOUR_TRY_AUTOSTART_ENGINE": "1"}

    @property
    def settings(self) -> Path:
        return self.home / ".config" / "ardour7"

    def prepare_settings(self) -> Path:
        """Ardour's settings folder, as if it had been started before."""
        folder = self.settings
        folder.mkdir(parents=True)
        for name, text in SETTINGS.items():
            (folder / name).write_text(text.replace("{now}", str(int(time.time()))))
        return folder

    async def picture(self, path: Path) -> None:
        process = await asyncio.create_subprocess_exec(
            "import", "-window", "root", str(path), env=self.environ
        )
        await process.wait()


@asynccontextmanager
async def screen(home: Path) -> AsyncIterator[Screen]:
    """An unseen screen of 1280 x 800."""
    receiver, sender = os.pipe()
    xvfb = await asyncio.create_subprocess_exec(
        *("Xvfb", "-displayfd", str(sender), "-screen", "0", "1280x800x24", "-nolisten", "tcp"),
        pass_fds=(sender,),
        stderr=asyncio.subprocess.DEVNULL,
    )
    os.close(sender)
    try:
        number = await asyncio.wait_for(asyncio.to_thread(os.read, receiver, 16), 20.0)
        yield Screen(f":{number.decode().strip()}", home)
    finally:
        os.close(receiver)
        xvfb.terminate()
        await xvfb.wait()


@asynccontextmanager
async def ardour_window(on: Screen, set_folder: Path, name: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Ardour with a session open; killed at the end, so that it asks nothing."""
    log = (on.home / "ardour.log").open("wb")
    process = await asyncio.create_subprocess_exec(
        *("ardour", str(set_folder), name),
        env=on.environ,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=log,
        stderr=log,
    )
    try:
        yield process
    finally:
        log.close()
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
