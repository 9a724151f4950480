"""How long a tick may take, so that Live never hitches; and work that is spread over ticks."""

from collections import deque

TICK_MS = 10
"""What Live's timer is set to."""
TICK_S = 0.004
REST = object()
"""What a job yields when nothing more can be done in this tick."""


def finish(job):
    """What a job ends in, worked off at once."""
    while True:
        try:
            next(job)
        except StopIteration as end:
            return end.value


class Budget:
    def __init__(self, clock):
        self._clock = clock
        self._end_s = clock() + TICK_S

    def spent(self):
        return self._clock() >= self._end_s


class Jobs:
    """Generators, worked off one after another; each yields where it may be put off."""

    def __init__(self):
        self._waiting = deque()

    def add(self, job, lasting=False):
        """lasting: it is finished even when the connection is lost."""
        self._waiting.append((job, lasting))

    def run(self, budget):
        while self._waiting and not budget.spent():
            try:
                if next(self._waiting[0][0]) is REST:
                    return
            except StopIteration:
                self._waiting.popleft()
            except Exception:
                self._waiting.popleft()
                raise

    def drop_passing(self):
        self._waiting = deque(one for one in self._waiting if one[1])

    def clear(self):
        self._waiting.clear()
