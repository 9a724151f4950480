"""Our lines in ``reaper-kb.ini``, where REAPER keeps the scripts of its action list and the keys.

The script puts its actions there itself, through REAPER. Taking it out while REAPER is closed means to
take these lines out: ``SCR flags section id "label" path``, the path below Scripts or absolute, in quotes
where it holds a space. While REAPER runs it has the list in memory and writes the file anew at its end;
then the running script takes its actions out (``daw_scripts/reaper/action_list.lua``). A key that the
musician gave to one of our actions stays: it works again after the next installation.
"""

from __future__ import annotations

import re

FILE_NAME = "reaper-kb.ini"

_OURS = re.compile(
    rb'^SCR [^\r\n]*[ "/\\]Sideman[/\\]+reaper[/\\]+(?:actions[/\\]+)?'
    rb'Sideman[^/\\"\r\n]*\.lua"?[ \t]*(?:\r\n|\n|\Z)',
    re.MULTILINE,
)


def without_actions(document: bytes) -> bytes:
    """The file without our scripts; every other byte as it was."""
    return _OURS.sub(b"", document)
