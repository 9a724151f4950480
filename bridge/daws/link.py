"""The link: where scripts and faces come in.

It listens on 127.0.0.1 and takes streams from other transports too (`accept`). Each connection
says hello first; then it is served as a `Peer` (a script) or a `Face` until it ends. Many of each
at once; a script that dials again for the same set takes the place of its old connection.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bridge import __version__
from bridge.daws.faces import Answerer, Face
from bridge.daws.handshake import Hello, LastHello, admit, last_hello, refusal, welcome
from bridge.daws.peer import Peer, PeerState
from bridge.daws.streams import ByteStream, MessageStream, TcpStream
from bridge.model.errors import BadMessage, DawGone, HandshakeRefused
from bridge.osc.codec import Message
from bridge.osc.schema import SCRIPT

log = logging.getLogger(__name__)

MAX_CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class LinkTimes:
    """Seconds: how often to ping, after how much silence a script counts as stalled or gone, how
    long a request may take, how long a connection may be silent before its hello."""

    heartbeat_s: float = 2.0
    stalled_after_s: float = 10.0
    gone_after_s: float = 60.0
    request_deadline_s: float = 10.0
    hello_within_s: float = 5.0


class Link:
    """Accepts connections. ``on_peer`` is told of each change of a script's state."""

    def __init__(
        self,
        token: str,
        *,
        new_id: Callable[[], str],
        answer: Answerer,
        on_peer: Callable[[Peer], None],
        on_trigger: Callable[[Peer, str, str], None],
        times: LinkTimes = LinkTimes(),
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        self._wall_clock = wall_clock
        self._token = token
        self._new_id = new_id
        self._answer = answer
        self._on_peer = on_peer
        self._on_trigger = on_trigger
        self.on_selftest: Callable[[Peer, str], None] = lambda peer, report: None
        self._times = times
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self.hellos: dict[str, LastHello] = {}
        """The last hello of each DAW, by its name at hello; also of one that was refused, or has gone."""
        self.peers: dict[str, Peer] = {}
        self.faces: dict[str, Face] = {}

    async def listen(self, port: int = 0) -> int:
        """Opens the TCP port on 127.0.0.1 (0: any free one) and gives its number. Raises OSError."""

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.accept(TcpStream(reader, writer))

        self._server = await asyncio.start_server(connected, "127.0.0.1", port)
        number: int = self._server.sockets[0].getsockname()[1]
        return number

    def accept(self, stream: ByteStream) -> None:
        """Serves a stream of any transport from its hello on."""
        task = asyncio.get_running_loop().create_task(self._serve(stream))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def aclose(self) -> None:
        """Says goodbye to everybody and stops listening."""
        if self._server is not None:
            self._server.close()
        for peer in list(self.peers.values()):
            await peer.close("the daemon stops")
        for face in list(self.faces.values()):
            await face.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def peer(self, name: str = "") -> Peer:
        """The script that is meant: by set id, set name, host or peer id; the newest one for "".

        Raises DawGone when there is none.
        """
        found = [p for p in self.peers.values() if not name or name in self._names(p)]
        if not found:
            raise DawGone(
                f"No DAW named {name!r} is connected." if name else "No DAW is connected.",
                "Open your set with the Sideman script on, or try sideman demo.",
            )
        return found[-1]

    def peer_of_set(self, set_id: str) -> Peer:
        """The synced script that has this set open. Raises DawGone."""
        for peer in self.peers.values():
            if peer.session.set_id == set_id and peer.state is not PeerState.SYNCING:
                return peer
        raise DawGone("The set that this belongs to is not open.", "Open it in the DAW, then try again.")

    @staticmethod
    def _names(peer: Peer) -> tuple[str, ...]:
        return (peer.id, peer.hello.host, peer.session.set_id, peer.session.name)

    async def _serve(self, stream: ByteStream) -> None:
        messages = MessageStream(stream)
        try:
            hello = await self._greet(messages)
        except (OSError, BadMessage, TimeoutError) as problem:
            log.info("a connection ended before its hello: %s", problem)
            hello = None
        if hello is None:
            await messages.close()
        elif hello.role == SCRIPT:
            await self._serve_script(hello, messages)
        else:
            await self._serve_face(hello, messages)

    async def _greet(self, messages: MessageStream) -> Hello | None:
        async with asyncio.timeout(self._times.hello_within_s):
            first = await messages.receive()
        if first is None:
            return None
        try:
            if isinstance(first, BadMessage):
                raise HandshakeRefused(first.message, first.hint, first.code)
            if len(self._connections) > MAX_CONNECTIONS:
                raise HandshakeRefused("Too many connections.", "Close some of them.", "too_many")
            hello = admit(first, self._token)
            self._note_hello(first)
            return hello
        except HandshakeRefused as problem:
            log.warning("refused: %s", problem.message)
            if isinstance(first, Message):
                self._note_hello(first, problem)
            messages.send(refusal(problem))
            await messages.drain()
            return None

    def _note_hello(self, message: Message, refused: HandshakeRefused | None = None) -> None:
        """A script that knows no token is noted, too; names that nobody uses are not."""
        hello = last_hello(message, self._wall_clock(), refused)
        if hello is not None:
            self.hellos[hello.host] = hello

    async def _serve_script(self, hello: Hello, messages: MessageStream) -> None:
        peer_id = self._new_id()
        for old in [p for p in self.peers.values() if p.session.set_id == hello.set_id]:
            await old.close("the same set has dialled again")
        messages.send(welcome(__version__, peer_id, self._times.heartbeat_s))
        peer = Peer(
            peer_id,
            hello,
            messages,
            new_id=self._new_id,
            heartbeat_s=self._times.heartbeat_s,
            stalled_after_s=self._times.stalled_after_s,
            gone_after_s=self._times.gone_after_s,
            request_deadline_s=self._times.request_deadline_s,
        )
        peer.on_state = self._on_peer
        peer.on_trigger = self._on_trigger
        peer.on_selftest = self.on_selftest
        self.peers[peer_id] = peer
        log.info("%s is connected", peer.name)
        try:
            await peer.run()
        finally:
            self.peers.pop(peer_id, None)

    async def _serve_face(self, hello: Hello, messages: MessageStream) -> None:
        face_id = self._new_id()
        messages.send(welcome(__version__, face_id, self._times.heartbeat_s))
        face = Face(face_id, hello, messages, self._answer)
        self.faces[face_id] = face
        try:
            await face.run()
        finally:
            self.faces.pop(face_id, None)

    def notify(self, topic: str, value: Any) -> None:
        """Tells every face."""
        for face in self.faces.values():
            face.notify(topic, value)
