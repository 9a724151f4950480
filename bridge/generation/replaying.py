"""Makes a clip's notes again from its record, and says whether they are the same."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence

import msgspec

from bridge.generation.checks import checked
from bridge.model.clip_record import ClipRecord
from bridge.model.errors import BadInput, SidemanError
from generators.api import Candidate, Request
from generators.wire import packed_request, request_sha256, unpacked_request


class Replay(msgspec.Struct, frozen=True):
    """identical: the same notes came again. reasons: why not, or what is different all the same."""

    identical: bool
    reasons: tuple[str, ...] = ()


def packed_text(request: Request) -> str:
    """A request as the text that a record keeps."""
    return base64.b64encode(packed_request(request)).decode()


def request_of(record: ClipRecord, kept: Callable[[str], bytes | None] = lambda _: None) -> Request:
    """The request of a record: its own, or by hash from what the desk's books kept.

    Raises BadInput where neither has it, or where it is not the one that the record names.
    """
    try:
        packed = (
            base64.b64decode(record.request, validate=True) if record.request else kept(record.request_sha256)
        )
    except binascii.Error:
        packed = None
    if not packed:
        raise BadInput(
            "What this clip was made from is not at hand.",
            "Use the .mid.json beside the file, or the machine on which it was made.",
            "no_request",
        )
    request = unpacked_request(packed)
    if request_sha256(request) != record.request_sha256:
        raise BadInput(
            "The request in this record is not the one that the clip was made from.", code="bad_request"
        )
    return request


Make = Callable[[str, Request], Sequence[Candidate]]
"""Has the named generator answer a request, and the guard judge the answer."""


def replay(record: ClipRecord, request: Request, make: Make, software: str) -> Replay:
    """Generates once more and looks for the record's notes in the answer."""
    changed = _changes(record, software)
    try:
        made = checked(make(record.generator, request), request)
    except SidemanError as problem:
        return Replay(False, (*changed, str(problem)))
    for candidate in made:
        if candidate.notes.fingerprint == record.notes:
            now = {**candidate.provenance.models}
            then = {one.model_id: one.sha256 for one in record.models}
            return Replay(True, () if now == then else _other_models(then, now))
    models = {k: v for one in made for k, v in one.provenance.models.items()}
    different = _other_models({one.model_id: one.sha256 for one in record.models}, models)
    said = (*changed, *different)
    return Replay(
        False, said or ("The same version, models and request gave other notes: please report it.",)
    )


def _changes(record: ClipRecord, software: str) -> tuple[str, ...]:
    if record.software == software:
        return ()
    return (f"It was made by {record.software or 'an unnamed version'}; this is {software}.",)


def _other_models(then: dict[str, str], now: dict[str, str]) -> tuple[str, ...]:
    return tuple(
        f"The model {name} is {'another file now' if name in now else 'not used any more'}."
        for name, digest in then.items()
        if now.get(name) != digest
    )
