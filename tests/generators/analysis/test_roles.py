"""Given tracks, when Sideman looks at names, channels and notes, then it knows who plays what."""

from __future__ import annotations

import pytest

from bridge.model.notes import Note, Notes
from generators.analysis.role_names import ROLES, name_evidence
from generators.analysis.roles import TrackPart, roles
from generators.analysis.sounding import Sounding, all_notes, from_rows
from tests.generators.playing import block_chords, line

NOTHING = from_rows([])


def part(notes: Notes, name: str = "", drum_share: float = 0.0) -> TrackPart:
    return TrackPart(name, all_notes(notes), drum_share)


def named(name: str) -> str:
    evidence = name_evidence(name)
    return ROLES[max(range(len(ROLES)), key=lambda index: evidence[index])] if any(evidence) else ""


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Kick", "drums"), ("BD", "drums"), ("Bass Drum", "drums"), ("HH closed", "drums"),
        ("Schlagzeug", "drums"),
        ("808 Kit", "drums"), ("Drums 2", "drums"), ("Perc_Loop", "drums"), ("Batería", "drums"),
        ("Bass", "bass"), ("Sub", "bass"), ("SubBass", "bass"), ("Kontrabass", "bass"), ("808 Bass", "bass"),
        ("Keys", "chords"), ("EP", "chords"), ("Gtr", "chords"), ("Piano L.H.", "chords"),
        ("Rhodes 1", "chords"),
        ("Lead", "melody"), ("Synth Lead", "melody"), ("Violin 1", "melody"), ("Theme", "melody"),
        ("Vox", "vocal"), ("Lead Vox", "vocal"), ("BGV", "vocal"), ("Gesang", "vocal"), ("Voice", "vocal"),
        ("Strings", "pad"), ("Warm Pad", "pad"), ("Streicher", "pad"),
        ("Arp", "arp"), ("Pluck Seq", "arp"), ("Arpeggio 3", "arp"),
        ("", ""), ("Track 7", ""), ("Subtle", ""), ("Padua", ""), ("MIDI 03", ""),
    ],
)  # fmt: skip
def test_names_speak(name: str, role: str) -> None:
    assert named(name) == role


def test_a_band_without_names() -> None:
    band = [
        part(line([33, 33, 40, 33, 29, 29, 36, 29] * 4, beats=1.0)),
        part(block_chords("A:min F:maj C:maj G:maj A:min F:maj C:maj G:maj")),
        part(line([76, 77, 79, 76, 74, 72, 74, 76, 72, 71, 69, 71, 72, 74, 76, 74] * 2, beats=1.0)),
        part(
            Notes([Note(t, 57 + (0, 3, 7, 12)[i % 4], 0.25) for i, t in enumerate(t / 4 for t in range(128))])
        ),
    ]
    heard = [one.role for one in roles(band)]
    assert heard[0] == "bass"
    assert heard[1] in ("chords", "pad")
    assert heard[2] == "melody"
    assert heard[3] == "arp"


def test_channel_ten_is_drums_whatever_it_is_called() -> None:
    kit = Notes([Note(beat, (36, 42, 38, 42)[beat % 4], 0.2, channel=9) for beat in range(32)])
    found = roles([part(kit, "Bass", drum_share=1.0)])[0]
    assert found.role == "drums"


def test_a_drum_kit_on_another_channel_is_heard_by_its_notes() -> None:
    kit = Notes([Note(step / 2, (36, 42, 38, 42)[step % 4], 0.1) for step in range(64)])
    assert roles([part(kit)])[0].role == "drums"


def test_a_name_that_the_notes_confirm_is_surer() -> None:
    bass = line([33, 33, 40, 33] * 8, beats=1.0)
    plain, told = roles([part(bass)])[0], roles([part(bass, "Bass")])[0]
    assert (told.role, told.confidence > plain.confidence) == ("bass", True)


def test_an_empty_track_has_its_name_only() -> None:
    empty: Sounding = NOTHING
    said, unsaid = roles([TrackPart("Pad", empty), TrackPart("Track 1", empty)])
    assert (said.role, unsaid.confidence) == ("pad", 0.0)
