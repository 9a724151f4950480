"""Listeners on Live's objects. A listener may change nothing: it only marks what is to be read again."""

from .live import gone


class Listeners:
    """Kept by key, so that all of an object's can be let go at once."""

    def __init__(self):
        self._of = {}

    def listen(self, key, thing, names, callback):
        for name in names:
            getattr(thing, "add_%s_listener" % name)(callback)
            self._of.setdefault(key, []).append((thing, name, callback))

    def forget(self, key):
        for thing, name, callback in self._of.pop(key, ()):
            if not gone(thing):
                getattr(thing, "remove_%s_listener" % name)(callback)

    def close(self):
        for key in list(self._of):
            self.forget(key)
