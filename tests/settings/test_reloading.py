"""Changed settings while the daemon runs: taken over, reported, or refused with the old ones kept."""

from typing import Any

import pytest

from bridge.model.errors import BadConfig
from bridge.settings import LEAVES, reload


def test_nothing_changed(desk: Any) -> None:
    started = desk.load()
    again = reload(started, started)
    assert (again.changed, again.needs_restart, again.problem) == ((), (), None)
    assert again.config.settings == started.settings


def test_a_change_is_taken_over_and_named(desk: Any) -> None:
    started = desk.load()
    desk.user.write_text("generation:\n  bars: 8\n  density: 0.3\nmusic:\n  key: A minor\n")
    result = reload(started, started)
    assert result.changed == ("generation.bars", "music.key")
    assert (result.needs_restart, result.problem) == ((), None)
    assert result.config.settings.generation.bars == 8
    assert started.settings.generation.bars == 4


@pytest.mark.parametrize(
    "text", ["generation:\n  bars: many\n", "generation: [\n", "musik: {}\n", "\tx: 1\n"]
)
def test_bad_settings_leave_the_old_ones_in_place_and_say_why(desk: Any, text: str) -> None:
    desk.user.write_text("generation:\n  bars: 8\n")
    started = desk.load()
    desk.user.write_text(text)
    result = reload(started, started)
    assert result.config is started and result.changed == ()
    assert isinstance(result.problem, BadConfig)
    assert str(desk.user) in result.problem.message and result.problem.hint


def test_settings_that_were_put_right_again_are_taken_over(desk: Any) -> None:
    started = desk.load()
    desk.user.write_text("generation:\n  bars: 800\n")
    broken = reload(started, started)
    desk.user.write_text("generation:\n  bars: 16\n")
    mended = reload(broken.config, started)
    assert mended.problem is None and mended.changed == ("generation.bars",)


def test_what_needs_a_restart_is_said_until_it_is_as_it_was_at_the_start(desk: Any) -> None:
    started = desk.load()
    desk.user.write_text("link:\n  port: 9000\n")
    first = reload(started, started)
    assert first.changed == first.needs_restart == ("link.port",)
    desk.user.write_text("link:\n  port: 9000\ngeneration:\n  bars: 8\n")
    second = reload(first.config, started)
    assert (second.changed, second.needs_restart) == (("generation.bars",), ("link.port",))
    desk.user.write_text("generation: {bars: 99}\n")
    assert reload(second.config, started).needs_restart == ("link.port",)
    desk.user.unlink()
    third = reload(second.config, started)
    assert (third.changed, third.needs_restart) == (("link.port", "generation.bars"), ())


def test_a_project_file_that_appears_and_vanishes_counts(desk: Any) -> None:
    started = desk.load()
    desk.project.write_text("music:\n  key: Eb major\n")
    there = reload(started, started)
    assert there.config.settings.music.key == "Eb major"
    desk.project.unlink()
    assert reload(there.config, started).config.settings == started.settings


def test_flags_and_variables_stay_in_force(desk: Any) -> None:
    started = desk.load({"generation.bars": 2}, {"SIDEMAN_MIDI__CHANNEL": "3"})
    desk.user.write_text("generation:\n  bars: 8\nmidi:\n  channel: 8\n")
    result = reload(started, started)
    assert result.changed == ()
    assert (result.config.settings.generation.bars, result.config.settings.midi.channel) == (2, 3)


def test_what_a_running_daemon_cannot_take_over() -> None:
    restart = {key for key, leaf in LEAVES.items() if leaf.needs_restart}
    assert {"link.port", "controllers.port", "ledger.path", "generation.workers"} <= restart
    assert not {"music.key", "generation.bars", "desk.audition", "midi.output_port", "log.level"} & restart
