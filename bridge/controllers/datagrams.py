"""OSC datagrams <-> requests and replies. The codec is python-osc's."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.osc_packet import OscPacket

from bridge.controllers.table import ECHOES, ROOT, VERBS, Verb
from bridge.model.errors import BadMessage

MAX_DATAGRAM_BYTES = 4096
MAX_MESSAGES = 32
MAX_TEXT = 400
PRESSED = 0.5
"""A float from here on is a pressed button."""


@dataclass(frozen=True, slots=True)
class Request:
    """A verb of the table with its argument.

    word: text ("" for none); number: a whole number (0 for none). A button gives neither.
    """

    verb: Verb
    word: str = ""
    number: int = 0


def read_datagram(data: bytes) -> list[Request | BadMessage]:
    """The requests in a datagram, and for each message that the table does not allow, why.

    Left out: released buttons, messages that are not for Sideman, echoes of our own words. Time
    tags of bundles are not waited for. Raises BadMessage for what is no OSC at all.
    """
    if len(data) > MAX_DATAGRAM_BYTES:
        raise BadMessage(f"A datagram of {len(data)} bytes is too long.", "Send one message at a time.")
    try:
        messages = [timed.message for timed in OscPacket(data).messages]
    except Exception as problem:  # python-osc lets out whatever its parts meet: ParseError, ValueError, ...
        raise BadMessage(
            f"A datagram of {len(data)} bytes is no OSC ({type(problem).__name__}).",
            "Is another program sending to this port?",
        ) from None
    if len(messages) > MAX_MESSAGES:
        raise BadMessage(f"A bundle of {len(messages)} messages is too long.", "Send fewer at a time.")
    found: list[Request | BadMessage] = []
    for message in messages:
        try:
            request = _request(message.address, list(message.params))
        except BadMessage as problem:
            found.append(problem)
        else:
            found += [request] if request else []
    return found


def _request(address: str, params: list[object]) -> Request | None:
    if not address.startswith(f"{ROOT}/") or address in ECHOES:
        return None
    name, *words = address.removeprefix(f"{ROOT}/").split("/")
    verb = VERBS.get(name)
    if verb is None or len(words) > 1:
        raise _unknown(address, name)
    if any(value is False or (isinstance(value, float) and not value >= PRESSED) for value in params):
        return None
    values = [value for value in params if not (value is None or value is True or isinstance(value, float))]
    if words:
        values.insert(0, int(words[0]) if words[0].isdecimal() and len(words[0]) < 10 else words[0])
    return _filled(verb, values)


def _filled(verb: Verb, values: list[object]) -> Request:
    tags = "".join({int: "i", str: "s"}.get(type(value), "?") for value in values)
    if tags not in verb.forms:
        took = " or ".join(form or "nothing" for form in verb.forms)
        raise BadMessage(f"{verb.address} takes {took}, not {tags}.", f"{verb.address}: {verb.doc}")
    word = next((value for value in values if isinstance(value, str)), "")
    number = next((value for value in values if isinstance(value, int)), 0)
    if "i" in tags and not 0 <= number < 2**31:
        raise BadMessage(f"{verb.address} cannot take {number}.", "Numbers count from 1.")
    return Request(verb, word, number)


def _unknown(address: str, name: str) -> BadMessage:
    near = difflib.get_close_matches(name, VERBS, 1)
    guess = f"Did you mean {VERBS[near[0]].address}? " if near else ""
    return BadMessage(f"There is no {address}.", f"{guess}{ROOT}/help lists everything.", "unknown_message")


def write_datagram(address: str, args: Sequence[int | str]) -> bytes:
    """One message. Long texts are cut, and a NUL, which OSC cannot carry, becomes a space."""
    builder = OscMessageBuilder(address=address)
    for value in args:
        if isinstance(value, str):
            builder.add_arg(_text(value), "s")
        else:
            builder.add_arg(value, "i")
    built: bytes = builder.build().dgram
    return built


def _text(value: str) -> str:
    clean = value.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return clean if len(clean) <= MAX_TEXT else f"{clean[: MAX_TEXT - 1]}…"
