"""Our codec beside python-osc: messages a second, with all of our checks, and none of theirs."""

from __future__ import annotations

from collections.abc import Callable
from timeit import repeat

import pytest
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from bridge.model.notes import Note, Notes
from bridge.osc.codec import Message, decode, encode
from bridge.osc.schema import MESSAGES

CLIP = ("c12", "t3", "Bäss 🎹", "s1", 0.0, 16.0, 3, -1, 1, 0, 0.0, 4.0, 64)
NOTES = Notes(Note(index / 4, 36 + index % 48, 0.25, 100.5) for index in range(900)).packed
MIX = {
    "clip metadata": Message("/clip", CLIP),
    "transport": Message("/transport", (1, 0, 3.25, 120.0, 4, 4, 1000.5)),
    "mixer": Message("/mixer", ("t3", 41, -6.02, -0.25, 0, 0, 1)),
    "128 notes": Message("/notes", ("r7", "c12", 3, 128, 0, NOTES[: 128 * 36])),
    "900 notes": Message("/notes", ("r7", "c12", 3, 900, 0, NOTES)),
}


def encode_theirs(message: Message) -> bytes:
    builder = OscMessageBuilder(message.address)
    for tag, value in zip(MESSAGES[message.address].tags, message.args, strict=True):
        builder.add_arg(value, tag)
    return bytes(builder.build().dgram)


def decode_theirs(packet: bytes) -> Message:
    message = OscMessage(packet)
    return Message(message.address, tuple(message.params))


def seconds(call: Callable[[], object], times: int = 1_500) -> float:
    """For one call; the best of five rounds, which is what the others were disturbed from."""
    return min(repeat(call, number=times, repeat=5)) / times


@pytest.mark.bench
def test_our_codec_is_faster_than_python_osc(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [f"{'message':<16}{'':>8}{'ours / s':>12}{'python-osc / s':>17}{'ratio':>8}"]
    ratios: dict[str, list[float]] = {"encode": [], "decode": []}
    for name, message in MIX.items():
        packet = encode(message)
        assert packet == encode_theirs(message)
        assert decode(packet) == message == decode_theirs(packet)
        pairs = {
            "encode": (lambda m=message: encode(m), lambda m=message: encode_theirs(m)),
            "decode": (lambda p=packet: decode(p), lambda p=packet: decode_theirs(p)),
        }
        for way, (ours, theirs) in pairs.items():
            mine, reference = seconds(ours), seconds(theirs)
            ratios[way].append(reference / mine)
            lines.append(
                f"{name:<16}{way:>8}{1 / mine:>12,.0f}{1 / reference:>17,.0f}{reference / mine:>7.1f}x"
            )
    with capsys.disabled():
        print("", *lines, sep="\n")
    assert sorted(ratios["encode"])[2] > 1.5, "the median of the mix"
    assert sorted(ratios["decode"])[2] > 1.0
