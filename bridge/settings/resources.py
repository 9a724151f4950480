"""Files that come with Sideman: the ``config`` and ``daw_scripts`` folders.

A wheel carries them in ``bridge/bundled``; in a source checkout they lie beside ``bridge``.
"""

from __future__ import annotations

from pathlib import Path

import bridge
from bridge.model.errors import NotFound

_PACKAGE = Path(bridge.__file__).parent


def bundled(*parts: str) -> Path:
    """The file or folder that ships with Sideman, as in ``bundled("config", "default.yaml")``.

    Raises NotFound where this installation lacks it.
    """
    return find(_PACKAGE, *parts)


def find(package: Path, *parts: str) -> Path:
    """As `bundled`, for the package folder that is given. Raises NotFound."""
    roots = [package / "bundled"]
    # Without its project file beside it, the folder above is not ours: site-packages, say.
    if (package.parent / "pyproject.toml").is_file():
        roots.append(package.parent)
    for root in roots:
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise NotFound(
        f"{'/'.join(parts)} is missing from this installation of Sideman.",
        "Install Sideman again; in a source checkout, run it from the whole repository.",
    )
