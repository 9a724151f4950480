"""Since when the script has been awake, and so how old what it reads may be.

While a menu is open Live calls no script. What was sent meanwhile waits in the socket, and must
not be taken for new when the menu closes.
"""

ASLEEP_S = 0.25
WAKING_S = 0.05


class Wakefulness:
    def __init__(self, now_s):
        self._last_s = self._asleep_from_s = self._woke_s = now_s
        self._drowsy = False

    def tick(self, now_s):
        if now_s - self._last_s > ASLEEP_S:
            self._asleep_from_s, self._woke_s, self._drowsy = self._last_s, now_s, True
        self._last_s = now_s

    def drained(self, now_s):
        """All that had come was read."""
        if now_s - self._woke_s >= WAKING_S:
            self._drowsy = False

    def born_s(self, now_s):
        """The earliest moment at which a message that is read now can have been sent."""
        return self._asleep_from_s if self._drowsy else now_s
