"""All layers together: who wins, where each value came from, and what must fit together."""

from pathlib import Path
from typing import Any

import pytest

from bridge.model.errors import BadConfig
from bridge.settings import LEAVES, Layer, Settings, load, sources
from bridge.settings.layers import from_file
from bridge.settings.resources import bundled


def test_without_any_choice_the_defaults_apply(desk: Any) -> None:
    config = desk.load()
    defaults = from_file(bundled("config", "default.yaml"), Layer.DEFAULT)
    assert config.values() == {key: defaults[key].value for key in LEAVES}
    assert {origin.layer for origin in config.origins.values()} == {Layer.DEFAULT}
    assert isinstance(config.settings, Settings) and config.settings.controllers.port == 9127


def test_the_stronger_layer_wins_leaf_by_leaf(desk: Any) -> None:
    """Each layer sets one leaf more than the next stronger one."""
    keys = ["bars", "candidates", "workers", "density", "adventure"]

    def text(count: int, value: str) -> str:
        return "generation:\n" + "".join(f"  {key}: {value}\n" for key in keys[:count])

    desk.user.write_text(text(4, "1"))
    desk.project.write_text(text(3, "2"))
    environ = {f"SIDEMAN_GENERATION__{key.upper()}": "3" for key in keys[:2]}
    config = desk.load({"generation.bars": "4"}, environ)
    found = [(config.values()[f"generation.{key}"], config.origin(f"generation.{key}").layer) for key in keys]
    assert found == [
        (4, Layer.FLAG),
        (3, Layer.ENVIRONMENT),
        (2, Layer.PROJECT),
        (1.0, Layer.USER),
        (0.3, Layer.DEFAULT),
    ]


def test_the_origin_names_file_and_line(desk: Any) -> None:
    desk.user.write_text("# mine\nmusic:\n  key: A minor\n")
    config = desk.load()
    assert str(config.origin("music.key")) == f"user file: {desk.user}, line 3"
    with pytest.raises(BadConfig) as refused:
        config.origin("music.kee")
    assert refused.value.hint == "Did you mean 'music.key'?"


def test_the_nearest_project_file_upwards_counts(desk: Any) -> None:
    above = desk.song.parent / "sideman.yaml"
    above.write_text("midi:\n  channel: 5\ngeneration:\n  bars: 8\n")
    assert desk.load().settings.midi.channel == 5
    desk.project.write_text("midi:\n  channel: 6\n")
    config = desk.load()
    assert (config.settings.midi.channel, config.settings.generation.bars) == (6, 4)
    assert config.sources.project_file() == desk.project


def test_a_list_is_replaced_as_a_whole(desk: Any) -> None:
    desk.user.write_text("generation:\n  disabled: [chords, drums]\n")
    desk.project.write_text("generation:\n  disabled: [bass]\n")
    assert desk.load().settings.generation.disabled == ["bass"]


def test_a_key_left_empty_falls_through_to_the_layer_below(desk: Any) -> None:
    desk.user.write_text("midi:\n  channel: 7\n")
    desk.project.write_text("midi:\n  channel:\n")
    assert desk.load().origin("midi.channel").layer is Layer.USER


def test_nothing_is_written(desk: Any) -> None:
    desk.user.write_text("midi:\n  channel: 7   # the pad\n")
    before = sorted(desk.home.rglob("*")), desk.user.read_bytes(), desk.user.stat().st_mtime_ns
    desk.load()
    assert (sorted(desk.home.rglob("*")), desk.user.read_bytes(), desk.user.stat().st_mtime_ns) == before
    assert not list(desk.song.iterdir())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "link:\n  heartbeat_s: 9\n  stalled_after_s: 3\n",
            "link.heartbeat_s 9.0 and link.stalled_after_s 3.0",
        ),
        ("link:\n  stalled_after_s: 90\n", "link.stalled_after_s 90.0 and link.gone_after_s 60.0 do not fit"),
        ("music:\n  low_pitch: 84\n", "music.low_pitch 84 and music.high_pitch 84 do not fit together"),
        ("music:\n  key: H minor\n", "music.key 'H minor' does not fit"),
        ("music:\n  key: A doric\n", "music.key 'A doric' does not fit"),
        ("ledger:\n  path: here.sqlite\n", "ledger.path 'here.sqlite' does not fit"),
        ("log:\n  path: ../x.log\n", "log.path '../x.log' does not fit"),
        ("link:\n  file_pairs: pairs\n", "link.file_pairs 'pairs' does not fit"),
    ],
)
def test_values_that_do_not_fit_are_refused_where_they_were_set(desk: Any, text: str, says: str) -> None:
    desk.user.write_text(text)
    with pytest.raises(BadConfig) as refused:
        desk.load()
    assert says in refused.value.message
    assert refused.value.message.startswith(f"{desk.user}, line ")
    assert refused.value.hint


def test_two_layers_that_do_not_fit_are_both_named(desk: Any) -> None:
    desk.user.write_text("music:\n  low_pitch: 70\n")
    with pytest.raises(
        BadConfig, match=r"config.yaml, line 2; SIDEMAN_MUSIC__HIGH_PITCH: music.low_pitch 70"
    ):
        desk.load(environ={"SIDEMAN_MUSIC__HIGH_PITCH": "60"})


@pytest.mark.parametrize("key", ["A minor", "Eb", "F# dorian", ""])
def test_keys_as_musicians_write_them(desk: Any, key: str) -> None:
    desk.project.write_text(f"music:\n  key: {key}\n")
    assert desk.load().settings.music.key == key


@pytest.mark.parametrize("place", ["~/sideman/ledger.sqlite", str(Path.cwd() / "ledger.sqlite")])
def test_paths_are_full_or_in_the_home_folder(desk: Any, place: str) -> None:
    assert desk.load({"ledger.path": place}).settings.ledger.path == place


def test_defaults_that_lack_a_setting_are_a_broken_installation(desk: Any, tmp_path: Path) -> None:
    import dataclasses

    broken = tmp_path / "default.yaml"
    broken.write_text("midi:\n  channel: 1\n")
    places = dataclasses.replace(sources(environ={}, start=desk.song), default_file=broken)
    with pytest.raises(BadConfig, match=r"does not set link.port, .*music.high_pitch\."):
        load(places)


def test_the_real_process_is_the_usual_place(monkeypatch: pytest.MonkeyPatch, desk: Any) -> None:
    monkeypatch.setenv("SIDEMAN_HOME", str(desk.home))
    monkeypatch.setenv("SIDEMAN_MIDI__CHANNEL", "9")
    monkeypatch.chdir(desk.song)
    places = sources()
    assert (places.user_file, places.start) == (desk.user, desk.song)
    assert load(places).settings.midi.channel == 9
