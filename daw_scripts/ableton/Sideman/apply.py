"""Makes the changes of a transaction: all of them in one undo step, or none.

Everything is checked against the set as it is in the very tick in which it is made. What fails is
taken back from the journal, never by Live's undo, which might take the musician's own work.
"""

from .changes_clips import CreateClip, DeleteClip, ReplaceClip
from .changes_tracks import CreateTrack, DeleteTrack, MoveControl
from .journal import Journal
from .looking import Look
from .osc import BadMessage, BadNotes
from .problem import Problem

KINDS = {
    "/change/clip/create": CreateClip,
    "/change/clip/replace": ReplaceClip,
    "/change/clip/delete": DeleteClip,
    "/change/mixer": MoveControl,
    "/change/track/create": CreateTrack,
    "/change/track/delete": DeleteTrack,
}
LATER = (DeleteClip, DeleteTrack)


class Plan:
    """What the changes of one transaction must know of each other."""

    def __init__(self, changes):
        self.deleted = {named["clip_id"] for address, named, _ in changes if address == "/change/clip/delete"}
        self.expected = {}
        self._claimed, self._spans = set(), []

    def claim(self, place, refuse):
        if place in self._claimed:
            raise refuse("Another new clip")
        self._claimed.add(place)

    def claim_span(self, track_id, start, end, refuse):
        if any(at == track_id and start < other_end and other < end for at, other, other_end in self._spans):
            raise refuse("Another new clip")
        self._spans.append((track_id, start, end))


def job(registry, telling, clock, intake, answer):
    """A job that ends in answer(answers): the results and /done, or the one /error."""
    journal = Journal()
    try:
        changes = yield from _make(registry, clock, intake, journal)
    except (BadMessage, BadNotes) as problem:
        answer(_error(Problem(problem.code, str(problem)), _take_back(registry, journal)))
    except Problem as problem:
        answer(_error(problem, _take_back(registry, journal)))
    except Exception as problem:  # whatever it was, nothing may stay half made
        refused = Problem("refused", "Live refused it: %s" % problem, "Look at the track, then try again.")
        answer(_error(refused, _take_back(registry, journal)))
    else:
        found = [("/change/result", (index,) + change.result()) for index, change in enumerate(changes)]
        telling.flush()
        answer(found + [("/done", ())])


def _make(registry, clock, intake, journal):
    intake.check_deadline(clock())
    asked = intake.changes()
    changes = [KINDS[address](registry, named, wanted) for address, named, wanted in asked]
    _check(changes, asked)
    for change in changes:
        yield from change.prepare()
    intake.check_deadline(clock())
    _check(changes, asked)
    song, look = registry.song, Look(registry.song)
    song.end_undo_step()
    song.begin_undo_step()
    try:
        for change in _in_order(changes):
            change.make(journal)
    finally:
        song.end_undo_step()
        look.back()
    for change in changes:
        yield from change.read_back()
    return changes


def _check(changes, asked):
    plan = Plan(asked)
    for change in changes:
        change.check(plan)


def _in_order(changes):
    """Deletions last, but for a clip whose slot a new one takes."""
    replaced = {getattr(change, "takes_place_of", None) for change in changes} - {None}
    first = [c for c in changes if isinstance(c, DeleteClip) and c.clip_id in replaced]
    middle = [change for change in changes if not isinstance(change, LATER)]
    clips = [c for c in changes if isinstance(c, DeleteClip) and c not in first]
    return first + middle + clips + [change for change in changes if isinstance(change, DeleteTrack)]


def _take_back(registry, journal):
    if journal.is_empty:
        return []
    song = registry.song
    song.begin_undo_step()
    try:
        return journal.revert()
    finally:
        song.end_undo_step()


def _error(problem, failed):
    message, hint = problem.message, problem.hint
    if failed:
        message += " Not all could be taken back: %s." % "; ".join(failed)
        hint = "Look at the tracks that were to be changed, and undo by hand."
    return [("/error", (problem.code, message, hint))]
