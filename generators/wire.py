"""What the daemon and a worker say to each other: length-prefixed msgpack frames over a pipe.

A frame is a big-endian uint32, the number of bytes that follow, and one message. Unknown keys are
refused. `Notes` travel in their packed form.
"""

from __future__ import annotations

import hashlib
import struct
from typing import Any, TypeVar

import msgspec

from bridge.model.errors import BY_CODE, BadInput, SidemanError
from bridge.model.notes import Notes
from generators.api import Candidate, Request

LENGTH = struct.Struct(">I")
MOST_FRAME_BYTES = 32 * 1024 * 1024
"""A longer frame is a fault: 32 candidates of 5,000 notes each take some 6 MB."""


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="say"):
    """Base of all messages; ``say`` names the kind."""


class Describe(Message, frozen=True, tag="describe"):
    """To the worker: which generators are there?"""


class Ask(Message, frozen=True, tag="ask"):
    """To the worker: generate. generator: a generator's name, or a kind."""

    generator: str
    request: Request


class Listing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A generator as it was found. state: one of `registry.State`; reason: why it is not ready."""

    name: str
    state: str
    kinds: tuple[str, ...] = ()
    summary: str = ""
    reason: str = ""
    distribution: str = ""


class Described(Message, frozen=True, tag="described"):
    """From the worker: all generators, sorted by name."""

    generators: tuple[Listing, ...]


class Answered(Message, frozen=True, tag="answered"):
    candidates: tuple[Candidate, ...]


class Failed(Message, frozen=True, tag="failed"):
    """From the worker: the three parts of a `SidemanError`, and its class as that class's own code."""

    kind: str
    code: str
    message: str
    hint: str


_M = TypeVar("_M")
ToWorker = Describe | Ask
FromWorker = Described | Answered | Failed


def failure(error: SidemanError) -> Failed:
    """The message that carries an error."""
    return Failed(type(error).default_code, error.code, error.message, error.hint)


def error_of(failed: Failed) -> SidemanError:
    """The error that a message carries; the inverse of `failure` for every class of the error tree."""
    return BY_CODE.get(failed.kind, SidemanError)(failed.message, failed.hint, failed.code)


def _encode_other(value: Any) -> Any:
    if isinstance(value, Notes):
        return value.packed
    raise NotImplementedError(f"{type(value).__name__} has no wire form")


def _decode_other(kind: type, value: Any) -> Any:
    if kind is Notes and isinstance(value, bytes):
        return Notes.from_packed(value)
    raise NotImplementedError(f"{kind.__name__} has no wire form")


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_encode_other)
_TO_WORKER: msgspec.msgpack.Decoder[ToWorker] = msgspec.msgpack.Decoder(ToWorker, dec_hook=_decode_other)
_FROM_WORKER: msgspec.msgpack.Decoder[FromWorker] = msgspec.msgpack.Decoder(
    FromWorker, dec_hook=_decode_other
)


_REQUEST: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request, dec_hook=_decode_other)


def packed_request(request: Request) -> bytes:
    """A request as bytes, to be kept: the same request gives the same bytes."""
    return msgspec.msgpack.encode(request, enc_hook=_encode_other, order="deterministic")


def unpacked_request(packed: bytes) -> Request:
    """The inverse of `packed_request`. Raises BadInput."""
    return _decoded(_REQUEST, packed)


def request_sha256(request: Request) -> str:
    """The hash of a request's packed form."""
    return hashlib.sha256(packed_request(request)).hexdigest()


def frame(message: Message) -> bytes:
    """The frame of a message. Raises BadInput when it is too long or holds what has no wire form."""
    try:
        body = _ENCODER.encode(message)
    except (TypeError, NotImplementedError, OverflowError, ValueError) as reason:
        raise BadInput(f"This cannot be sent to or from a generator: {reason}.", code="bad_frame") from None
    if len(body) > MOST_FRAME_BYTES:
        raise BadInput(
            f"{len(body)} bytes are too much for one answer; the limit is {MOST_FRAME_BYTES}.",
            "Ask for fewer bars or fewer candidates.",
            "frame_too_long",
        )
    return LENGTH.pack(len(body)) + body


def body_length(prefix: bytes) -> int:
    """Bytes that follow a frame's prefix. Raises BadInput where no frame can be that long."""
    (length,) = LENGTH.unpack(prefix)
    if length > MOST_FRAME_BYTES:
        raise BadInput(f"A frame of {length} bytes is announced, which is no frame.", code="bad_frame")
    return int(length)


def read_to_worker(body: bytes) -> ToWorker:
    """The message in a frame's body. Raises BadInput."""
    return _decoded(_TO_WORKER, body)


def read_from_worker(body: bytes) -> FromWorker:
    """The message in a frame's body. Raises BadInput."""
    return _decoded(_FROM_WORKER, body)


def _decoded(decoder: msgspec.msgpack.Decoder[_M], body: bytes) -> _M:
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, NotImplementedError, SidemanError) as reason:
        raise BadInput(f"A frame cannot be read: {reason}", code="bad_frame") from None
