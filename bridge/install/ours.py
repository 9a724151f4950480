"""Sideman's own places, as the scripts must know them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from bridge.settings import Config, chosen


class RunAddress(msgspec.Struct, frozen=True):
    """Where the daemon listens; port 0 while none has said."""

    port: int = 0
    token: str = ""


@dataclass(frozen=True, slots=True)
class Ours:
    """data: Sideman's data folder. run_file: port and token of the running daemon. pairs: the folder
    of file pairs."""

    data: Path
    run_file: Path
    pairs: Path

    def selftest(self, daw: str) -> Path:
        """Where the script of a DAW writes what its self-test found."""
        return self.data / "selftest" / f"{daw}.json"

    def address(self) -> RunAddress:
        """As the run file says now."""
        try:
            return msgspec.json.decode(self.run_file.read_bytes(), type=RunAddress)
        except (OSError, msgspec.DecodeError):
            return RunAddress()


def ours(config: Config) -> Ours:
    """The places that these settings give."""
    paths = config.paths
    return Ours(paths.data, paths.run_file, chosen(config.settings.link.file_pairs, paths.file_pairs))
