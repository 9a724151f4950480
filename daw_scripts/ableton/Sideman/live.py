"""What this Live can do: versions and probes. Nothing here changes the set."""

import Live


def gone(thing):
    """Whether an object of Live was deleted: then it equals None, though it is not None."""
    return thing == None  # noqa: E711


def has(thing, name):
    """Whether this Live has a name. A plain hasattr will not do: on some tracks reading a name that
    exists is a RuntimeError."""
    try:
        getattr(thing, name)
    except (AttributeError, RuntimeError):
        return False
    return True


def version():
    application = Live.Application.get_application()
    parts = (
        application.get_major_version(),
        application.get_minor_version(),
        application.get_bugfix_version(),
    )
    return ".".join(str(part) for part in parts)
