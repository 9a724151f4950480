"""The table of settings, its defaults, its schema, and how light the room is to import."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from bridge.model.errors import BadConfig
from bridge.settings import LEAVES, schema
from bridge.settings.layers import Layer, from_file
from bridge.settings.resources import bundled
from bridge.settings.structure import Settings

DEFAULTS = bundled("config", "default.yaml")
SCHEMA = json.loads(bundled("config", "schema.json").read_text(encoding="utf-8"))


def test_the_default_file_sets_every_setting_in_the_order_of_the_structure() -> None:
    assert list(from_file(DEFAULTS, Layer.DEFAULT)) == list(LEAVES)


def test_every_setting_in_the_default_file_has_a_comment_on_its_line() -> None:
    lines = [line for line in DEFAULTS.read_text(encoding="utf-8").splitlines() if line.startswith("  ")]
    settings = [line for line in lines if not line.lstrip().startswith("#")]
    assert len(settings) == len(LEAVES)
    assert [line for line in settings if "  # " not in line] == []


def test_the_default_file_marks_exactly_what_needs_a_restart() -> None:
    text = DEFAULTS.read_text(encoding="utf-8")
    lines = text.splitlines()
    for key, setting in from_file(DEFAULTS, Layer.DEFAULT).items():
        line = lines[int(setting.origin.place.rpartition(" ")[2]) - 1]
        assert ("# (restart)" in line) == LEAVES[key].needs_restart, line


def test_the_schema_file_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    schema.check()
    assert schema.main(["--check"]) == 0
    assert capsys.readouterr().err == ""


def test_a_schema_file_that_drifted_is_refused_and_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    path.write_text(schema.schema_text().replace("65535", "65536", 1), encoding="utf-8")
    with pytest.raises(BadConfig, match="out of date"):
        schema.check(path)
    schema.write(path)
    schema.check(path)


def test_the_command_reports_a_drifted_schema(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(schema, "schema_text", lambda: "{}")
    assert schema.main(["--check"]) == BadConfig.exit_code
    assert "out of date" in capsys.readouterr().err


def test_an_editor_may_complete_and_check_with_the_schema() -> None:
    definitions = SCHEMA["$defs"]
    assert SCHEMA["$ref"] == "#/$defs/Settings"
    for definition in definitions.values():
        assert definition["additionalProperties"] is False
        assert "required" not in definition
    leaves = {
        f"{section}.{name}": about
        for section, reference in definitions["Settings"]["properties"].items()
        for name, about in definitions[reference["$ref"].rpartition("/")[2]]["properties"].items()
    }
    assert {key: about["default"] for key, about in leaves.items()} == {
        key: setting.value for key, setting in from_file(DEFAULTS, Layer.DEFAULT).items()
    }
    assert all(about["description"] == LEAVES[key].description for key, about in leaves.items())
    assert (leaves["link.port"]["minimum"], leaves["link.port"]["maximum"]) == (0, 65535)


@pytest.mark.parametrize("key", LEAVES)
def test_every_setting_says_what_it_is_and_what_fits(key: str) -> None:
    leaf = LEAVES[key]
    assert leaf.description.endswith(".") and leaf.allowed
    # A number that has a range carries it into the words; a span of time carries its unit.
    if leaf.allowed.startswith(("a number", "a whole number")):
        assert re.search(r"from [\d.]+ to [\d.]+$", leaf.allowed)
    if re.match(r"(Seconds|Hours)", leaf.description):
        assert key.endswith(("_s", "_h"))


def test_a_section_lies_in_exactly_one_group() -> None:
    assert all(key.count(".") == 1 for key in LEAVES)
    assert [field for field in Settings.__struct_fields__] == list(
        dict.fromkeys(k.split(".")[0] for k in LEAVES)
    )
    assert Settings.__struct_config__.forbid_unknown_fields and Settings.__struct_config__.frozen
    assert get_args(LEAVES["link.port"].type)[0] is int


HEAVY = ("numpy", "watchdog", "music21", "rtmidi", "mido", "typer", "rich", "pythonosc")


def test_the_room_is_light_to_import() -> None:
    root = Path(schema.__file__).parents[2]
    code = f"import sys, bridge.settings; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root, timeout=60
    )
    assert done.stdout.strip() == "[]"
