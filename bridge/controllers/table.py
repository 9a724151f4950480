"""THE table of what a controller may say and hears: checks, the help reply and the reference come
from it.

Argument tags as OSC writes them: i (whole number), f (float), s (text); T, F and N work as well.
"""

from __future__ import annotations

from dataclasses import dataclass

ROOT = "/sideman"

BUTTON = "f: 1.0 pressed, 0.0 released (ignored)"
WHICH = ("", "i", "s", "f")
"""Nothing: the current suggestion. i: its number in the list. s: its id. f: a button."""


@dataclass(frozen=True, slots=True)
class Verb:
    """What a controller may say. forms: the kinds of arguments that it may come with; every verb
    that takes none can be a button too."""

    name: str
    forms: tuple[str, ...]
    doc: str
    example: str = ""

    @property
    def address(self) -> str:
        return f"{ROOT}/{self.name}"


@dataclass(frozen=True, slots=True)
class Told:
    """What a controller hears."""

    address: str
    args: str
    doc: str


VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb("list", ("", "f"), "The suggestions that wait for you."),
        Verb("suggest", ("", "s", "si", "f"), "Ask for a kind of clip, and how many.", "suggest si bass 3"),
        Verb("next", ("", "f"), "The last ask once more, with other ideas."),
        Verb("audition", WHICH, "Hear a suggestion.", "audition i 2"),
        Verb("accept", WHICH, "Put a suggestion into the set.", "accept i 2"),
        Verb("reject", WHICH, "Take a suggestion off the desk.", "reject i 1"),
        Verb("undo", WHICH, "Take an accepted suggestion out of the set again."),
        Verb("status", ("", "f"), "One line about Sideman and the DAW."),
        Verb("ping", ("", "i", "f", "s"), "Is anybody there? Answered with the same argument."),
        Verb("subscribe", ("", "i", "f"), "Hear of every change, at this port of yours.", "subscribe i 9001"),
        Verb("unsubscribe", ("", "i", "f"), "Hear no more of changes.", "unsubscribe i 9001"),
        Verb("help", ("", "f"), "One reply for each of these lines."),
    )
}

TOLD: tuple[Told, ...] = (
    Told(f"{ROOT}/reply", "s:verb i:ok s:text", "How a message ended; ok is 1 or 0."),
    Told(
        f"{ROOT}/suggestion",
        "i:number s:id s:status s:title s:reason",
        "One line of a list, after list, suggest and next.",
    ),
    Told(f"{ROOT}/list/end", "i:count", "The list is complete."),
    Told(
        f"{ROOT}/changed",
        "i:number s:id s:status s:title s:reason",
        "A suggestion is new or changed; for subscribers. Know it by its id: the number is 0.",
    ),
    Told(f"{ROOT}/error", "s:code s:message s:hint", "What went wrong, and what to do about it."),
)

ECHOES = frozenset(told.address for told in TOLD)
"""Our own words. When they come back, a controller is wired to itself, and they are not answered."""


def help_line(verb: Verb) -> str:
    """A verb with its arguments and its line, as in "/sideman/accept [i|s|f]: Put ..."."""
    takes = "|".join(form for form in verb.forms if form)
    return f"{verb.address}{f' [{takes}]' if takes else ''}: {verb.doc}"


def reference() -> str:
    """The section of the reference page, in Markdown."""
    said = [f"| `{verb.address}` | {_forms(verb)} | {verb.doc} |" for verb in VERBS.values()]
    told = [f"| `{one.address}` | {one.args} | {one.doc} |" for one in TOLD]
    examples = [
        f"    oscsend 127.0.0.1 9127 {ROOT}/{verb.example}" for verb in VERBS.values() if verb.example
    ]
    return "\n".join(
        [
            "## Controllers: OSC over UDP",
            "",
            "One plain message a datagram, or several in a bundle. For accept, reject, audition and undo:",
            "no argument means the current suggestion, i its number in the list, s its id,",
            f"{BUTTON}. A word can stand in the address too: `/sideman/suggest/bass`, `/sideman/accept/2`.",
            "",
            "| Say | Arguments | |",
            "|---|---|---|",
            *said,
            "",
            *examples,
            "",
            "| Hear | Arguments | |",
            "|---|---|---|",
            *told,
            "",
        ]
    )


def _forms(verb: Verb) -> str:
    return ", ".join(form or "nothing" for form in verb.forms)
