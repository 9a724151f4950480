"""The studio's control script: what each message of the daemon does, and what is answered.

No sockets and no waiting here: a message goes in, messages come out. Requests that change
something are answered from memory when they come again (`REMEMBERED` of them are kept).
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable

from bridge.daws.studio import transaction
from bridge.daws.studio.faults import ConnectionDropped, Fault, Faults, StudioCrashed
from bridge.daws.studio.intake import PARTS, Intake
from bridge.daws.studio.meters import levels
from bridge.daws.studio.session import StudioSession
from bridge.model.errors import BadMessage, DeadlinePassed, SidemanError
from bridge.model.notes import Notes
from bridge.osc.chunks import note_chunks
from bridge.osc.codec import Message
from bridge.osc.session_events import describe, to_messages

REMEMBERED = 1024
OPEN_AT_ONCE = 64
SAID_KEPT = 100


class StudioScript:
    """One life of the script. clock: monotonic seconds, the same as of the born_s given to `handle`."""

    def __init__(self, session: StudioSession, clock: Callable[[], float], faults: Faults) -> None:
        self.session = session
        self.said: deque[str] = deque(maxlen=SAID_KEPT)
        """The lines that /say showed to the musician."""
        self._clock = clock
        self._faults = faults
        self._answers: OrderedDict[str, list[Message]] = OrderedDict()
        self._open: OrderedDict[str, Intake] = OrderedDict()
        self._watched: tuple[str, ...] = ()
        self._meter_every_s = 0.0
        self._meter_due_s = 0.0
        self._handlers: dict[str, Callable[[Message], list[Message]]] = {
            "/ping": lambda message: [Message("/pong", message.args)],
            "/say": self._say,
            "/snapshot/get": self._snapshot,
            "/notes/get": self._notes,
            "/meters/watch": self._watch,
            "/clip/launch": self._launch,
            "/change/apply": self._apply,
            "/change/query": self._query,
            **dict.fromkeys(PARTS, self._part),
        }

    def handle(self, message: Message, born_s: float) -> list[Message]:
        """The answers to a message that cannot have been sent before ``born_s``.

        Raises ConnectionDropped or StudioCrashed when a fault strikes.
        """
        if message.address == "/change/begin":
            self._begin(message, born_s)
            return []
        handler = self._handlers.get(message.address)
        request_id = message.args[0] if message.args and isinstance(message.args[0], str) else ""
        if handler is None:
            problem = SidemanError(f"The studio does not do {message.address}.", "", "unsupported")
            return [_error(request_id, problem)]
        try:
            return handler(message)
        except SidemanError as problem:
            return [_error(request_id, problem)]

    def disconnected(self) -> None:
        """Forgets what belongs to a connection: unfinished transactions and watched meters."""
        self._open.clear()
        self._watched = ()

    def meters(self) -> list[Message]:
        """Levels of the watched tracks, when they are due."""
        now = self._clock()
        if not self._watched or now < self._meter_due_s:
            return []
        self._meter_due_s = max(self._meter_due_s + self._meter_every_s, now)
        there = [track_id for track_id in self._watched if track_id in self.session.tracks]
        return [Message("/meter", (track_id, *levels(self.session, track_id), now)) for track_id in there]

    def _say(self, message: Message) -> list[Message]:
        self.said.append(message.args[0])
        return []

    def _snapshot(self, message: Message) -> list[Message]:
        request_id = message.args[0]
        now = self.session.snapshot()
        counts = (len(now.tracks), len(now.scenes), len(now.clips))
        return [
            Message("/snapshot/begin", (request_id, *counts)),
            *(part for event in describe(now) for part in to_messages(event)),
            Message("/snapshot/end", (request_id,)),
        ]

    def _notes(self, message: Message) -> list[Message]:
        request_id, clip_id = message.args
        clip = self.session.clip(clip_id)
        notes = clip.notes if clip.notes is not None else Notes()
        head = (request_id, clip_id, clip.revision, len(notes))
        return [Message("/notes", (*head, offset, packed)) for offset, packed in note_chunks(notes)]

    def _watch(self, message: Message) -> list[Message]:
        request_id, track_ids, rate_hz = message.args
        watched = tuple(self.session.track(track_id).id for track_id in track_ids.split())
        self._watched = watched if rate_hz > 0 else ()
        self._meter_every_s = 1 / rate_hz if rate_hz > 0 else 0.0
        self._meter_due_s = self._clock()
        return [Message("/done", (request_id,))]

    def _launch(self, message: Message) -> list[Message]:
        request_id, clip_id, quantum_beats = message.args
        if request_id not in self._answers:
            self.session.launch(clip_id, quantum_beats)
            self._remember(request_id, [Message("/done", (request_id,))])
        return self._answers[request_id]

    def _begin(self, message: Message, born_s: float) -> None:
        intake = Intake(message, born_s)
        if intake.request_id not in self._answers:
            self._open[intake.request_id] = intake
        while len(self._open) > OPEN_AT_ONCE:
            self._open.popitem(last=False)

    def _part(self, message: Message) -> list[Message]:
        intake = self._open.get(message.args[0])
        if intake is not None:
            intake.add(message)
        return []

    def _apply(self, message: Message) -> list[Message]:
        request_id = message.args[0]
        if request_id in self._answers:
            return self._answers[request_id]
        intake = self._open.pop(request_id, None)
        if intake is None:
            raise _unknown(request_id)
        if self._faults.strikes(Fault.DROP_BEFORE_APPLY):
            raise ConnectionDropped
        try:
            answer = self._make(intake)
        except SidemanError as problem:
            answer = [_error(request_id, problem)]
        self._remember(request_id, answer)
        if self._faults.strikes(Fault.DROP_AFTER_APPLY):
            raise ConnectionDropped
        return answer

    def _make(self, intake: Intake) -> list[Message]:
        age_s = self._clock() - intake.born_s
        if age_s > intake.deadline_s:
            raise DeadlinePassed(
                f"“{intake.label}” came {age_s:.1f} s after it was asked for, and nothing was changed.",
                "The studio was busy. Try again.",
            )
        changes = self._faults.spoil(intake.changes())
        crash_at = self._faults.crash_point(changes)

        def crash_there(index: int) -> None:
            if index == crash_at:
                raise StudioCrashed

        made = transaction.make(self.session, intake.label, changes, crash_there)
        results = [
            Message("/change/result", (intake.request_id, index, one.object_id, one.revision))
            for index, one in enumerate(made)
        ]
        return [*results, Message("/done", (intake.request_id,))]

    def _query(self, message: Message) -> list[Message]:
        request_id, of_request_id = message.args
        if of_request_id not in self._answers:
            raise _unknown(of_request_id)
        return [
            Message(answer.address, (request_id, *answer.args[1:])) for answer in self._answers[of_request_id]
        ]

    def _remember(self, request_id: str, answer: list[Message]) -> None:
        self._answers[request_id] = answer
        while len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)


def _unknown(request_id: str) -> SidemanError:
    return SidemanError(
        f"The studio knows nothing of request {request_id}.",
        "It was never applied, or the studio has been restarted since.",
        "unknown_request",
    )


def _error(request_id: str, problem: SidemanError) -> Message:
    return Message("/error", (request_id, problem.code, problem.message, problem.hint))


def error_for(problem: BadMessage) -> Message:
    """The answer to a packet that was framed well but is not allowed."""
    return _error("", problem)
