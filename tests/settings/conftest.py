"""A musician's folders for one test: settings of their own, a song's folder, and nothing real."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bridge.settings import Config, load, sources


class Desk:
    """user: the musician's settings file. song: the folder that Sideman was started in."""

    def __init__(self, root: Path) -> None:
        self.home = root / "home"
        self.song = root / "music" / "song"
        self.user = self.home / "config.yaml"
        self.project = self.song / "sideman.yaml"
        self.home.mkdir()
        self.song.mkdir(parents=True)

    def load(
        self, flags: Mapping[str, object] | None = None, environ: Mapping[str, str] | None = None
    ) -> Config:
        variables = {"SIDEMAN_HOME": str(self.home), **(environ or {})}
        return load(sources(flags=flags, environ=variables, start=self.song))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """Writes a settings file and gives its path."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "settings.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write
