"""The answers of the ledger as text: a history for the screen, a report as Markdown or HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from bridge.model.clip_record import ClipRecord
from bridge.review.histories import GONE, THERE, History
from bridge.review.origin_report import OriginReport

_NO_TEXT = "none"


def record_lines(record: ClipRecord) -> Iterator[tuple[str, str]]:
    """(heading, text) of what made a clip."""
    yield "title", f"{record.title} ({record.kind}, {record.note_count} notes)"
    yield "made by", f"{record.generator or 'an unnamed generator'}, {record.software}"
    if record.made_at:
        yield "made at", record.made_at
    yield "reason", record.reason
    for use in record.models:
        yield "model", f"{use.model_id}, sha256 {use.sha256}"
    if not record.models:
        yield "model", "none: plain rules"
    for line in record.training:
        yield "data", line
    yield "seed", str(record.seed)
    settings = ", ".join(f"{name} {value}" for name, value in sorted(record.parameters.items()))
    yield "settings", settings or _NO_TEXT
    for name, value in sorted(record.context.items()):
        yield name.replace("_", " "), _plain(value)
    yield "originality", verdict_line(record)
    yield "notes", record.notes


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} ({digest})" for name, digest in value.items()) or _NO_TEXT
    if isinstance(value, list | tuple):
        return " ".join(str(one) for one in value) or _NO_TEXT
    return str(value)


def verdict_line(record: ClipRecord) -> str:
    """The guard's verdict in one line."""
    verdict = record.originality
    if not verdict:
        return "not examined (made before the guard, or elsewhere)"
    parts = [str(verdict.get("outcome", "")), str(verdict.get("reason", "")) or "no run worth naming"]
    nearest = verdict.get("nearest")
    if nearest:
        parts.append(f"nearest: {nearest['title']!r}, {nearest['by'] or 'no author'}, {nearest['licence']}")
    if verdict.get("from_session"):
        parts.append(f"{verdict['from_session']:.0%} of a line from the session itself")
    return "; ".join(parts)


def history_lines(found: History) -> Iterator[tuple[str, str]]:
    """(heading, text) of a clip's whole history."""
    yield from record_lines(found.record)
    yield "on the desk", f"number {found.number}, {found.status}"
    for step in found.steps:
        yield step.at[:19], f"{step.event.replace('_', ' ')}{': ' + step.said if step.said else ''}"
    yield "since then", since(found)


def since(found: History) -> str:
    """What the musician did to the clip."""
    if found.presence == THERE and found.changes is not None:
        shares = found.percent
        return (
            f"{shares['kept']:g}% of its notes kept, {shares['moved']:g}% moved, "
            f"{shares['removed']:g}% removed, {shares['added']:g}% added"
        )
    if found.presence == GONE:
        return "gone from the set"
    return "never in the set" if found.status != "committed" else "not known: the set is not open here"


def markdown(report: OriginReport) -> str:
    """The report as a document."""
    parts = ["# What in this project came from a machine", "", *report.summary, "", "## Clips", ""]
    if report.clips:
        parts += [
            "| no. | clip | made at | generator | models | originality | since then |",
            "|---|---|---|---|---|---|---|",
        ]
    for one in report.clips:
        record = one.record
        models = ", ".join(use.model_id for use in record.models) or "plain rules"
        cells = (
            str(one.number),
            one.clip or record.title,
            record.made_at[:19],
            f"{record.generator} ({record.software}), seed {record.seed}",
            models,
            verdict_line(record),
            since(one),
        )
        parts.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    parts += [
        "",
        "## Models",
        "",
        *([f"- {name}: sha256 {digest}" for name, digest in report.models.items()] or [_NO_TEXT]),
    ]
    parts += [
        "",
        "## Training data: licences and attributions",
        "",
        *([f"- {line}" for line in report.training] or [_NO_TEXT]),
    ]
    return "\n".join(parts) + "\n"


def html(report: OriginReport) -> str:
    """The same as a page of its own."""
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td>{escape(cell)}</td>"
            for cell in (
                str(one.number),
                one.clip or one.record.title,
                one.record.made_at[:19],
                f"{one.record.generator} ({one.record.software}), seed {one.record.seed}",
                ", ".join(use.model_id for use in one.record.models) or "plain rules",
                verdict_line(one.record),
                since(one),
            )
        )
        + "</tr>"
        for one in report.clips
    )
    heads = "".join(
        f"<th>{name}</th>"
        for name in ("no.", "clip", "made at", "generator", "models", "originality", "since then")
    )
    models = "".join(f"<li>{escape(name)}: sha256 {digest}</li>" for name, digest in report.models.items())
    data = "".join(f"<li>{escape(line)}</li>" for line in report.training)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>What came from a machine</title>'
        "<style>body{font:16px/1.5 sans-serif;max-width:70em;margin:2em auto;padding:0 1em}"
        "td,th{text-align:left;vertical-align:top;padding:.3em .8em .3em 0}</style>"
        "<h1>What in this project came from a machine</h1>"
        + "".join(f"<p>{escape(line)}</p>" for line in report.summary)
        + f"<h2>Clips</h2><table><tr>{heads}</tr>{rows}</table>"
        + f"<h2>Models</h2><ul>{models}</ul>"
        + f"<h2>Training data: licences and attributions</h2><ul>{data}</ul></html>\n"
    )
