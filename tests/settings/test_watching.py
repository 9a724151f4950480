"""The watcher: real file events, waited for and never slept for."""

import os
import queue
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from watchdog.events import DirModifiedEvent, FileModifiedEvent, FileMovedEvent, FileOpenedEvent

from bridge.model.errors import BadConfig, Unavailable
from bridge.settings import Reload, watching
from bridge.settings.watching import SettingsWatcher

PATIENCE_S = 10.0


class Reports(queue.Queue[Reload]):
    def next(self) -> Reload:
        return self.get(timeout=PATIENCE_S)


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def watcher(desk: Any, reports: Reports) -> Iterator[SettingsWatcher]:
    with SettingsWatcher(desk.load(), reports.put, settle_s=0.02) as watching_now:
        yield watching_now


def replace_as_editors_do(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.swp")
    fresh.write_text(text)
    os.replace(fresh, path)


def test_a_whole_evening_of_edits(desk: Any, watcher: SettingsWatcher, reports: Reports) -> None:
    """Created, saved by renaming, spoilt, mended, deleted, its folder deleted and made again."""
    desk.user.write_text("generation:\n  bars: 8\n")
    assert reports.next().changed == ("generation.bars",)

    replace_as_editors_do(desk.user, "generation:\n  bars: 16\nlink:\n  port: 9000\n")
    renamed = reports.next()
    assert (renamed.changed, renamed.needs_restart) == (("link.port", "generation.bars"), ("link.port",))

    replace_as_editors_do(desk.user, "generation:\n  bars: 999\n")
    spoilt = reports.next()
    assert isinstance(spoilt.problem, BadConfig) and "line 2" in spoilt.problem.message
    assert watcher.config.settings.generation.bars == spoilt.config.settings.generation.bars == 16

    replace_as_editors_do(desk.user, "generation:\n  bars: 12\nlink:\n  port: 9000\n")
    mended = reports.next()
    assert (mended.changed, mended.problem) == (("generation.bars",), None)

    desk.user.unlink()
    assert reports.next().changed == ("link.port", "generation.bars")

    desk.project.write_text("music:\n  key: A minor\n")
    assert reports.next().config.settings.music.key == "A minor"

    shutil.rmtree(desk.song)
    assert reports.next().changed == ("music.key",)
    # Making the folder and its file are two steps; the file may come before the new watch does.
    desk.song.mkdir()
    desk.project.write_text("music:\n  key: Eb\n")
    assert reports.next().config.settings.music.key == "Eb"
    assert watcher.config.settings.generation.bars == 4
    assert reports.empty()


def test_a_settings_folder_that_does_not_exist_yet(desk: Any, reports: Reports) -> None:
    home = desk.home / "not" / "yet"
    started = desk.load(environ={"SIDEMAN_HOME": str(home)})
    with SettingsWatcher(started, reports.put, settle_s=0.02):
        home.mkdir(parents=True)
        (home / "config.yaml").write_text("midi:\n  channel: 4\n")
        assert reports.next().config.settings.midi.channel == 4


def test_a_settings_file_that_is_a_link_into_another_folder(
    desk: Any, reports: Reports, tmp_path: Path
) -> None:
    real = tmp_path / "dotfiles" / "sideman.yaml"
    real.parent.mkdir()
    real.write_text("")
    desk.user.symlink_to(real)
    with SettingsWatcher(desk.load(), reports.put, settle_s=0.02):
        real.write_text("midi:\n  channel: 4\n")
        assert reports.next().config.settings.midi.channel == 4


def test_a_check_by_hand_needs_no_thread(desk: Any, reports: Reports) -> None:
    by_hand = SettingsWatcher(desk.load(), reports.put)
    by_hand.check()
    assert reports.empty()
    desk.user.write_text("midi:\n  channel: 4\n")
    by_hand.check()
    assert reports.get_nowait().changed == ("midi.channel",)
    assert by_hand.config.settings.midi.channel == 4


def test_the_same_problem_is_reported_once_and_its_end_as_well(desk: Any, reports: Reports) -> None:
    by_hand = SettingsWatcher(desk.load(), reports.put)
    desk.user.write_text("midi:\n  channel: 40\n")
    by_hand.check()
    by_hand.check()
    assert reports.get_nowait().problem is not None and reports.empty()
    desk.user.write_text("midi:\n  channel: 50\n")
    by_hand.check()
    assert "50" in str(reports.get_nowait().problem)
    desk.user.unlink()
    by_hand.check()
    ended = reports.get_nowait()
    assert ended.problem is None and ended.changed == ()


def test_only_changes_of_settings_files_count(desk: Any) -> None:
    watcher = SettingsWatcher(desk.load(), lambda _: None)
    home = desk.home.resolve()

    def counts(event: Any) -> bool:
        watcher._touched.clear()
        watcher.on_any_event(event)
        return watcher._touched.is_set()

    assert counts(FileModifiedEvent(str(home / "config.yaml")))
    assert counts(FileMovedEvent(str(home / ".config.swp"), str(home / "config.yaml")))
    assert not counts(FileOpenedEvent(str(home / "config.yaml")))
    assert not counts(FileModifiedEvent(str(home / "take-7.wav")))
    assert not counts(DirModifiedEvent(str(home)))


def test_a_system_that_can_watch_no_more_says_so(
    desk: Any, reports: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = SettingsWatcher(desk.load(), reports.put)

    def full(*_: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(watcher._observer, "schedule", full)
    with pytest.raises(Unavailable, match="inotify watch limit reached") as refused:
        watcher.start()
    assert "started again" in refused.value.hint


def test_the_nearest_folder_is_the_first_that_exists(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert watching._nearest_folder(tmp_path / "a" / "b" / "c") == tmp_path / "a"
    assert watching._nearest_folder(tmp_path / "a") == tmp_path / "a"
