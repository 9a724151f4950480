"""The error tree.

Every face (command line, OSC, control scripts) prints the same three things: a stable ``code``
for programs, a ``message`` that says what happened, and a ``hint``, one sentence that a
musician can act on.

    SidemanError
    ├── BadInput            the caller's words or data are wrong           (exit 2)
    │   ├── BadNotes        notes out of range or not finite
    │   ├── BadMessage      an OSC message that the table does not allow
    │   └── BadConfig       a setting that does not exist or does not fit
    ├── Refused             understood, and deliberately not done          (exit 3)
    │   ├── IllegalMove     a suggestion cannot go from its status to that one
    │   ├── StaleTarget     the target in the DAW is no longer as it was
    │   ├── PlaceTaken      the slot or time range already holds a clip
    │   ├── DeadlinePassed  it came too late, and nothing was changed
    │   ├── HandshakeRefused  wrong token, newer protocol, unknown role
    │   └── NothingToUndo
    ├── NotFound            no such track, clip, suggestion, generator     (exit 4)
    ├── Unavailable         a part is missing or silent right now          (exit 5)
    │   ├── DawGone         no script connected, or it went away
    │   ├── DawStalled      connected but not answering
    │   ├── NoAnswer        silence until the deadline: the outcome is not known
    │   ├── DaemonAbsent    the daemon is not running
    │   └── NoMidiPort
    ├── GeneratorFailed     a generator crashed, hung or answered nonsense (exit 6)
    └── Mismatch            the read-back is not what was written          (exit 7)
"""

from __future__ import annotations

from typing import ClassVar


class SidemanError(Exception):
    """Base of every error that a face may show.

    ``code`` is stable, lower_snake_case, and unique per kind of failure; ``message`` says what
    happened; ``hint`` is a sentence that the musician can act on.
    """

    default_code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code or self.default_code

    @property
    def family(self) -> str:
        """The code of its class, which faces know when they do not know ``code``."""
        return self.default_code

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[type[SidemanError], tuple[str, str, str]]:
        return (type(self), (self.message, self.hint, self.code))


class BadInput(SidemanError):
    default_code, exit_code = "bad_input", 2


class BadNotes(BadInput):
    default_code = "bad_notes"


class BadMessage(BadInput):
    default_code = "bad_message"


class BadConfig(BadInput):
    default_code = "bad_config"


class Refused(SidemanError):
    default_code, exit_code = "refused", 3


class IllegalMove(Refused):
    default_code = "illegal_move"


class StaleTarget(Refused):
    default_code = "stale"


class PlaceTaken(Refused):
    default_code = "place_taken"


class DeadlinePassed(Refused):
    default_code = "deadline_passed"


class HandshakeRefused(Refused):
    default_code = "handshake_refused"


class NothingToUndo(Refused):
    default_code = "nothing_to_undo"


class NotFound(SidemanError):
    default_code, exit_code = "not_found", 4


class Unavailable(SidemanError):
    default_code, exit_code = "unavailable", 5


class DawGone(Unavailable):
    default_code = "daw_gone"


class DawStalled(Unavailable):
    default_code = "daw_stalled"


class NoAnswer(Unavailable):
    default_code = "no_answer"


class DaemonAbsent(Unavailable):
    default_code = "daemon_absent"


class NoMidiPort(Unavailable):
    default_code = "no_midi_port"


class GeneratorFailed(SidemanError):
    default_code, exit_code = "generator_failed", 6


class Mismatch(SidemanError):
    default_code, exit_code = "mismatch", 7


def _tree(base: type[SidemanError]) -> dict[str, type[SidemanError]]:
    found = {base.default_code: base}
    for child in base.__subclasses__():
        found |= _tree(child)
    return found


BY_CODE: dict[str, type[SidemanError]] = _tree(SidemanError)
"""Every default code -> its class, so that an error read off the wire is raised as itself."""


SCRIPTS_SAY: dict[str, type[SidemanError]] = {"unsupported": Refused}
"""Codes of the control scripts that no class here has for its own, and what they are one of."""


def error_from_wire(code: str, message: str, hint: str, family: str = "") -> SidemanError:
    """The error that a peer reported. family: the default code of its class, for a code that only says
    more closely what happened; a code that nobody knows is kept on that class, or on the base."""
    kind = BY_CODE.get(code) or BY_CODE.get(family) or SCRIPTS_SAY.get(code, SidemanError)
    return kind(message, hint, code)
