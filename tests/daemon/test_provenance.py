"""From the ask to the label: what the daemon writes down, told by the command line, with and without it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bridge.cli.app import app
from bridge.midi.files import load_song
from bridge.model.clip_record import from_texts
from bridge.model.notes import Notes
from tests.daemon.conftest import Evening

RUN = CliRunner()


async def say(*words: str) -> Any:
    """A verb's JSON, said in a thread of its own, as its loop is not ours."""
    said = await asyncio.to_thread(RUN.invoke, app, [*words, "--json"])
    assert said.exit_code == 0, said.output
    return json.loads(said.stdout)


def test_a_clip_from_the_ask_to_the_report(evening: Evening, tmp_path: Path) -> None:
    async def story() -> None:
        async with evening() as stage:
            ask = stage.client.ask
            rows = await ask("suggest", kind="chords", seed=5, count=2)
            assert rows[0]["originality"]["outcome"] in ("ok", "warned")
            heard = await ask("desk.audition", which=rows[0]["id"], mode="file")
            record = from_texts(load_song(Path(heard["heard"]["file"])).tracks[0].texts)
            assert record is not None and record.suggestion == rows[0]["id"] and record.made_at
            await ask("desk.accept", which=rows[0]["id"])

            shown = await say("ledger", "show", heard["heard"]["file"])
            assert (shown["presence"], shown["percent"]["kept"]) == ("there", 100.0)
            assert shown["record"]["originality"]["outcome"] in ("ok", "warned")
            assert (await say("ledger", "replay", rows[0]["title"]))["identical"] is True

            clip = next(one for one in stage.host.session.clips.values() if one.name == rows[0]["title"])
            assert clip.notes is not None
            stage.host.session.edit_notes(clip.id, Notes(list(clip.notes)[: len(clip.notes) // 2]))
            report = await say("ledger", "report", "--out", str(tmp_path / "origin.md"))
            assert report["clips"][0]["percent"]["removed"] == 50.0 and report["others"] == 1
            assert "removed 50%" in " ".join(report["summary"]) and report["training"]
            text = (tmp_path / "origin.md").read_text(encoding="utf-8")
            assert report["training"][0] in text and "50% removed" in text

            assert (await say("ledger", "report", "--set", "Night Bus"))["clips"] == report["clips"]

        unknown = await asyncio.to_thread(RUN.invoke, app, ["ledger", "report", "--set", "Polka", "--json"])
        assert unknown.exit_code == 4 and rows[0]["set_id"] in json.loads(unknown.stderr)["error"]["hint"]
        alone = await say("ledger", "report", "--out", str(tmp_path / "origin.html"))
        assert alone["clips"][0]["presence"] == "unknown"
        assert "from the ledger alone" in alone["summary"][-1]
        page = (tmp_path / "origin.html").read_text(encoding="utf-8")
        assert page.startswith("<!doctype html>") and "sha256" in page
        assert (await say("ledger", "replay", rows[0]["id"]))["identical"] is True

    asyncio.run(story())


@pytest.mark.parametrize("verb", ["show", "replay"])
def test_without_a_ledger_it_is_said(home: Path, verb: str) -> None:
    said = RUN.invoke(app, ["ledger", verb, "3", "--json"])
    assert said.exit_code == 4 and "no ledger yet" in json.loads(said.stderr)["error"]["message"]
