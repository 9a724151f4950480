"""What each layer may set, and the words for what it may not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.model.errors import BadConfig
from bridge.settings.layers import Layer, from_environment, from_file, from_flags, named
from bridge.settings.leaves import LEAVES, SECTIONS

Write = Callable[[str | bytes], Path]


def values(found: dict[str, object]) -> dict[str, object]:
    return {key: setting.value for key, setting in found.items()}  # type: ignore[attr-defined]


def test_a_file_sets_what_it_names(written: Write) -> None:
    path = written("midi:\n  channel: 3\nlink: {heartbeat_s: 1}\ngeneration:\n  disabled: [chords]\n")
    found = from_file(path, Layer.USER)
    assert values(found) == {"midi.channel": 3, "link.heartbeat_s": 1.0, "generation.disabled": ["chords"]}
    assert str(found["link.heartbeat_s"].origin) == f"user file: {path}, line 3"


@pytest.mark.parametrize("text", ["midi:\n", "midi: {}\n", "midi:\n  channel:\n", "midi:\n  channel: ~\n"])
def test_what_is_left_empty_sets_nothing(written: Write, text: str) -> None:
    assert from_file(written(text), Layer.USER) == {}


@pytest.mark.parametrize(
    ("text", "line", "says", "hint"),
    [
        ("midi:\n  chanel: 3\n", 2, "no setting 'midi.chanel'", "Did you mean 'midi.channel'?"),
        ("generation:\n  adventur: 1\n", 2, "no setting", "Did you mean 'generation.adventure'?"),
        ("midy:\n  channel: 3\n", 2, "no setting 'midy.channel'", "Did you mean midi.channel?"),
        ("musik:\n", 1, "no setting 'musik'", "Did you mean 'music'?"),
        ("port: 9000\n", 1, "no setting 'port'", "Did you mean link.port or controllers.port?"),
        ("desk:\n  zzz: 1\n", 2, "no setting", "Known here: desk.audition, desk.clip_prefix"),
        ("qqq: 1\n", 1, "no setting", "Known here: controllers, desk, generation"),
        ("<<: {midi: {channel: 2}}\n", 1, "no setting", "Did you mean midi.channel?"),
        ("midi: 3\n", 1, "midi is a group of settings", "It holds: midi.output_port, midi.channel."),
        ("midi: [channel, 3]\n", 1, "midi is a group of settings", "It holds"),
        ("midi:\n  channel:\n    main: 3\n", 3, "midi.channel is one setting", "a whole number from 1 to 16"),
        ("midi:\n  channel: 17\n", 2, "midi.channel cannot be 17", "Allowed: a whole number from 1 to 16."),
        ("midi:\n  channel: two\n", 2, "midi.channel cannot be 'two'", "a whole number from 1 to 16"),
        ("midi:\n  channel: true\n", 2, "midi.channel cannot be True", "a whole number"),
        ("midi:\n  channel: 1.5\n", 2, "midi.channel cannot be 1.5", "a whole number"),
        ("midi:\n  channel: [1]\n", 2, "midi.channel cannot be", "a whole number"),
        ("midi:\n  output_port: 1\n", 2, "midi.output_port cannot be 1", "Put it in quotes to make it text."),
        ("link:\n  gone_after_s: .inf\n", 2, "link.gone_after_s cannot be inf", "from 2 to 3600"),
        ("generation:\n  density: .nan\n", 2, "generation.density cannot be nan", "from 0 to 1"),
        ("generation:\n  disabled: chords\n", 2, "disabled cannot be 'chords'", "a list, each one line"),
        ("generation:\n  disabled: [1]\n", 2, "generation.disabled cannot be", "a list"),
        ("controllers:\n  enabled: maybe\n", 2, "controllers.enabled cannot be 'maybe'", "true or false"),
        ("desk:\n  audition: loud\n", 2, "cannot be 'loud'", "one of auto, file, midi, scratch"),
        ("desk:\n  clip_prefix: 'much too long a prefix'\n", 2, "cannot be", "at most 16 characters"),
        ('midi:\n  output_port: "two\\nlines"\n', 2, "midi.output_port cannot be", "one line of text"),
        ('generation:\n  disabled: ["\\ud800"]\n', 2, "cannot be", "each one line of text"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_with_file_line_key_and_what_would(
    written: Write, text: str, line: int, says: str, hint: str
) -> None:
    path = written(text)
    with pytest.raises(BadConfig) as refused:
        from_file(path, Layer.USER)
    assert refused.value.message.startswith(f"{path}, line {line}: ")
    assert says in refused.value.message
    assert hint in refused.value.hint


@pytest.mark.parametrize("key", [key for key, leaf in LEAVES.items() if leaf.own_machine])
def test_a_project_may_not_choose_places_on_the_disk(written: Write, key: str) -> None:
    section, name = key.split(".")
    path = written(f"{section}:\n  {name}: /tmp/elsewhere\n")
    assert values(from_file(path, Layer.USER)) == {key: "/tmp/elsewhere"}
    with pytest.raises(BadConfig, match=f"line 2: {key} names a place on your disk"):
        from_file(path, Layer.PROJECT)


def test_every_path_in_the_settings_is_marked_as_this_machines_own() -> None:
    assert [key for key, leaf in LEAVES.items() if leaf.own_machine] == [
        "link.file_pairs",
        "memory.folder",
        "ledger.path",
        "log.path",
    ]


@pytest.mark.parametrize(
    ("name", "text", "key", "value"),
    [
        ("SIDEMAN_LINK__PORT", "9000", "link.port", 9000),
        ("SIDEMAN_LINK__HEARTBEAT_S", "1.5", "link.heartbeat_s", 1.5),
        ("SIDEMAN_CONTROLLERS__ENABLED", "false", "controllers.enabled", False),
        ("SIDEMAN_MIDI__OUTPUT_PORT", "1", "midi.output_port", "1"),
        ("SIDEMAN_MIDI__OUTPUT_PORT", "", "midi.output_port", ""),
        ("SIDEMAN_GENERATION__DISABLED", "chords, drums,", "generation.disabled", ["chords", "drums"]),
        ("SIDEMAN_GENERATION__DISABLED", "", "generation.disabled", []),
        ("SIDEMAN_DESK__AUDITION", "midi", "desk.audition", "midi"),
    ],
)
def test_variables_and_flags_are_read_as_the_settings_type(
    name: str, text: str, key: str, value: object
) -> None:
    found = from_environment({name: text, "PATH": "/bin"})
    assert values(found) == {key: value} and type(found[key].value) is type(value)
    assert str(found[key].origin) == f"environment: {name}"
    flag = from_flags({key: text})
    assert values(flag) == {key: value}
    assert str(flag[key].origin) == f"flag: {key}"


def test_flags_may_be_typed_already() -> None:
    assert values(from_flags({"link.port": 9000, "generation.disabled": ["drums"]})) == {
        "link.port": 9000,
        "generation.disabled": ["drums"],
    }
    with pytest.raises(BadConfig, match=r"link\.port cannot be 9000\.5"):
        from_flags({"link.port": 9000.5})


@pytest.mark.parametrize("name", ["SIDEMAN_HOME", "SIDEMAN_TOKEN", "OTHER_LINK__PORT", "sideman_link__port"])
def test_variables_that_are_no_settings_are_left_alone(name: str) -> None:
    assert from_environment({name: "x"}) == {}


@pytest.mark.parametrize(
    ("name", "text", "hint"),
    [
        ("SIDEMAN_LINK__PROT", "1", "Did you mean 'link.port'?"),
        ("SIDEMAN_LINK__PORT", "many", "a whole number from 0 to 65535"),
        ("SIDEMAN_LINK__PORT", "", "a whole number"),
        ("SIDEMAN_LINK__PORT__TCP", "1", "a whole number"),
        ("SIDEMAN__PORT", "1", "Known here"),
    ],
)
def test_a_variable_that_does_not_fit_is_named(name: str, text: str, hint: str) -> None:
    with pytest.raises(BadConfig, match=f"^{name}: ") as refused:
        from_environment({name: text})
    assert hint in refused.value.hint


def test_a_flag_that_does_not_exist_is_named() -> None:
    for key in ("link.prot", "link", "", "link.port.x"):
        with pytest.raises(BadConfig) as refused:
            from_flags({key: "1"})
        assert refused.value.hint


def test_a_key_that_somebody_typed() -> None:
    assert named("midi.channel").allowed == "a whole number from 1 to 16"
    with pytest.raises(BadConfig) as refused:
        named("midi.chanel")
    assert refused.value.hint == "Did you mean 'midi.channel'?"


@given(st.sampled_from(sorted(LEAVES)), st.data())
@settings(deadline=None)
def test_any_slip_of_one_letter_finds_its_setting(key: str, data: st.DataObject) -> None:
    section, name = key.split(".")
    cut = data.draw(st.integers(0, len(name) - 1))
    slip = f"{section}.{name[:cut]}{name[cut + 1 :]}"
    if (
        slip in LEAVES
        or slip in SECTIONS
        or any(leaf.endswith(f".{name[:cut]}{name[cut + 1 :]}") for leaf in LEAVES)
    ):
        return
    with pytest.raises(BadConfig) as refused:
        named(slip)
    assert refused.value.hint == f"Did you mean {key!r}?"
