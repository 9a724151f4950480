"""Lines for the musician in Live's status bar: at most one a second, and of several the last."""

EVERY_S = 1.0


class Say:
    def __init__(self, show):
        self._show = show
        self._waiting, self._due_s = None, 0.0

    def line(self, text):
        self._waiting = text

    def tick(self, now_s):
        if self._waiting is not None and now_s >= self._due_s:
            text, self._waiting = self._waiting, None
            self._due_s = now_s + EVERY_S
            self._show("Sideman: " + text)
