"""What of a project came from a machine: the answer for a label, a publisher or a copyright form."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bridge.review.histories import GONE, THERE, UNKNOWN, History

IN_SET = "committed"


class OriginReport(msgspec.Struct, frozen=True):
    """summary: plain sentences. clips: those that were put into the set, in the order of their making.
    others: how many suggestions never got there or were taken out again. models: id to sha256. training:
    the data lines with licences and attributions. whole: the chain of the ledger's hashes is unbroken."""

    summary: tuple[str, ...]
    clips: tuple[History, ...]
    others: int
    models: dict[str, str]
    training: tuple[str, ...]
    whole: bool


def origin_report(histories: Sequence[History], whole: bool, note: str = "") -> OriginReport:
    """note: what could not be looked at, said in the summary."""
    clips = tuple(one for one in histories if one.status == IN_SET)
    models = {use.model_id: use.sha256 for one in clips for use in one.record.models}
    training = tuple(dict.fromkeys(line for one in clips for line in one.record.training))
    others = len(histories) - len(clips)
    summary = (*_summary(clips, others, whole), *((note,) if note else ()))
    return OriginReport(summary, clips, others, models, training, whole)


def _summary(clips: Sequence[History], others: int, whole: bool) -> list[str]:
    said = [_first(len(clips)), *_since(clips), *_copies(clips)]
    if others:
        said.append(
            f"{_count(others, 'suggestion')} did not get into the music, or {_was(others)} taken out again."
        )
    said.append("Everything else in the project was not made by Sideman.")
    if not whole:
        said.append("The ledger was changed from outside: its chain of hashes is broken.")
    return said


def _first(count: int) -> str:
    if not count:
        return "No clip of this project was written by Sideman."
    wrote = f"Sideman, a computer program, wrote {_count(count, 'clip')} of this project"
    return f"{wrote}; a person chose {'it' if count == 1 else 'each of them'}."


def _since(clips: Sequence[History]) -> list[str]:
    seen = [one.changes for one in clips if one.presence == THERE and one.changes is not None]
    said = []
    if seen:
        written = max(1, sum(one.written for one in seen))
        kept, moved, removed, added = (
            round(100 * sum(getattr(one, name) for one in seen) / written)
            for name in ("kept", "moved", "removed", "added")
        )
        said.append(
            f"Of the {written} notes in the {_count(len(seen), 'clip')} still there, {kept}% are as written; "
            f"the musician moved {moved}%, removed {removed}% and added {added}% as many."
        )
    gone = sum(one.presence == GONE for one in clips)
    if gone:
        said.append(f"{_count(gone, 'clip')} {_was(gone)} deleted or replaced by the musician.")
    unknown = sum(one.presence == UNKNOWN for one in clips)
    if unknown:
        said.append(f"Whether {_count(unknown, 'clip')} {_was(unknown)} changed since is not known here.")
    return said


def _copies(clips: Sequence[History]) -> list[str]:
    judged = [one.record.originality for one in clips if one.record.originality]
    if not judged:
        return []
    warned = sum(verdict.get("outcome") != "ok" for verdict in judged)
    compared = f"{_count(len(judged), 'clip')} {_was(len(judged))} compared"
    said = f"{compared} with all music that the models learned from: "
    return [
        said
        + (
            f"{warned} came closer to it than most music by people does."
            if warned
            else "none came too close."
        )
    ]


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
