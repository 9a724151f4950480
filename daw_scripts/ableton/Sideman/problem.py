"""What went wrong, for the musician: a stable code, what happened, and what to do about it."""


class Problem(Exception):
    def __init__(self, code, message, hint=""):
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def not_found(what, name):
    return Problem("not_found", "There is no %s %s in this set." % (what, name), "It was deleted meanwhile.")


def stale(what, hint="Look at it again, then ask anew."):
    return Problem("stale", "%s has changed since it was read." % what, hint)
