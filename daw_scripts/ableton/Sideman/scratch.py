"""A track of the self-test's own, which comes and goes within one tick: faders, notes and undo are tried
on it.

No one but us can change the set within a tick, so what lies on top of Live's undo history is ours, and
undo takes the track away again without a trace. Each press must change something of ours: one that does
not has taken something else, is redone at once, and is the last. The press that would take the track's
own creation is made only where Live was seen to keep two of our steps apart; else the track is deleted,
and the history keeps what was done.
"""

from . import levels, notes
from .budget import finish
from .changes_tracks import AT_THE_END
from .live import gone
from .listeners import Listeners
from .looking import Look
from .osc import Note

NAME = "Sideman self-test"
LEVELS_DB = (6.0, 0.0, -6.0, -18.0, -36.0, -60.0)
MOST_PRESSES = len(LEVELS_DB) + 8
BEATS = 4.0
FIRST = (Note(start_beats=0.0, length_beats=1.0, pitch=60, velocity=100.0),)
SECOND = (
    Note(start_beats=0.5, length_beats=1 / 3.0, pitch=127, velocity=1.0, muted=True),
    Note(start_beats=1.0, length_beats=1.0, pitch=0, velocity=127.0, release_velocity=33.0),
)
VALUE_LISTENER, NOTES_LISTENER = "value", "notes"


class Scratch:
    """made: whether there was a track. faders: (dB written, dB displayed). late: what did not read as it was
    written. told: what was told to listeners at once. steps: undo steps of one transaction, None where
    unknown. why: in words."""

    def __init__(self, song):
        self._song = song
        self.made, self.faders, self.late, self.told = False, [], [], []
        self.steps, self.undo_verdict, self.why = None, "not_probed", ""
        self._track = self._slot = None

    def probe(self):
        self.why = self._obstacle()
        if self.why:
            return self
        look = Look(self._song)
        try:
            self._make()
            self._write()
            self._undo()
        except Exception as problem:  # whatever it was, the set must be as before
            self.undo_verdict, self.steps, self.why = "not_probed", None, "Live refused: %s" % problem
        finally:
            self._take_away()
            look.back()
        return self

    def _obstacle(self):
        if self._song.record_mode:
            return "Live was recording; stop it and start the self-test again"
        if self._song.can_redo:
            return "there was something to redo, which would have been lost; change anything and start again"
        return ""

    def _step(self, act):
        """As a transaction does it."""
        self._song.end_undo_step()
        self._song.begin_undo_step()
        try:
            act()
        finally:
            self._song.end_undo_step()

    def _make(self):
        song = self._song
        self._step(lambda: song.create_midi_track(AT_THE_END))
        self._track = song.tracks[len(song.tracks) - 1]
        self.made = True
        self._slot = self._track.clip_slots[0]
        self._track.name = NAME

    def _write(self):
        listeners, volume = Listeners(), self._track.mixer_device.volume
        try:
            listeners.listen("fader", volume, (VALUE_LISTENER,), self._teller("fader"))
            for db in LEVELS_DB:
                levels.write_volume(volume, db)
                shown = levels.displayed_db(volume, volume.value)
                if shown is None:
                    self.late.append("the fader at %g dB" % db)
                else:
                    self.faders.append((db, shown))
            self._step(lambda: self._create(FIRST))
            self._first = self._state()
            listeners.listen("clip", self._slot.clip, (NOTES_LISTENER,), self._teller("notes"))
            self._step(lambda: self._replace(SECOND))
        finally:
            listeners.close()
        found = self._slot.clip
        if notes.differ(SECOND, notes.read_now(found)):
            self.late.append("notes")
        if found.name != NAME + " 2":
            self.late.append("name")

    def _teller(self, what):
        def tell():
            if what not in self.told:
                self.told.append(what)

        return tell

    def _create(self, wanted):
        self._slot.create_clip(BEATS)
        self._slot.clip.name = NAME + " 1"
        notes.write(self._slot.clip, finish(notes.specifications(wanted)))

    def _replace(self, wanted):
        notes.write(self._slot.clip, finish(notes.specifications(wanted)))
        self._slot.clip.name = NAME + " 2"

    def _state(self):
        """All that the probe has made, in values; None when nothing of it is left."""
        if gone(self._track):
            return None
        clip = self._slot.clip if self._slot.has_clip else None
        content = None if clip is None else (clip.name, notes.fingerprint(notes.read_now(clip)))
        return (self._track.name, self._track.mixer_device.volume.value, content)

    def _undo(self):
        """Presses undo until the second transaction is gone, and the first stands; then until nothing of
        ours is left."""
        presses = 0
        while presses < MOST_PRESSES:
            self.why = self._press()
            if self.why:
                return
            presses += 1
            state = self._state()
            if state == self._first:
                break
            if state is None or state[2] is None:
                self.undo_verdict, self.why = "off", "two of our steps were undone at once"
                return
        self.steps = presses
        if presses != 1:
            self.undo_verdict, self.why = "off", "one of our transactions took %d presses of undo" % presses
            return
        self.undo_verdict, self.why = "ok", "one press undid one transaction, and no more"
        for _ in range(MOST_PRESSES):
            if gone(self._track) or self._press():
                return

    def _press(self):
        """Presses undo: why it took nothing of ours, "" where it did. What it took else is redone at once."""
        before = self._state()
        if not self._song.can_undo:
            return "Live had nothing to undo right after our change"
        self._song.undo()
        if self._state() != before:
            return ""
        self._song.redo()
        return "undo did not reach our change within the tick; what it took was redone"

    def _take_away(self):
        """Where undo did not."""
        if self._track is None or gone(self._track):
            return
        tracks = self._song.tracks
        index = [position for position, track in enumerate(tracks) if track == self._track][0]
        self._step(lambda: self._song.delete_track(index))
        self.why += "; the undo history keeps the steps of the self-test"
