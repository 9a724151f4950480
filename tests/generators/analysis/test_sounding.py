"""Given clips, when Sideman takes in what sounds, then muted notes and drums are told apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bridge.model.notes import Note, Notes
from generators.analysis.sounding import all_notes, drum_share, pitched_notes, together

NOTES = st.lists(
    st.builds(
        Note,
        start_beats=st.floats(-8, 64),
        pitch=st.integers(0, 127),
        length_beats=st.floats(0.01, 8),
        velocity=st.integers(1, 127).map(float),
        channel=st.integers(0, 15),
        muted=st.booleans(),
    ),
    max_size=12,
)


@given(NOTES, st.floats(-16, 16))
def test_packed_notes_sound_as_the_notes_say(notes: list[Note], at: float) -> None:
    heard = pitched_notes(Notes(notes), at)
    meant = [note for note in notes if not note.muted and note.channel != 9]
    assert heard.pitches.tolist() == [note.pitch for note in meant]
    assert heard.starts.tolist() == [note.start_beats + at for note in meant]
    assert [round(x, 6) for x in (heard.loudness * 127).tolist()] == [note.velocity for note in meant]
    assert len(all_notes(Notes(notes))) == sum(not note.muted for note in notes)


def test_the_share_of_drums() -> None:
    kit = Notes([Note(0, 36, 1, channel=9), Note(1, 38, 1, channel=9), Note(1, 60, 1), Note(2, 60, 1)])
    assert drum_share(kit) == 0.5
    assert drum_share(Notes()) == 0.0
    assert len(together([])) == 0
