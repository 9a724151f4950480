"""Given the record of a clip, when it is replayed, then the same notes come, or it is said why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
import pytest

from bridge import __version__
from bridge.generation.checks import checked
from bridge.generation.replaying import Make, Replay, packed_text, replay, request_of
from bridge.model.clip_record import ClipRecord, ModelUse, from_json, record_of, to_json
from bridge.model.errors import BadInput
from bridge.model.keys import Key
from generators.api import Request
from generators.models.training_data import named_in
from generators.originality.guarding import guarded
from generators.registry import Registry, discover, installed
from generators.wire import packed_request
from tests.generators.playing import block_chords, clip, line

SOFTWARE = f"sideman {__version__}"
TUNE = line([60, 62, 64, 65, 67, 65, 64, 62, 60, 64, 67, 72, 71, 67, 62, 60])


@pytest.fixture(scope="module")
def registry() -> Registry:
    return discover(point for point in installed() if point.name in ("chords", "harmonise"))


def making(registry: Registry) -> Make:
    return lambda name, request: guarded(registry.get(name), request)


def requests() -> Iterator[Request]:
    for number in range(10):
        kind = ("harmonise", "chords")[number % 2]
        context = (
            (clip(TUNE),)
            if kind == "harmonise"
            else (clip(block_chords("C:maj F:maj"), -8.0),) * (number % 3)
        )
        key = Key(number % 12) if number % 4 else None
        yield Request(
            kind, count=10, seed=100 + number, bars=4, adventure=number / 10, key=key, context=context
        )


def records(registry: Registry, asked: Iterable[Request]) -> Iterator[ClipRecord]:
    for request in asked:
        for one in checked(guarded(registry.get(request.kind), request), request):
            yield record_of(
                one.provenance,
                one.notes,
                title=one.title,
                kind=request.kind,
                reason=one.reason,
                request=packed_text(request),
            )


def test_a_hundred_clips_can_be_made_again_from_their_records(registry: Registry) -> None:
    """Every record is whole after a trip through its sidecar, its attributions are complete, and a fresh
    run of its own request gives its notes."""
    again: dict[str, set[str]] = {}
    found = [from_json(to_json(record)) for record in records(registry, requests())]
    assert len(found) >= 90
    for record in found:
        assert record.generator and record.software == SOFTWARE and record.title and record.reason
        assert record.models and all(len(use.sha256) == 64 for use in record.models)
        assert record.training and all(named_in(line) for line in record.training)
        required = [named_in(line) for line in record.training if named_in(line).required]
        assert all(any("2019 Ludovic Drolez" in line for line in record.training) for _ in required)
        assert record.originality["outcome"] in ("ok", "warned") and "key" in record.context
        request = request_of(record)
        if record.request not in again:
            made = guarded(registry.get(record.generator), request)
            again[record.request] = {one.notes.fingerprint for one in made}
        assert record.notes in again[record.request]
    for record in found[::23]:
        assert replay(record, request_of(record), making(registry), SOFTWARE) == Replay(True)


def first(registry: Registry) -> ClipRecord:
    return next(records(registry, [Request("chords", count=1, seed=3, key=Key(2))]))


def test_why_other_notes_came_is_said(registry: Registry) -> None:
    record = first(registry)
    models = (
        ModelUse("chords-of-old", "00" * 32),
        *(ModelUse(use.model_id, "11" * 32) for use in record.models),
    )
    old = msgspec.structs.replace(record, notes="0" * 16, models=models, software="sideman 0.0.1")
    found = replay(old, request_of(old), making(registry), SOFTWARE)
    assert not found.identical
    said = " ".join(found.reasons)
    assert "made by sideman 0.0.1" in said and "chords-of-old is not used any more" in said
    assert "is another file now" in said


def test_a_generator_that_is_gone_is_named(registry: Registry) -> None:
    record = msgspec.structs.replace(first(registry), generator="polka")
    found = replay(record, request_of(record), making(registry), SOFTWARE)
    assert not found.identical and "polka" in found.reasons[-1]


def test_the_request_may_lie_in_the_books(registry: Registry) -> None:
    record = first(registry)
    request = request_of(record)
    bare = msgspec.structs.replace(record, request="")
    assert request_of(bare, {record.request_sha256: packed_request(request)}.get) == request
    with pytest.raises(BadInput, match="not at hand"):
        request_of(bare)


def test_a_request_that_was_changed_is_refused(registry: Registry) -> None:
    record = first(registry)
    other = msgspec.structs.replace(request_of(record), seed=1)
    for text in (packed_text(other), "not base 64!"):
        with pytest.raises(BadInput):
            request_of(msgspec.structs.replace(record, request=text))
