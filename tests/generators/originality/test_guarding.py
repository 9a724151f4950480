"""Given any generator, when it copies, then the musician gets its other ideas, and the copies are counted."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bridge.model.errors import BadInput, GeneratorFailed
from bridge.model.notes import Note, Notes
from bridge.model.suggestion import Provenance
from generators.api import Candidate, ContextClip, Request
from generators.originality.guarding import ROUNDS, guarded
from generators.wire import packed_request, request_sha256, unpacked_request
from tests.generators.originality.small_index import small_index, theme

INDEX = small_index()
COPY = theme(2, 32)


def own(number: int) -> Notes:
    return Notes([Note(n * 0.5, 40 + (n * (number + 3)) % 29, 0.5) for n in range(12)])


class Copier:
    """From elsewhere: knows nothing of the guard. The first ``copies`` of its ideas are stolen."""

    name, kinds, summary = "copier", ("notes",), "Copies."

    def __init__(self, copies: int) -> None:
        self.copies = copies
        self.asked: list[Request] = []

    def self_check(self) -> None:
        pass

    def generate(self, request: Request) -> Sequence[Candidate]:
        if request.bars == 13:
            raise BadInput("Thirteen bars are too many.")
        self.asked.append(request)
        first = len(request.avoid)
        return [
            Candidate(
                f"idea {n}", "Why not.", COPY if n < self.copies else own(n), 16.0, Provenance("copier")
            )
            for n in range(first, first + request.count)
        ]


def test_copies_are_left_out_and_others_come_instead() -> None:
    copier = Copier(copies=2)
    found = guarded(copier, Request("notes", count=4, seed=9), lambda: INDEX)
    assert [one.title for one in found] == ["idea 2", "idea 3", "idea 4", "idea 5"]
    assert [one.provenance.originality["left_out"] for one in found] == [2] * 4
    assert [request.count for request in copier.asked] == [4, 2]
    assert len({request.seed for request in copier.asked}) == 2


def test_a_generator_that_only_copies_shows_nothing() -> None:
    copier = Copier(copies=1000)
    with pytest.raises(GeneratorFailed) as failed:
        guarded(copier, Request("notes", count=2), lambda: INDEX)
    assert failed.value.code == "too_close" and "Theme" in failed.value.message
    assert len(copier.asked) == ROUNDS


def test_every_candidate_carries_its_verdict_and_the_hash_of_its_request() -> None:
    request = Request("notes", count=3, seed=4, parameters={"rhythm": "half"})
    found = guarded(Copier(copies=0), request, lambda: INDEX)
    for one in found:
        assert one.provenance.originality["outcome"] == "ok" and one.provenance.originality["left_out"] == 0
        assert one.provenance.request_sha256 == request_sha256(request)
    assert unpacked_request(packed_request(request)) == request
    assert request_sha256(unpacked_request(packed_request(request))) == request_sha256(request)


@pytest.mark.parametrize("place", ["context", "elsewhere"])
def test_a_copy_of_the_session_is_warned_of_wherever_it_stands(place: str) -> None:
    clip = ContextClip("c1", "Verse", "Lead", 0.0, 6.0, own(1))
    given = {"context": (clip,)} if place == "context" else {"elsewhere": ((clip,),)}

    class Parrot(Copier):
        def generate(self, request: Request) -> Sequence[Candidate]:
            return [Candidate("idea", "Why not.", own(1), 16.0, Provenance("copier"))]

    for parameters, outcome in (({}, "warned"), ({"copy": "session"}, "ok")):
        request = Request("notes", parameters=parameters, **given)  # type: ignore[arg-type]
        verdict = guarded(Parrot(0), request, lambda: INDEX)[0].provenance.originality
        assert (verdict["outcome"], verdict["from_session"]) == (outcome, 1.0)


def test_what_a_generator_did_not_write_down_is_filled_in() -> None:
    clip = ContextClip("c1", "Verse", "Lead", 0.0, 6.0, own(50))

    class Careless(Copier):
        def generate(self, request: Request) -> Sequence[Candidate]:
            return [Candidate("idea", "Why not.", own(1), 16.0, Provenance(context={"metre": "mine"}))]

    (found,) = guarded(Careless(0), Request("notes", seed=5, context=(clip,)), lambda: INDEX)
    made = found.provenance
    assert (made.generator, made.seed) == ("copier", 5)
    assert made.context["clips"] == {"c1": clip.notes.fingerprint} and made.context["metre"] == "mine"


def test_what_the_generator_says_about_the_request_is_passed_on() -> None:
    with pytest.raises(BadInput, match="Thirteen"):
        guarded(Copier(0), Request("notes", bars=13), lambda: INDEX)


def test_no_answer_is_an_answer() -> None:
    class Silent(Copier):
        def generate(self, request: Request) -> Sequence[Candidate]:
            return []

    assert guarded(Silent(0), Request("notes"), lambda: INDEX) == ()
