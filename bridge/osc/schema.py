"""THE table of messages: every word that the daemon and its peers may say to each other (one table, so
one long file).

From `MESSAGES` come the codec's checks, the protocol files of the control scripts (Python, Lua,
JavaScript), the reference page and the golden byte vectors (`bridge.osc.export`). To change the
wire, change this table and run ``python -m bridge.osc.export --write``.

Versions: `PROTOCOL` is (major, minor). A peer with another major is refused at hello. A newer
minor may add messages (skipped where unknown) and arguments at the end (ignored where unknown).

Only four OSC types travel: i (int32), d (float64), s (UTF-8 string without NUL), b (blob).
Truth values are i 0 or 1. Ids are strings without spaces. "" means none.
"""

from __future__ import annotations

from dataclasses import dataclass

from bridge.model.notes import RECORD
from bridge.model.session import SILENCE_DB, TrackKind

PROTOCOL = (1, 0)

MAX_PACKET_BYTES = 65_536
"""A longer packet ends the connection; nothing in this table needs more."""

MAX_CHUNK_BYTES = 32_768
"""Notes and long answers are cut into pieces of at most this size."""

NOTES_PER_CHUNK = MAX_CHUNK_BYTES // RECORD.size

SCRIPT, DAEMON, CLIENT = "script", "daemon", "client"


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument: OSC type tag, unit, inclusive range and allowed words, where there are any."""

    name: str
    tag: str
    doc: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spec:
    """One message: who says it to whom, since which protocol minor, with which arguments."""

    address: str
    sender: str
    receiver: str
    doc: str
    args: tuple[Arg, ...] = ()
    reply: str = ""
    since: int = 0

    @property
    def tags(self) -> str:
        return "".join(arg.tag for arg in self.args)


def _flag(name: str, doc: str = "") -> Arg:
    return Arg(name, "i", doc, "", 0, 1)


def _count(name: str, doc: str = "") -> Arg:
    return Arg(name, "i", doc, "", 0)


def _beats(name: str, doc: str = "", low: float | None = None) -> Arg:
    return Arg(name, "d", doc, "beats", low)


REQUEST = Arg("request_id", "s", "unique for ever; a repeated one is answered again, never done twice")
REVISION = _count("revision", "raised by the script whenever the object changed")
STAMP = Arg("stamp_s", "d", "the script's monotonic clock", "s")
COLOR = Arg("color", "i", "0xRRGGBB, -1 for none", "", -1, 0xFFFFFF)
INDEX = _count("index", "which change of the request, from 0")
NOTES = Arg("notes", "b", "packed notes, see the note record", f"{RECORD.size} bytes a note")
KIND = Arg("kind", "s", choices=tuple(kind.value for kind in TrackKind))
MIXER = (
    Arg("volume_db", "d", "-180 is all the way down", "dB", SILENCE_DB, 24),
    Arg("pan", "d", "-1 left, 0 centre, 1 right", "", -1, 1),
    _flag("muted"),
    _flag("soloed"),
    _flag("armed"),
)
MIXER_FIELDS = ("volume_db", "pan", "muted", "soloed", "armed")
TRIGGER_VERBS = ("suggest", "next", "audition", "accept", "reject", "undo")


def _to_daemon(address: str, doc: str, *args: Arg, sender: str = SCRIPT) -> Spec:
    return Spec(address, sender, DAEMON, doc, args)


def _to_script(address: str, doc: str, *args: Arg, reply: str = "") -> Spec:
    return Spec(address, DAEMON, SCRIPT, doc, args, reply)


_LIFE = (
    Spec(
        "/hello",
        "peer",
        DAEMON,
        "The first message of every connection.",
        (
            _count("major", "protocol major"),
            _count("minor", "protocol minor"),
            Arg("role", "s", choices=(SCRIPT, CLIENT)),
            Arg("host", "s", "ableton, reaper, bitwig, ardour, studio; for a client its own name"),
            Arg("host_version", "s"),
            Arg("script_version", "s"),
            Arg("epoch", "s", "random, one for each life of the script"),
            Arg("set_id", "s", "identity of the open set, the same after reopening it"),
            Arg("set_name", "s"),
            Arg("capabilities", "s", "words with a space between"),
            Arg("token", "s", "from the run file"),
        ),
        "/welcome or /refused",
    ),
    Spec(
        "/welcome",
        DAEMON,
        "peer",
        "The peer is let in.",
        (
            _count("major"),
            _count("minor"),
            Arg("daemon_version", "s"),
            Arg("peer_id", "s"),
            Arg("heartbeat_s", "d", "how often the daemon pings", "s", 0),
        ),
    ),
    Spec(
        "/refused",
        DAEMON,
        "peer",
        "The peer is not let in; the connection closes.",
        (Arg("code", "s"), Arg("message", "s"), Arg("hint", "s")),
    ),
    Spec("/ping", DAEMON, "peer", "Are you there?", (_count("number"),), "/pong"),
    Spec("/pong", "peer", DAEMON, "I am.", (_count("number"),)),
    Spec("/bye", "any", "any", "The sender is about to close.", (Arg("reason", "s"),)),
    Spec(
        "/error",
        "any",
        "any",
        "A request failed, and nothing was changed by it.",
        (
            Arg("request_id", "s", "empty when no request caused it"),
            Arg("code", "s"),
            Arg("message", "s"),
            Arg("hint", "s"),
        ),
    ),
)

_STATE = (
    _to_daemon(
        "/snapshot/begin",
        "A full description of the session follows.",
        REQUEST,
        _count("tracks"),
        _count("scenes"),
        _count("clips"),
    ),
    _to_daemon("/snapshot/end", "The description is complete.", REQUEST),
    _to_daemon("/set", "The open set, when it is opened or renamed.", Arg("set_id", "s"), Arg("name", "s")),
    _to_daemon(
        "/track",
        "A track is new or changed.",
        Arg("id", "s"),
        Arg("name", "s"),
        KIND,
        _count("index"),
        REVISION,
        COLOR,
        Arg("group_id", "s"),
        *MIXER,
    ),
    _to_daemon("/track/gone", "A track was deleted, its clips with it.", Arg("id", "s")),
    _to_daemon("/mixer", "A fader, pan, mute, solo or arm moved.", Arg("track_id", "s"), REVISION, *MIXER),
    _to_daemon(
        "/send",
        "What a track gives to a return, both told before; it goes with either.",
        Arg("track_id", "s"),
        Arg("return_id", "s"),
        Arg("level_db", "d", "-180 is all the way down", "dB", -180, 24),
    ),
    _to_daemon("/scene", "A scene is new or changed.", Arg("id", "s"), Arg("name", "s"), _count("index")),
    _to_daemon("/scene/gone", "A scene was deleted, its clips with it.", Arg("id", "s")),
    _to_daemon(
        "/clip",
        "A clip, item or region is new or changed (its notes are asked for with /notes/get).",
        Arg("id", "s"),
        Arg("track_id", "s"),
        Arg("name", "s"),
        Arg("scene_id", "s", "empty: it lies on the timeline"),
        _beats("start_beats", "on the timeline; 0 in a slot"),
        _beats("length_beats", low=0),
        REVISION,
        COLOR,
        _flag("is_midi"),
        _flag("muted"),
        _beats("loop_start_beats"),
        _beats("loop_length_beats", "0: does not loop", 0),
        _count("note_count"),
    ),
    _to_daemon("/clip/gone", "A clip was deleted.", Arg("id", "s")),
    _to_daemon(
        "/transport",
        "Play state, position, tempo and metre.",
        _flag("playing"),
        _flag("recording"),
        _beats("position_beats"),
        Arg("tempo_bpm", "d", "quarter notes a minute", "bpm", 1, 1000),
        Arg("numerator", "i", "", "", 1, 99),
        Arg("denominator", "i", "", "", 1, 64),
        STAMP,
    ),
    _to_daemon(
        "/tempo/step",
        "One step of the tempo map; the map is complete with its last step.",
        _count("step"),
        _count("steps", "how many there are"),
        _beats("start_beats"),
        Arg("tempo_bpm", "d", "", "bpm", 1, 1000),
    ),
    _to_daemon(
        "/key",
        "The DAW's own scale setting.",
        Arg("tonic", "i", "pitch class, 0 is C; -1: not set", "", -1, 11),
        Arg("scale", "s"),
    ),
    _to_daemon(
        "/selection",
        "What the musician has selected.",
        Arg("track_id", "s"),
        Arg("scene_id", "s"),
        Arg("clip_id", "s"),
        _beats("start_beats"),
        _beats("end_beats"),
    ),
    _to_daemon(
        "/meter",
        "A peak level, for tracks that are watched.",
        Arg("track_id", "s"),
        Arg("left_db", "d", "", "dBFS"),
        Arg("right_db", "d", "", "dBFS"),
        STAMP,
    ),
    _to_daemon(
        "/trigger",
        "The musician used a Sideman button, key or clip name inside the DAW.",
        Arg("verb", "s", choices=TRIGGER_VERBS),
        Arg(
            "argument",
            "s",
            "suggest: kind and knobs (chords bars=8 density=0.5); else a suggestion's number or id",
        ),
    ),
    _to_daemon(
        "/selftest",
        "What a script's self-test found, where the DAW lets no script write a file; the daemon keeps it.",
        Arg("report", "s", "JSON, in the form of daw_scripts/README.md"),
    ),
    _to_daemon(
        "/log",
        "A line for the daemon's log.",
        Arg("level", "s", choices=("debug", "info", "warning", "error")),
        Arg("text", "s"),
    ),
)

_READ = (
    _to_script(
        "/snapshot/get", "Describe the whole session.", REQUEST, reply="/snapshot/begin … /snapshot/end"
    ),
    _to_script("/notes/get", "All notes of a clip.", REQUEST, Arg("clip_id", "s"), reply="/notes …"),
    _to_daemon(
        "/notes",
        "A piece of a clip's notes; complete when offset + notes in the piece is total.",
        REQUEST,
        Arg("clip_id", "s"),
        REVISION,
        _count("total", "notes in the clip"),
        _count("offset", "notes before this piece"),
        NOTES,
    ),
    _to_script(
        "/meters/watch",
        "Send /meter for these tracks from now on; none to stop.",
        REQUEST,
        Arg("track_ids", "s", "ids with a space between"),
        Arg("rate_hz", "d", "", "Hz", 0, 50),
        reply="/done",
    ),
)

_CHANGE = (
    _to_script(
        "/change/begin",
        "A transaction follows: all of its changes are made by /change/apply, or none.",
        REQUEST,
        Arg("label", "s", "name of the undo step, where the DAW has names"),
        Arg("deadline_ms", "i", "not made when it is applied later than this after begin", "ms", 1),
        _count("changes"),
    ),
    _to_script(
        "/change/clip/create",
        "A new clip in an empty slot or a free span of the timeline.",
        REQUEST,
        INDEX,
        Arg("track_id", "s"),
        Arg("scene_id", "s", "empty: on the timeline"),
        _beats("start_beats"),
        _beats("length_beats", low=0),
        Arg("name", "s"),
        COLOR,
        _flag("muted"),
        _count("note_count", "they follow in /change/notes"),
    ),
    _to_script(
        "/change/clip/file",
        "The same notes as a MIDI file, for a script that said insert_file; it is gone after the answer.",
        REQUEST,
        INDEX,
        Arg("path", "s", "absolute"),
    ),
    _to_script(
        "/change/clip/replace",
        "Other notes, name and length for a clip that is still at this revision.",
        REQUEST,
        INDEX,
        Arg("clip_id", "s"),
        REVISION,
        Arg("name", "s"),
        _beats("length_beats", low=0),
        _count("note_count", "they follow in /change/notes"),
    ),
    _to_script(
        "/change/clip/delete",
        "Delete a clip that is still at this revision.",
        REQUEST,
        INDEX,
        Arg("clip_id", "s"),
        REVISION,
    ),
    _to_script("/change/notes", "A piece of the notes of a change.", REQUEST, INDEX, _count("offset"), NOTES),
    _to_script(
        "/change/mixer",
        "Move one control that still has the expected value (within 0.05 dB or 0.005).",
        REQUEST,
        INDEX,
        Arg("track_id", "s"),
        Arg("field", "s", choices=MIXER_FIELDS),
        Arg("expected", "d", "truth values as 0 or 1"),
        Arg("value", "d"),
    ),
    _to_script("/change/track/create", "A new track at the end.", REQUEST, INDEX, Arg("name", "s"), KIND),
    _to_script(
        "/change/track/delete",
        "Delete a track without clips that is still at this revision.",
        REQUEST,
        INDEX,
        Arg("track_id", "s"),
        REVISION,
    ),
    _to_script("/change/apply", "Make the changes.", REQUEST, reply="/change/result … /done"),
    _to_script(
        "/change/query",
        "How did that request end? Answered as it was then.",
        REQUEST,
        Arg("of_request_id", "s"),
        reply="/change/result … /done, or /error (unknown_request, still_applying, or as it was then)",
    ),
    _to_daemon(
        "/change/result",
        "What one change made or touched.",
        REQUEST,
        INDEX,
        Arg("object_id", "s"),
        REVISION,
    ),
    _to_daemon("/done", "The request is done.", REQUEST),
)

_ACT = (
    _to_script(
        "/clip/launch",
        "Launch a clip at the next multiple of the quantum.",
        REQUEST,
        Arg("clip_id", "s"),
        _beats("quantum_beats", "0: the DAW's own setting", 0),
        reply="/done",
    ),
    _to_script("/say", "A line for the musician, shown inside the DAW.", Arg("text", "s")),
)

_CLIENTS = (
    Spec(
        "/ask",
        CLIENT,
        DAEMON,
        "A command of a face (command line, panel).",
        (REQUEST, Arg("command", "s"), Arg("body", "s", "JSON object of its arguments")),
        "/answer … or /failure",
    ),
    Spec(
        "/answer",
        DAEMON,
        CLIENT,
        "A piece of the answer; the whole is one JSON value.",
        (REQUEST, _count("part", "from 0"), _count("parts"), Arg("body", "s")),
    ),
    Spec(
        "/failure",
        DAEMON,
        CLIENT,
        "A command failed.",
        (
            REQUEST,
            Arg("code", "s"),
            Arg("family", "s", "code of the kind of error that it is one of, which says the exit code"),
            Arg("message", "s"),
            Arg("hint", "s"),
        ),
    ),
    Spec(
        "/notice",
        DAEMON,
        CLIENT,
        "Something happened that the client subscribed to.",
        (Arg("topic", "s"), Arg("body", "s", "JSON")),
    ),
)

GROUPS: tuple[tuple[str, tuple[Spec, ...]], ...] = (
    ("Life of a connection", _LIFE),
    ("State of the session", _STATE),
    ("Reading", _READ),
    ("Changing", _CHANGE),
    ("Acting", _ACT),
    ("Faces", _CLIENTS),
)
MESSAGES: dict[str, Spec] = {spec.address: spec for _, group in GROUPS for spec in group}
