"""A set in a folder: session.yaml and one MIDI file for each clip.

The sheet decides which files count. Saving never writes over a file that an earlier sheet refers
to: new notes go into files with new names, then the sheet is replaced in one step, then what the
old sheet alone referred to is removed. Whenever it is interrupted, the folder holds the old set
or the new one. Files that the sheet does not name are never touched.
"""

from __future__ import annotations

import os
import re
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

from bridge.daws.studio.reading import read_plain, read_sheet
from bridge.daws.studio.session import StudioSession
from bridge.daws.studio.sheet import (
    SHEET_NAME,
    ClipRow,
    SceneRow,
    Sheet,
    TrackRow,
    dump_color,
    dump_sheet,
    parse_sheet,
)
from bridge.midi.files import write_clip
from bridge.model.errors import BadInput
from bridge.model.notes import Notes
from bridge.model.session import Clip, Track
from bridge.model.timebase import TempoMap
from bridge.settings.resources import bundled

DEMO = ("config", "examples", "night_bus")


def open_studio(folder: Path | None = None, clock: Callable[[], float] = time.monotonic) -> StudioSession:
    """The set in a folder; the demo that comes with Sideman for None. Raises BadInput."""
    return load_folder(folder if folder is not None else bundled(*DEMO), clock)


def load_folder(folder: Path, clock: Callable[[], float] = time.monotonic) -> StudioSession:
    """The set in a folder with a session.yaml, or in one with nothing but MIDI files: then each
    track of each file becomes a track with a clip at the start of the timeline.

    Raises BadInput, naming the file.
    """
    if not folder.is_dir():
        raise BadInput(f"There is no folder {folder}.", "Name a folder with MIDI files or a session.yaml.")
    sheet = _sheet(folder)
    return read_plain(folder, clock) if sheet is None else read_sheet(sheet, folder, clock)


def save_folder(session: StudioSession, folder: Path) -> None:
    """Writes the set into a folder, which is made if need be.

    Raises BadInput when the folder holds a session.yaml that cannot be read (it is left alone),
    and OSError when the disk fails (the folder then still holds the set of before).
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = _sheet(folder)
    written: dict[str, str] = {}
    now = session.snapshot()
    for clip in (clip for track in now.tracks_in_order() for clip in now.clips_on(track.id)):
        # in the sheet's order, so that clips of one name keep their files at the next save
        written[clip.id] = _write_new(folder, _stem(session, clip), _clip_file(session, clip), written)
    sheet_path = folder / SHEET_NAME
    backup = folder / f"{SHEET_NAME}.bak"
    if before is not None:
        _write(backup, sheet_path.read_bytes())
    _write(sheet_path, dump_sheet(_sheet_of(session, written)).encode())
    owned = {row.file for track in before.tracks for row in track.clips} if before is not None else set()
    for name in owned - set(written.values()):
        (folder / name).unlink(missing_ok=True)
    backup.unlink(missing_ok=True)


def _sheet(folder: Path) -> Sheet | None:
    path = folder / SHEET_NAME
    if not path.exists():
        return None
    try:
        return parse_sheet(path.read_text("utf-8"), SHEET_NAME)
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput(f"{path} cannot be read ({problem}).", "Save it as UTF-8 text.") from None


def _write(path: Path, data: bytes) -> None:
    """The whole file or none of it, and on the disk when this returns."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    if hasattr(os, "O_DIRECTORY"):
        directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def _write_new(folder: Path, stem: str, data: bytes, written: dict[str, str]) -> str:
    """Writes under the first name that is free or holds just this already; gives the name."""
    number = 1
    while True:
        path = folder / (f"{stem}-{number}.mid" if number > 1 else f"{stem}.mid")
        if path.name not in written.values():
            if not path.exists():
                _write(path, data)
                return path.name
            if path.is_file() and path.read_bytes() == data:
                return path.name
        number += 1


def _stem(session: StudioSession, clip: Clip) -> str:
    """A file name of the track's and the clip's names that every system can keep."""
    words = f"{session.track(clip.track_id).name} {clip.name}"
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "clip"


def _clip_file(session: StudioSession, clip: Clip) -> bytes:
    tempo = session.transport.tempo_map.tempo_at(clip.place.start_beats)
    return write_clip(
        clip.notes if clip.notes is not None else Notes(),
        name=clip.name,
        length_beats=clip.length_beats,
        tempo_map=TempoMap(((0.0, tempo),)),
        metre=session.transport.metre,
        key=session.key,
    )


def _sheet_of(session: StudioSession, files: dict[str, str]) -> Sheet:
    steps = session.transport.tempo_map.steps
    now = session.snapshot()
    names = [scene.name for scene in session.scenes.values()]
    clear = {
        scene.id: scene.name
        if names.count(scene.name) == 1 and scene.name and scene.name not in session.scenes
        else scene.id
        for scene in session.scenes.values()
    }
    clear[""] = ""
    return Sheet(
        name=session.name,
        set_id=session.set_id,
        next_number=session.next_number,
        tempo_bpm=steps[0][1],
        tempo_map=list(steps) if len(steps) > 1 else [],
        metre=str(session.transport.metre),
        key=str(session.key) if session.key else "",
        launch_quantum_beats=session.transport.launch_quantum_beats,
        scenes=[SceneRow(scene.name, scene.id) for scene in now.scenes_in_order()],
        tracks=[
            _track_row(track, [_clip_row(clip, files, clear) for clip in now.clips_on(track.id)])
            for track in now.tracks_in_order()
        ],
    )


def _track_row(track: Track, clips: list[ClipRow]) -> TrackRow:
    m = track.mixer
    head = (track.name, track.kind.value, track.id, track.group_id, dump_color(track.color))
    return TrackRow(*head, m.volume_db, m.pan, m.muted, m.soloed, m.armed, clips)


def _clip_row(clip: Clip, files: dict[str, str], scene_words: dict[str, str]) -> ClipRow:
    usual_loop = clip.length_beats if clip.place.is_slot else 0.0
    return ClipRow(
        file=files[clip.id],
        name=clip.name,
        id=clip.id,
        scene=scene_words[clip.place.scene_id],
        start_beats=clip.place.start_beats,
        length_beats=clip.length_beats,
        loop_start_beats=clip.loop_start_beats,
        loop_length_beats=None if clip.loop_length_beats == usual_loop else clip.loop_length_beats,
        color=dump_color(clip.color),
        muted=clip.muted,
    )
