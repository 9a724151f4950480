"""How to take back what a transaction has done so far, newest first."""


class Journal:
    def __init__(self):
        self._inverses = []

    @property
    def is_empty(self):
        return not self._inverses

    def note(self, inverse, *args):
        self._inverses.append((inverse, args))

    def revert(self):
        """What could not be taken back, a line each."""
        failed = []
        while self._inverses:
            inverse, args = self._inverses.pop()
            try:
                inverse(*args)
            except Exception as problem:
                failed.append(str(problem))
        return failed
