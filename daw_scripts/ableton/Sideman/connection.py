"""The connection to the daemon: dials out, never blocks, dials again after a loss.

    resting --due--> dialling --connected--> greeting --/welcome--> open
       ^----------------------- lost or refused ----------------------'
"""

import errno
import select
import socket
from collections import deque

from . import osc

BACK_OFF_S = (1.0, 2.0, 5.0)
REFUSED_REST_S = 5.0
DIAL_WITHIN_S = 3.0
WELCOME_WITHIN_S = 5.0
READ_BYTES = 65536
WRITE_BYTES = 65536
MESSAGES_PER_TICK = 64
FULL_BYTES = 262144
LOST_BYTES = 8388608
NOT_YET = (errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EAGAIN, errno.EALREADY)


class Connection:
    """owner gives hello(token), opened(), lost(reason), message(message), refused(named) and drained()."""

    def __init__(self, owner, clock, find_daemon):
        self._owner, self._clock, self._find_daemon = owner, clock, find_daemon
        self._socket = None
        self._failures = 0
        self._due_s = 0.0
        self._limit_s = 0.0
        self._token = ""
        self.state = "resting"

    @property
    def is_open(self):
        return self.state == "open"

    @property
    def has_room(self):
        """Whether more may be told now; what is not told is gathered, and told as it is later."""
        return len(self._outbox) < FULL_BYTES

    def poll(self):
        """Dials when it is time, and hands over what came."""
        getattr(self, "_" + self.state)()

    def send(self, address, *args):
        self._outbox += osc.frame(osc.encode(address, *args))

    def flush(self):
        """Writes what the system takes. Call it at the end of a tick."""
        if self.state not in ("greeting", "open") or not self._outbox:
            return
        if len(self._outbox) > LOST_BYTES:
            self._lose("the daemon does not read")
            return
        try:
            count = self._socket.send(self._outbox[:WRITE_BYTES])
            del self._outbox[:count]
        except OSError as problem:
            if problem.errno not in NOT_YET:
                self._lose(str(problem))

    def close(self, reason):
        if self.is_open:
            self.send("/bye", reason)
            self.flush()
        self._hang_up()
        self.state = "closed"

    def _resting(self):
        if self._clock() < self._due_s:
            return
        found = self._find_daemon()
        if found is None:
            self._rest()
            return
        port, self._token = found
        self._outbox, self._inbox, self._deframer = bytearray(), deque(), osc.Deframer()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._limit_s = self._clock() + DIAL_WITHIN_S
        self.state = "dialling"
        problem = self._socket.connect_ex(("127.0.0.1", port))
        if problem not in NOT_YET + (0,):
            self._lose("nobody listens")

    def _dialling(self):
        _, writable, broken = select.select([], [self._socket], [self._socket], 0)
        if broken or self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self._lose("nobody listens")
        elif writable:
            self.state = "greeting"
            self._limit_s = self._clock() + WELCOME_WITHIN_S
            self.send("/hello", *self._owner.hello(self._token))
        elif self._clock() > self._limit_s:
            self._lose("the daemon cannot be reached")

    def _greeting(self):
        self._open()
        if self.state == "greeting" and self._clock() > self._limit_s:
            self._lose("the daemon did not answer")

    def _open(self):
        """Reads a tick's worth, and hands it over."""
        ended = self._read()
        for _ in range(min(MESSAGES_PER_TICK, len(self._inbox))):
            if self.state in ("greeting", "open"):
                self._take(self._inbox.popleft())
        if self.state in ("greeting", "open"):
            if ended and not self._inbox:
                self._lose(ended)
            elif not self._inbox:
                self._owner.drained()

    def _closed(self):
        """Nothing more happens."""

    def _read(self):
        """Why the connection has ended, or "" while it goes on."""
        if len(self._inbox) >= MESSAGES_PER_TICK:
            return ""
        try:
            data = self._socket.recv(READ_BYTES)
            if not data:
                return "the daemon closed the connection"
            self._inbox.extend(self._deframer.feed(data))
        except osc.BadMessage as problem:
            return str(problem)
        except OSError as problem:
            return "" if problem.errno in NOT_YET else str(problem)
        return ""

    def _take(self, packet):
        try:
            message = osc.decode(packet)
        except osc.UnknownMessage:
            return
        except osc.BadMessage as problem:
            self.send("/error", "", problem.code, osc.clean_text(problem), "")
            return
        if self.state == "open":
            self._owner.message(message)
        elif message.address == "/welcome":
            self.state, self._failures = "open", 0
            self._owner.opened()
        elif message.address == "/refused":
            self._owner.refused(message.named)
            self._lose("refused", REFUSED_REST_S)

    def lose(self, reason):
        """The other side has said good-bye."""
        self._lose(reason)

    def _lose(self, reason, rest_s=None):
        was_open = self.is_open
        self._hang_up()
        self._rest(rest_s)
        if was_open:
            self._owner.lost(reason)

    def _rest(self, rest_s=None):
        step = BACK_OFF_S[min(self._failures, len(BACK_OFF_S) - 1)]
        self._failures += 1
        self._due_s = self._clock() + (rest_s or step)
        self.state = "resting"

    def _hang_up(self):
        if self._socket is not None:
            self._socket.close()
            self._socket = None
