"""Every setting: its type, its range and one line about it. The one table of the config room.

The values that apply when nobody has chosen any are in ``config/default.yaml``; the fields here
have no defaults, so that there is one place to look. `config/schema.json` is made from this.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

RESTART = "x-needs-restart"
"""Marks a setting that a running daemon cannot take over; it waits for the next start."""

OWN = "x-own-machine"
"""Marks a setting that no project file may set: it names a place on this machine's disk, and a
project folder may come from somebody else."""

_RESTART: dict[str, Any] = {RESTART: True}
_PLACE: dict[str, Any] = {RESTART: True, OWN: True}

Pitch = Annotated[int, Meta(ge=0, le=127)]


class Link(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The line between the daemon and the control script inside the DAW."""

    port: Annotated[
        int,
        Meta(
            ge=0,
            le=65535,
            description="TCP port on this computer that control scripts dial; 0 takes any free one.",
            extra_json_schema=_RESTART,
        ),
    ]
    heartbeat_s: Annotated[
        float,
        Meta(ge=0.1, le=10, description="Seconds between two signs of life.", extra_json_schema=_RESTART),
    ]
    stalled_after_s: Annotated[
        float,
        Meta(
            ge=1,
            le=600,
            description="Seconds of silence after which the DAW counts as stalled.",
            extra_json_schema=_RESTART,
        ),
    ]
    gone_after_s: Annotated[
        float,
        Meta(
            ge=2,
            le=3600,
            description="Seconds of silence after which the DAW counts as gone.",
            extra_json_schema=_RESTART,
        ),
    ]
    request_deadline_s: Annotated[
        float,
        Meta(
            ge=0.1,
            le=120,
            description="Seconds that the DAW has to answer one request.",
            extra_json_schema=_RESTART,
        ),
    ]
    file_pairs: Annotated[
        str,
        Meta(
            description="Folder of the file pairs for REAPER and Ardour; empty for Sideman's own.",
            extra_json_schema=_PLACE,
        ),
    ]


class Controllers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Pads, phones and sensors that speak OSC over UDP on this computer."""

    enabled: Annotated[bool, Meta(description="Whether to listen at all.", extra_json_schema=_RESTART)]
    port: Annotated[
        int,
        Meta(
            ge=0,
            le=65535,
            description="UDP port to listen on; 0 takes any free one.",
            extra_json_schema=_RESTART,
        ),
    ]
    max_subscribers: Annotated[
        int,
        Meta(
            ge=1, le=256, description="How many controllers may ask for feedback.", extra_json_schema=_RESTART
        ),
    ]
    feedback: Annotated[
        bool,
        Meta(
            description="Whether to answer controllers, so that lights and faders follow.",
            extra_json_schema=_RESTART,
        ),
    ]
    feedback_hz: Annotated[
        float,
        Meta(
            ge=1,
            le=60,
            description="At most this many feedback messages a second.",
            extra_json_schema=_RESTART,
        ),
    ]


class Midi(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The MIDI port that suggestions are auditioned on."""

    output_port: Annotated[
        str, Meta(description="Port name or the beginning of it; empty for Sideman's own virtual port.")
    ]
    channel: Annotated[
        int,
        Meta(
            ge=1,
            le=16,
            description="MIDI channel, counted from 1 as on a keyboard.",
            extra_json_schema=_RESTART,
        ),
    ]


class Generation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How new clips are made when the ask itself does not say."""

    workers: Annotated[
        int, Meta(ge=1, le=8, description="Worker processes that make clips.", extra_json_schema=_RESTART)
    ]
    deadline_s: Annotated[float, Meta(ge=0.5, le=300, description="Seconds that one ask may take.")]
    candidates: Annotated[
        int, Meta(ge=1, le=32, description="How many different suggestions one ask brings.")
    ]
    bars: Annotated[int, Meta(ge=1, le=64, description="Length of a suggested clip in bars.")]
    adventure: Annotated[float, Meta(ge=0, le=1, description="0 stays plain, 1 dares.")]
    density: Annotated[float, Meta(ge=0, le=1, description="0 is sparse, 1 is busy.")]
    disabled: Annotated[
        list[str], Meta(description="Names of generators that stay switched off.", extra_json_schema=_RESTART)
    ]


class Desk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The desk where suggestions wait for the musician."""

    expire_after_h: Annotated[
        float, Meta(ge=0.1, le=8760, description="Hours after which an open suggestion expires.")
    ]
    keep_open: Annotated[
        int, Meta(ge=1, le=1000, description="How many suggestions may be open; the oldest expire.")
    ]
    audition: Annotated[
        Literal["auto", "midi", "scratch", "file"],
        Meta(description="How to listen: MIDI port, muted scratch clip, MIDI file, or what there is."),
    ]
    clip_prefix: Annotated[
        str, Meta(max_length=16, description="Put before the name of every clip that Sideman writes.")
    ]


class Ledger(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The history of every note that Sideman made."""

    path: Annotated[
        str, Meta(description="The ledger's file; empty for Sideman's own folder.", extra_json_schema=_PLACE)
    ]


class Log(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What Sideman writes down about its own work."""

    level: Annotated[
        Literal["debug", "info", "warning", "error"], Meta(description="The least that is worth a line.")
    ]
    path: Annotated[
        str, Meta(description="The log's file; empty for Sideman's own folder.", extra_json_schema=_PLACE)
    ]


class Music(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the music should keep to when neither the DAW nor the ask says."""

    key: Annotated[
        str, Meta(description='As in "A minor" or "Eb major"; empty: the DAW\'s own, or listen for it.')
    ]
    low_pitch: Annotated[Pitch, Meta(description="Lowest MIDI pitch of suggested clips; 60 is middle C.")]
    high_pitch: Annotated[Pitch, Meta(description="Highest MIDI pitch of suggested clips; 60 is middle C.")]


class Memory(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What Sideman learns from your own pieces; it stays on this machine."""

    enabled: Annotated[
        bool, Meta(description="Whether your own pieces may be learned, and bend what is suggested.")
    ]
    paused: Annotated[bool, Meta(description="Learn nothing new; what is known still counts.")]
    folder: Annotated[
        str,
        Meta(
            description="Folder of your own MIDI files to learn from; empty watches none.",
            extra_json_schema=_PLACE,
        ),
    ]


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All settings of Sideman, as they apply."""

    link: Link
    controllers: Controllers
    midi: Midi
    generation: Generation
    desk: Desk
    memory: Memory
    ledger: Ledger
    log: Log
    music: Music
