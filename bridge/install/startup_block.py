"""Our block in REAPER's ``Scripts/__startup.lua``, the script that REAPER runs when it starts.

The block is the first thing in the file: Lua allows nothing behind a closing ``return`` of the
musician's own code, and an error in that code would keep ours from running. Outside the two marks
not a byte changes, and the line ends are the file's own.
"""

from __future__ import annotations

from bridge.model.errors import Refused

BEGIN = b"-- >>> Sideman"
"""How the block's first line begins, in every version."""
END = b"-- <<< Sideman"

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def with_block(document: bytes, block: bytes) -> bytes:
    """The file with the block, in the place of an older one or at the top.

    Raises Refused when one of the two marks is missing or they are in the wrong order.
    """
    block = block.replace(b"\n", _line_end(document))
    span = _span(document)
    if span is None:
        at = len(_BYTE_ORDER_MARK) if document.startswith(_BYTE_ORDER_MARK) else 0
        return document[:at] + block + document[at:]
    return document[: span[0]] + block + document[span[1] :]


def without_block(document: bytes) -> bytes:
    """The file without the block. Raises Refused as `with_block`."""
    span = _span(document)
    return document if span is None else document[: span[0]] + document[span[1] :]


def has_block(document: bytes, block: bytes | None = None) -> bool:
    """Whether this block, or any of ours, is in it. Raises Refused as `with_block`."""
    span = _span(document)
    if span is None or block is None:
        return span is not None
    return document[span[0] : span[1]].replace(b"\r\n", b"\n") == block


def _span(document: bytes) -> tuple[int, int] | None:
    begins, ends = document.count(BEGIN), document.count(END)
    if not begins and not ends:
        return None
    begin, end = document.find(BEGIN), document.find(END)
    if begins != 1 or ends != 1 or end < begin:
        raise Refused(
            "REAPER's __startup.lua holds only a part of Sideman's block.",
            f"Delete the lines between '{BEGIN.decode()}' and '{END.decode()}' by hand, then try again.",
            "startup_damaged",
        )
    line_end = document.find(b"\n", end)
    return begin, len(document) if line_end < 0 else line_end + 1


def _line_end(document: bytes) -> bytes:
    return b"\r\n" if b"\r\n" in document else b"\n"
