"""Ports: those for scripts and for pads, and the MIDI ports that suggestions are heard on."""

from __future__ import annotations

from bridge.doctor.asking import DaemonAnswer
from bridge.doctor.context import Context
from bridge.doctor.finding import Finding, fail, fine, skip, warn
from bridge.midi.ports import choose
from bridge.model.errors import NoMidiPort, SidemanError

PORT_HINTS = {
    "win32": "Install loopMIDI, make a port in it, and name it in your settings: midi.output_port.",
    "darwin": "Audio MIDI Setup > Window > Show MIDI Studio > IAC Driver > Device is online.",
}
"""How to get a port that the DAW hears; elsewhere Sideman's own virtual port does."""


def pad_port(context: Context) -> Finding:
    """The UDP port for pads is ours or free."""
    if isinstance(context.config, SidemanError):
        return skip("The settings cannot be read.")
    pads = context.config.settings.controllers
    if not pads.enabled or pads.port == 0:
        return skip("Pads are switched off." if not pads.enabled else "Any free port is taken for pads.")
    if isinstance(context.daemon, DaemonAnswer) and context.daemon.udp_port == pads.port:
        return fine(f"UDP port {pads.port} is Sideman's.")
    holder = context.holder_of_udp(pads.port)
    if holder:
        return fail(
            f"UDP port {pads.port} for pads is held by {holder}.",
            "Close that program, or set controllers.port to another number in your settings.",
        )
    return fine(f"UDP port {pads.port} is free.")


def script_port(context: Context) -> Finding:
    """The TCP port that scripts dial is ours or free."""
    if isinstance(context.config, SidemanError):
        return skip("The settings cannot be read.")
    port = context.config.settings.link.port
    if isinstance(context.daemon, DaemonAnswer):
        if port and context.daemon.port != port:
            return warn(
                f"Sideman listens on port {context.daemon.port}, and link.port is {port}.",
                "Start it again: sideman stop, sideman run",
            )
        return fine(f"Scripts dial port {context.daemon.port}.")
    if port == 0:
        return fine("Sideman takes any free port; scripts find it in the run file.")
    holder = context.holder_of_tcp(port)
    if holder:
        return fail(
            f"Port {port} for scripts is held by {holder}.",
            "Close that program, or set link.port to 0 in your settings, which takes any free port.",
        )
    return fine(f"Port {port} is free.")


def midi_ports(context: Context) -> Finding:
    """There is a port that auditions can be played on."""
    if isinstance(context.config, SidemanError):
        return skip("The settings cannot be read.")
    wanted, platform = context.config.settings.midi.output_port, context.system.platform
    try:
        names = context.midi_outputs()
        if wanted:
            return fine(f"Auditions go to {choose(wanted, names)}.")
    except NoMidiPort as problem:
        return warn(problem.message, problem.hint or PORT_HINTS.get(platform, ""))
    if context.system.is_windows:
        return warn("midi.output_port names no port, and Windows has no virtual ones.", PORT_HINTS["win32"])
    listed = f" Other ports: {', '.join(names)}." if names else ""
    hint = f" If your DAW does not see it: {PORT_HINTS[platform]}" if platform in PORT_HINTS else ""
    return fine(f"Auditions go to a virtual port named Sideman.{listed}{hint}")
