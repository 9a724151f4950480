"""Given a song that changes key, when Sideman follows it, then it says where and to what."""

from __future__ import annotations

import pytest

from bridge.model.keys import Key, parse_key
from bridge.model.timebase import Metre
from generators.analysis.key_evidence import evidence
from generators.analysis.key_following import KeyRegion, follow_evidence, follow_keys
from generators.analysis.sounding import Sounding, sounding
from tests.generators.playing import block_chords, clip

VERSE = "C:maj G:maj A:min F:maj C:maj F:maj G:7 C:maj"
UP_A_SEMITONE = "Db:maj Ab:maj Bb:min Gb:maj Db:maj Gb:maj Ab:7 Db:maj"
UP_A_TONE = "D:maj A:maj B:min G:maj D:maj G:maj A:7 D:maj"
MINOR_VERSE = "A:min D:min E:7 A:min A:min D:min E:7 A:min"


def song(*sections: str) -> Sounding:
    return sounding([clip(block_chords(" ".join(sections)))])


def followed(*sections: str, prior: Key | None = None) -> tuple[KeyRegion, ...]:
    beats = 4.0 * len(" ".join(sections).split())
    return follow_keys(song(*sections), Metre(), 0.0, beats, prior)


def names(regions: tuple[KeyRegion, ...]) -> list[str]:
    return [str(region.key) for region in regions]


@pytest.mark.parametrize(
    ("sections", "keys"),
    [
        ((VERSE, VERSE), ["C major"]),
        ((VERSE, VERSE, UP_A_SEMITONE), ["C major", "Db major"]),
        ((VERSE, VERSE, UP_A_TONE), ["C major", "D major"]),
        ((MINOR_VERSE, MINOR_VERSE, VERSE, VERSE), ["A minor", "C major"]),
    ],
)
def test_a_modulation_is_heard_within_two_bars_of_its_place(
    sections: tuple[str, ...], keys: list[str]
) -> None:
    regions = followed(*sections)
    assert names(regions) == keys
    assert regions[0].start_beats == 0.0
    assert regions[-1].end_beats == 32.0 * len(sections)
    if len(keys) > 1:
        change = 32.0 * sections.index(next(s for s in sections if s != sections[0]))
        assert regions[0].end_beats == regions[1].start_beats
        assert abs(regions[1].start_beats - change) <= 8.0


def test_a_cadence_in_passing_is_no_modulation() -> None:
    assert names(followed(VERSE, "C:maj A:min D:7 G:maj", VERSE)) == ["C major"]


def test_every_transposition_is_followed_alike() -> None:
    heard, borders = song(VERSE, UP_A_TONE), [4.0 * bar for bar in range(17)]
    for shift in range(1, 12):
        moved = Sounding(heard.starts, heard.ends, heard.pitches + shift, heard.loudness)
        regions = follow_keys(moved, Metre(), borders[0], borders[-1])
        assert [region.key.tonic for region in regions] == [shift, (2 + shift) % 12]


def test_a_scale_set_in_the_daw_stays_unless_the_notes_leave_it_for_good() -> None:
    dorian = parse_key("D dorian", "daw")
    vamp = followed("D:min7 G:7 D:min7 G:7 D:min7 G:7 D:min7 C:maj", prior=dorian)
    assert [region.key for region in vamp] == [dorian]
    regions = followed(VERSE, VERSE, UP_A_SEMITONE, UP_A_SEMITONE, prior=parse_key("C major", "daw"))
    assert [(r.key.tonic, r.key.source) for r in regions] == [(0, "daw"), (1, "listened")]


def test_silence_has_no_regions_and_rests_take_the_key_around_them() -> None:
    assert follow_keys(sounding([]), Metre(), 0.0, 32.0) == ()
    heard = sounding([clip(block_chords(VERSE)), clip(block_chords(VERSE), start_beats=64.0)])
    regions = follow_keys(heard, Metre(), 0.0, 96.0)
    assert [(r.start_beats, r.end_beats, str(r.key)) for r in regions] == [(0.0, 96.0, "C major")]


def test_a_last_bar_that_is_cut_short_still_counts() -> None:
    regions = follow_keys(song(VERSE), Metre(), 0.0, 30.0)
    assert regions[-1].end_beats == 30.0


def test_following_cached_evidence_gives_the_same_regions() -> None:
    import numpy as np

    heard = song(VERSE, UP_A_SEMITONE)
    rows = evidence(heard, np.arange(17) * 4.0)
    assert follow_evidence(rows) == follow_keys(heard, Metre(), 0.0, 64.0)
