"""The three protocol files: the tables of the wire in the scripts' own languages."""

from __future__ import annotations

from bridge.osc.export.literals import JAVASCRIPT, LUA, PYTHON, Language, literal
from bridge.osc.export.tables import tables

COMMAND = "python -m bridge.osc.export --write"
NOTICE = f"Generated from bridge/osc/schema.py by `{COMMAND}`: do not edit."
_MEANING = "The words of the wire; MESSAGES holds who says each, its type tags and its arguments."


def _constants(language: Language, indent: int = 0) -> str:
    return "".join(
        language.constant.format(name=name, value=literal(language, value, indent))
        for name, value in tables().items()
    )


def _heading(language: Language) -> str:
    return f"{language.comment}{NOTICE}\n{language.comment}{_MEANING}\n\n"


def python_protocol() -> str:
    """daw_scripts/ableton/Sideman/protocol.py"""
    return _heading(PYTHON) + _constants(PYTHON)


def lua_protocol() -> str:
    """daw_scripts/lua/protocol.lua: a chunk that returns its table and sets no global."""
    return f"{_heading(LUA)}local protocol = {{}}\n\n{_constants(LUA)}\nreturn protocol\n"


def javascript_protocol() -> str:
    """daw_scripts/bitwig/protocol.js: one global, for Bitwig's load() shares globals."""
    body = _constants(JAVASCRIPT, indent=4)
    export = (
        'if (typeof module !== "undefined" && module.exports) {\n    module.exports = SidemanProtocol;\n}\n'
    )
    return f"{_heading(JAVASCRIPT)}var SidemanProtocol = {{\n{body}}};\n\n{export}"
