"""Ardour without a screen, with Sideman's control script running in it."""

from __future__ import annotations

import contextlib
from pathlib import Path

from bridge.daws.ardour.process import ArdourProcess
from bridge.daws.ardour.programs import ardour_lua
from bridge.model.errors import Unavailable
from bridge.settings.resources import bundled

CONNECTED = "Sideman: connected"
CONNECT_WITHIN_S = 30.0
STOP_WITHIN_S = 15.0


class HeadlessArdour:
    """Opens a session in ardour7-lua and lets the script dial a folder of file pairs.

        async with HeadlessArdour(session_folder, "Demo", pairs, token_file) as ardour:
            await ardour.connected()

    Leaving the block stops it. The musician's own Ardour settings are neither read nor written.
    """

    def __init__(
        self,
        session_folder: Path,
        name: str,
        pair_folder: Path,
        token_file: Path,
        save_on_exit: bool = False,
        script: Path | None = None,
        words: tuple[str, ...] = (),
    ) -> None:
        """``token_file``: the daemon's run file, or a file with the token alone. ``script``: one of
        the same arguments instead of Sideman's own; ``words`` are passed on to it."""
        self._stop_file = session_folder.with_name(f"{session_folder.name}.stop")
        self._script = script
        self._words = (str(session_folder), name, str(pair_folder), str(token_file), *words)
        if save_on_exit:
            self._words += ("save-on-exit",)
        self._home = session_folder.with_name(f"{session_folder.name}.ardour")
        self.process: ArdourProcess | None = None

    async def start(self) -> None:
        """Raises Unavailable when Ardour is not installed or cannot be run."""
        self._stop_file.unlink(missing_ok=True)
        process = ArdourProcess(ardour_lua(), self._home)
        script = self._script or bundled("daw_scripts", "ardour", "headless.lua")
        try:
            await process.start(script, *self._words, f"stop-file={self._stop_file}")
        except OSError as problem:
            raise Unavailable(
                f"Ardour cannot be run: {problem}.", "Install it: apt-get install ardour"
            ) from None
        self.process = process

    async def connected(self, timeout_s: float = CONNECT_WITHIN_S) -> None:
        """Waits until the daemon has let the script in. Raises Unavailable."""
        assert self.process is not None
        await self.process.heard(CONNECTED, timeout_s)

    async def stop(self) -> None:
        """Ends it, with a save where that was asked for; calling it again does nothing."""
        if self.process is None or not self.process.running:
            return
        self._stop_file.touch()
        with contextlib.suppress(TimeoutError):
            await self.process.ended(STOP_WITHIN_S)
        await self.process.kill()
        self._stop_file.unlink(missing_ok=True)

    async def __aenter__(self) -> HeadlessArdour:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
