"""Hello and its answer: who may come in. Pure."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime

from bridge.model.errors import HandshakeRefused
from bridge.osc.codec import Message
from bridge.osc.schema import CLIENT, PROTOCOL, SCRIPT

HOSTS = frozenset({"ableton", "reaper", "bitwig", "ardour", "studio"})
"""As DAWs call themselves at hello."""


@dataclass(frozen=True, slots=True)
class Hello:
    """What a peer said of itself, in the order of the table's row. ``epoch`` names one life of a
    script; ``capabilities`` are words such as "slots", "timeline", "ppq=1920"."""

    major: int
    minor: int
    role: str
    host: str
    host_version: str
    script_version: str
    epoch: str
    set_id: str
    set_name: str
    capabilities: str
    token: str

    def message(self) -> Message:
        return Message("/hello", tuple(getattr(self, name) for name in self.__slots__))

    def can(self, word: str) -> bool:
        return word in self.capabilities.split()

    def capability(self, name: str, default: str = "") -> str:
        """The value of a capability that has one, as "ppq=1920"."""
        for word in self.capabilities.split():
            key, equals, value = word.partition("=")
            if equals and key == name:
                return value
        return default


def client_hello(name: str, version: str, token: str) -> Hello:
    """The hello of a face such as the command line."""
    return Hello(*PROTOCOL, CLIENT, name, "", version, "", "", "", "", token)


def admit(message: Message, token: str) -> Hello:
    """The hello in a connection's first message. Raises HandshakeRefused when it may not come in."""
    if message.address != "/hello":
        raise HandshakeRefused(
            f"The first message was {message.address}, not /hello.",
            "Is this a Sideman script of the same version?",
            "hello_expected",
        )
    hello = Hello(*message.args)
    if hello.major != PROTOCOL[0]:
        newer, older = ("script", "daemon") if hello.major > PROTOCOL[0] else ("daemon", "script")
        raise HandshakeRefused(
            f"The {newer} speaks protocol {max(hello.major, PROTOCOL[0])}, "
            f"the {older} {min(hello.major, PROTOCOL[0])}.",
            f"Copy the {hello.host} script of this Sideman into the DAW again."
            if older == "script"
            else "Update Sideman: pip install -U sideman.",
            "protocol_major",
        )
    if not hmac.compare_digest(hello.token.encode(), token.encode()):
        raise HandshakeRefused(
            "The token is not the one of this run.",
            "Restart the script in the DAW, so that it reads the token of this run.",
            "wrong_token",
        )
    if hello.role == SCRIPT and not (hello.set_id and hello.epoch):
        raise HandshakeRefused(
            "The script did not say which set is open.", "Reinstall the script.", "no_set_identity"
        )
    return hello


@dataclass(frozen=True, slots=True)
class LastHello:
    """What a script said of itself last, and when: UTC, ISO 8601, whole seconds. refused: why it was not
    let in, and hint: what helps; "" where it was."""

    host: str
    host_version: str
    script_version: str
    set_name: str
    at: str
    refused: str = ""
    hint: str = ""


def last_hello(message: Message, now_s: float, refused: HandshakeRefused | None = None) -> LastHello | None:
    """None for what is no hello, or not a script's of a DAW that Sideman knows: a stranger's word must not
    fill the list. now_s: seconds since 1970."""
    if message.address != "/hello":
        return None
    hello = Hello(*message.args)
    if hello.role != SCRIPT or hello.host not in HOSTS:
        return None
    at = datetime.fromtimestamp(now_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    who = (hello.host, hello.host_version, hello.script_version, hello.set_name, at)
    return LastHello(*who, *((refused.message, refused.hint) if refused else ()))


def welcome(daemon_version: str, peer_id: str, heartbeat_s: float) -> Message:
    return Message("/welcome", (*PROTOCOL, daemon_version, peer_id, heartbeat_s))


def refusal(problem: HandshakeRefused) -> Message:
    return Message("/refused", (problem.code, problem.message, problem.hint))
