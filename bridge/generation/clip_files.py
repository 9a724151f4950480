"""A candidate as files: a MIDI clip named by its title, and the record of its making beside it."""

from __future__ import annotations

import re
from pathlib import Path

from bridge.generation.replaying import packed_text
from bridge.midi.files import write_clip
from bridge.model.clip_record import ClipRecord, midi_text, record_of, to_json
from bridge.model.keys import parse_key
from bridge.model.timebase import TempoMap
from generators.api import Candidate, Request

SIDECAR = ".json"
"""Added to the whole name: `1 I–V–vi–IV in C major.mid` has `1 I–V–vi–IV in C major.mid.json` beside it."""

_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_LONGEST_NAME = 80


def file_name(title: str, number: int) -> str:
    """A name that every system takes, with the candidate's number in front."""
    safe = _UNSAFE.sub("-", title).strip(" .-")[:_LONGEST_NAME].strip(" .")
    return f"{number} {safe or 'clip'}.mid"


def write_files(
    candidate: Candidate, request: Request, folder: Path, number: int, made_at: str = ""
) -> tuple[Path, Path, ClipRecord]:
    """(the MIDI file, its sidecar, the record). The same candidate gives the same bytes."""
    record = record_of(
        candidate.provenance,
        candidate.notes,
        title=candidate.title,
        kind=request.kind,
        reason=candidate.reason,
        request=packed_text(request),
        made_at=made_at,
    )
    key_text = str(candidate.details.get("key", ""))
    midi = write_clip(
        candidate.notes,
        name=candidate.title,
        length_beats=candidate.length_beats,
        tempo_map=TempoMap(((0.0, request.tempo_bpm),)),
        metre=request.metre,
        key=request.key or (parse_key(key_text) if key_text else None),
        text=midi_text(record),
    )
    path = folder / file_name(candidate.title, number)
    sidecar = path.with_name(path.name + SIDECAR)
    path.write_bytes(midi)
    sidecar.write_bytes(to_json(record) + b"\n")
    return path, sidecar, record
