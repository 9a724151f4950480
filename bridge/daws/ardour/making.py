"""Making a new Ardour session that holds what a Sideman session holds: tracks, levels, MIDI regions."""

from __future__ import annotations

from pathlib import Path

from bridge.daws.ardour.process import ArdourProcess
from bridge.daws.ardour.programs import ardour_lua
from bridge.model.errors import Unavailable
from bridge.model.session import Session
from bridge.osc.chunks import note_chunks
from bridge.osc.codec import Message, encode
from bridge.osc.framing import frame
from bridge.osc.session_events import describe, to_messages
from bridge.settings.resources import bundled

MAKE_WITHIN_S = 60.0


def description(session: Session) -> bytes:
    """A session as framed messages, the notes of its clips with it."""
    messages = [message for event in describe(session) for message in to_messages(event)]
    for clip in session.clips.values():
        if clip.notes is not None:
            for offset, packed in note_chunks(clip.notes):
                head = ("", clip.id, clip.revision, len(clip.notes), offset)
                messages.append(Message("/notes", (*head, packed)))
    return b"".join(frame(encode(message)) for message in messages)


async def make_session(folder: Path, name: str, session: Session) -> None:
    """Makes ``folder`` with the state file ``name``.ardour, at 48 kHz.

    Tracks of kind midi and audio are made, and MIDI clips of the timeline that carry notes. Tempo
    and metre are those of the transport. Raises Unavailable when Ardour is missing or fails.
    """
    home = folder.with_name(f"{folder.name}.ardour")
    home.mkdir(parents=True, exist_ok=True)
    described = home / "description"
    described.write_bytes(description(session))
    process = ArdourProcess(ardour_lua(), home)
    await process.start(
        bundled("daw_scripts", "ardour", "make_session.lua"), str(folder), name, str(described)
    )
    try:
        status = await process.ended(MAKE_WITHIN_S)
    except TimeoutError:
        await process.kill()
        status = -1
    described.unlink()
    if status or not (folder / f"{name}.ardour").is_file():
        raise Unavailable(
            f"Ardour made no session in {folder}. It said: {process.tail()}",
            "The folder must not exist yet, and the disk must not be full.",
            "ardour_failed",
        )
