"""A settings file as it is read: what it sets, on which line, and what is refused in which words."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.model.errors import BadConfig
from bridge.settings.yaml_file import MAX_BYTES, MAX_DEPTH, MAX_NODES, Entry, read_entries

Write = Callable[[str | bytes], Path]


def test_entries_carry_their_line(written: Write) -> None:
    text = "# mine\nmidi:\n  channel: 3\n\n  output_port: 'IAC: Bus 1'\nmusic: {key: A minor}\n"
    assert read_entries(written(text)) == [
        Entry(("midi", "channel"), 3, 3),
        Entry(("midi", "output_port"), "IAC: Bus 1", 5),
        Entry(("music", "key"), "A minor", 6),
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "~", "null\n", "{}"])
def test_an_empty_file_sets_nothing(written: Write, text: str) -> None:
    assert read_entries(written(text)) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1), ("-2", -2), ("0.5", 0.5), ("1e-1", "1e-1"), ("true", True), ("off", False), ("~", None),
        ("", None),
        ("{}", None), ("[]", []), ("[a, 2]", ["a", 2]), ("F# minor", "F# minor"), ("Bb", "Bb"), ("'1'", "1"),
        ("2024-02-30", "2024-02-30"), ("2024-02-03", "2024-02-03"), ("=", "="), ("0b", "0b"), ("0x_", "0x_"),
    ],
)  # fmt: skip
def test_values(written: Write, text: str, value: object) -> None:
    (entry,) = read_entries(written(f"a: {text}\n"))
    assert entry.value == value and type(entry.value) is type(value)


def test_a_byte_order_mark_of_windows_is_no_harm(written: Write) -> None:
    assert read_entries(written(b"\xef\xbb\xbfmidi:\r\n  channel: 3\r\n")) == [
        Entry(("midi", "channel"), 3, 2)
    ]


def bomb(levels: int) -> str:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (bomb(9), 2, r"the alias \*a0"),
        ("a: &loop\n  b: *loop\n", 2, r"the alias \*loop"),
        ("<<: {a: 1}\nb: &x 1\nc:\n  - *x\n", 4, "alias"),
        ("a: " + "[" * 20_000, 1, f"nested more than {MAX_DEPTH} deep"),
        ("\n" + "".join(f"k{n}: 1\n" for n in range(MAX_NODES)), 1001, f"more than {MAX_NODES} values"),
        ("a: 1\nb: 2\na: 3\n", 3, "a is set twice, first on line 1"),
        ("m:\n  key: A\n  low: 1\n  key: B\n", 4, "m.key is set twice, first on line 2"),
        ("- a\n- b\n", 1, "no mapping of keys to values"),
        ("\njust words\n", 2, "no mapping of keys to values"),
        ("a: 1\n? [x, y]\n: 2\n", 2, "a key that is no plain word"),
        ("midi:\n\tchannel: 3\n", 2, "a tab"),
        ("midi:\n  channel:\t3\n  port: [\n", 2, "a tab"),
        ('a: "\\UFFFFFFFF"\n', 1, "an escape for a character that does not exist"),
        ("a: 1\nb: [1, 2\nc: 3\n", 3, "not YAML"),
        ("a: 1\nb: 'open\n", 3, "not YAML"),
        ("a: 1\n---\nb: 2\n", 2, "not YAML"),
        ("a: 1\nb: !!python/object/apply:os.system [echo]\n", 2, "a value of the kind"),
        ("a: !mine x\n", 1, "a value of the kind '!mine'"),
        ("a: !!binary aGk=\n", 1, "a value of the kind 'binary'"),
        ("a: !!set {x, y}\n", 1, "no mapping"),
        ("a:\n  - [x]\n  - {b: c}\n", 3, "a value of the kind 'map'"),
    ],
    ids=lambda value: str(value)[:12].strip(),
)
def test_what_a_settings_file_may_not_hold(written: Write, text: str, line: int, says: str) -> None:
    path = written(text)
    with pytest.raises(BadConfig, match=says) as refused:
        read_entries(path)
    assert refused.value.message.startswith(f"{path}, line {line}: ")
    assert refused.value.hint and refused.value.code == "bad_config"


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        ("midi: {channel: 3}\n".encode("utf-16"), 1, "UTF-8"),
        (b"a: 1\nb: caf\xe9\n", 2, "UTF-8"),
        (b"a: 1\nb: 2\nc: \x07bell\n", 3, "a character that no text file should hold"),
        (b"a: 1\n" + b"#" * MAX_BYTES, 1, "larger than 64 KiB"),
    ],
    ids=["utf-16", "latin-1", "control", "huge"],
)
def test_what_is_no_text_of_a_settings_file(written: Write, data: bytes, line: int, says: str) -> None:
    path = written(data)
    with pytest.raises(BadConfig, match=says) as refused:
        read_entries(path)
    assert refused.value.message.startswith(f"{path}, line {line}: ")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.yaml"):
        with pytest.raises(BadConfig, match="cannot be read") as refused:
            read_entries(path)
        assert str(path) in refused.value.message


@given(st.binary(max_size=80) | st.text("a:[]{}&*!-?|>#'\"\t\n ,~<\x00", max_size=60).map(str.encode))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_file_gives_entries_or_one_kind_of_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(data)
    try:
        entries = read_entries(path)
    except BadConfig as refused:
        assert str(path) in refused.message and refused.hint
        return
    lines = len(data.decode("utf-8-sig").splitlines())
    assert all(1 <= entry.line <= lines and entry.path for entry in entries)
