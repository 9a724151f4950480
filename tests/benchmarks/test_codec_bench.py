"""Our codec beside python-osc, as `sideman bench` measures it: the same bytes, and faster."""

from __future__ import annotations

from statistics import median

import pytest

from bridge.bench.codec import SAMPLES, decode_theirs, encode_theirs, measure
from bridge.osc.codec import Message, decode, encode


@pytest.mark.parametrize("message", [message for _, message in SAMPLES], ids=[name for name, _ in SAMPLES])
def test_what_is_compared_does_the_same(message: Message) -> None:
    packet = encode(message)
    assert packet == encode_theirs(message)
    assert decode(packet) == message == decode_theirs(packet)


@pytest.mark.bench
def test_our_codec_is_faster_than_python_osc(capsys: pytest.CaptureFixture[str]) -> None:
    report = measure(quick=False)
    with capsys.disabled():
        print("", report.columns, *report.rows, sep="\n")
    ratios = {
        deed: [row[-1] for row in report.rows if row[0].startswith(deed)] for deed in ("encode", "decode")
    }
    assert median(ratios["encode"]) > 1.5, "the median of the mix"
    assert median(ratios["decode"]) > 1.0
