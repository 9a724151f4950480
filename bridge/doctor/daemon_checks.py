"""The running daemon: whether it answers, which DAWs talk to it, and what its generators say."""

from __future__ import annotations

from collections.abc import Iterable

from bridge import __version__
from bridge.daws.handshake import LastHello
from bridge.doctor.asking import DaemonAnswer, DawAnswer
from bridge.doctor.context import Context
from bridge.doctor.finding import Finding, fail, fine, skip, warn
from bridge.doctor.installed import places_of, script_version_in
from bridge.install.hosts import Host
from bridge.model.errors import SidemanError

READY = "ready"
SLOW_ROUND_TRIP_MS = 500.0
"""A file pair takes some 100; beyond this, buttons feel dead."""
SLOW_MS = 2000.0
"""A session that takes longer to be told makes every suggestion wait."""


def daemon(context: Context) -> Finding:
    answer = context.daemon
    if answer is None:
        return warn("Sideman is not running.", "Start it: sideman run")
    if isinstance(answer, SidemanError):
        return fail(answer.message, answer.hint or "Stop it and start it again: sideman stop, sideman run")
    if answer.version != __version__:
        return warn(
            f"Sideman {answer.version} is running, and {__version__} is installed.",
            "Start it again: sideman stop, sideman run",
        )
    if answer.problems:
        return warn("It runs, but: " + "; ".join(answer.problems), "See its log, and start it again.")
    return fine(f"Sideman {answer.version} answers within {answer.answer_ms:.1f} ms.")


def connection(host: Host, context: Context) -> Finding:
    """Whether a DAW's script talks to the daemon, and how quickly it tells a session that is not empty."""
    if not isinstance(context.daemon, DaemonAnswer):
        return skip("Sideman is not running.")
    daws = [daw for daw in context.daemon.daws if daw.host == host.says]
    last = next((hello for hello in context.daemon.hellos if hello.host == host.says), None)
    if daws:
        return _spoken(host, daws, last, context)
    if last is not None and last.refused:
        return fail(
            f"{host.title} {last.host_version} said hello at {last.at}, and was refused: {last.refused}",
            last.hint or f"sideman install {host.name}, then restart {host.title}.",
        )
    if last is not None:
        return warn(
            f"{host.title} {last.host_version} said hello last at {last.at}, and is not connected now.",
            f"Open {host.title}; if it is open: {' '.join(host.steps)}",
        )
    if places_of(host, context).installed:
        return warn(f"The script is installed, and {host.title} is not connected.", " ".join(host.steps))
    return skip(f"{host.title} is not connected.")


def generators(context: Context) -> Finding:
    """Every generator loads; asked of the daemon, or of a worker of our own."""
    if isinstance(context.daemon, DaemonAnswer):
        rows = [(row["name"], row["state"], row["reason"]) for row in context.daemon.generators]
    else:
        try:
            rows = [(each.name, each.state, each.reason) for each in context.listings()]
        except SidemanError as problem:
            return fail(f"The generators do not load: {problem.message}", problem.hint or "Install again.")
    ready = [name for name, state, _ in rows if state == READY]
    others = [f"{name} is {state} {f'({reason})' if reason else ''}".strip() for name, state, reason in rows
              if state != READY]  # fmt: skip
    if not ready:
        return fail("; ".join(others) or "There are none.", "Install Sideman again.")
    if others:
        return warn("; ".join(others), "Switch off what you do not use: generation.disabled in the settings.")
    return fine(f"Ready: {', '.join(ready)}.")


def _spoken(host: Host, daws: Iterable[DawAnswer], last: LastHello | None, context: Context) -> Finding:
    shipped = script_version_in(host, places_of(host, context).installed)
    said = []
    for daw in daws:
        if daw.read_ms is None:
            return fail(
                f"{host.title} is {daw.state} and told no session: {daw.problem}",
                f"Close menus and dialogs in {host.title}, then try again.",
            )
        line = f"{host.title} {daw.host_version}, {daw.set_name or 'untitled'}: told in {daw.read_ms:.0f} ms"
        if not daw.tracks:
            return warn(f"{line}, and it holds no track.", "Open a set with a track in it, and look again.")
        if daw.read_ms > SLOW_MS:
            return warn(f"{line}, which is slow.", "Close other programs, or split the set.")
        if daw.round_trip_ms is not None and daw.round_trip_ms > SLOW_ROUND_TRIP_MS:
            return warn(
                f"{host.title} answers a ping after {daw.round_trip_ms:.0f} ms only.",
                f"Close menus and dialogs in {host.title}, and look at its processor load.",
            )
        if shipped and daw.script_version and daw.script_version != shipped:
            return warn(
                f"{host.title} runs script {daw.script_version}, and {shipped} is installed.",
                f"Restart {host.title}.",
            )
        trip = f", round trip {daw.round_trip_ms:.0f} ms" if daw.round_trip_ms is not None else ""
        said.append(f"{line}, {daw.tracks} tracks{trip}")
    hello = f"; last hello {last.at}" if last is not None else ""
    return fine("; ".join(said) + hello + ".")
