"""Finds what ECMAScript 5 does not have in a script for Bitwig.

A tokenizer and a walk over the tokens, deliberately stricter than the language: what it lets pass
is ES5, and what it names can be written another way. `node --check` looks after the rest of the
syntax.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
      | (?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
      | (?P<number>0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<name>[A-Za-z_$][\w$]*)
      | (?P<mark>\.\.\.|=>|\*\*|\?\?|\?\.(?!\d)|[=!]==?|[<>]=|&&|\|\||\+\+|--|.)""",
    re.VERBOSE | re.DOTALL,
)
_PATTERN = re.compile(r"(?P<pattern>/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/\w*)")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BEFORE_A_VALUE = _words("( , = : [ ! & | ? + - * % < > && || == != === !== <= >= return typeof")
_BEFORE_A_STATEMENT = _words("{ } ;")

_NEW_WORDS = _words("let const class extends super import export yield async await of")
_NEW_MARKS = _words("... => ** ?? ?. ` # @")
_NEW_GLOBALS = _words(
    "Map Set WeakMap WeakSet Promise Proxy Reflect Symbol BigInt ArrayBuffer DataView globalThis Buffer "
    "Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array "
    "Float64Array TextEncoder TextDecoder"
)
_NEW_METHODS = _words(
    "assign entries values fromEntries includes startsWith endsWith repeat padStart padEnd find findIndex "
    "fill flat flatMap codePointAt fromCodePoint normalize isInteger isSafeInteger isFinite isNaN trunc "
    "sign log2 log10 cbrt hypot fround clz32 imul sinh cosh tanh expm1 log1p copyWithin matchAll"
)


class Token(NamedTuple):
    kind: str
    text: str
    line: int


_EDGE = Token("mark", ";", 0)


def tokens(source: str) -> list[Token]:
    """Without spaces and comments; a regular expression is one token of kind "pattern"."""
    found: list[Token] = []
    index, line = 0, 1
    while index < len(source):
        value_next = not found or found[-1].text in _BEFORE_A_VALUE | _BEFORE_A_STATEMENT
        match = (value_next and _PATTERN.match(source, index)) or _TOKEN.match(source, index)
        assert match and match.lastgroup
        if match.lastgroup != "space":
            found.append(Token(match.lastgroup, match[0], line))
        index, line = match.end(), line + match[0].count("\n")
    return found


def offences(source: str) -> list[str]:
    """What is newer than ES5: "line 3: let", in order."""
    padded = [_EDGE, _EDGE, *tokens(source), _EDGE]
    said: list[str] = []
    scopes = ["script"]
    for two_before, before, here, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        if any(_newer(before, here, after)) or _newer_in(scopes[-1], before, here, after):
            said.append(f"line {here.line}: {here.text}")
        if here.kind == "mark" and here.text in ("(", "[", "{"):
            scopes.append(_scope(two_before, before, here))
        elif here.kind == "mark" and here.text in (")", "]", "}"):
            scopes.pop()
    return said


def _newer(before: Token, here: Token, after: Token) -> Iterator[bool]:
    """What is newer wherever it stands."""
    member = before.text == "."
    yield here.kind == "name" and not member and here.text in _NEW_WORDS | _NEW_GLOBALS
    yield member and after.text == "(" and here.text in _NEW_METHODS
    yield here.kind == "mark" and here.text in _NEW_MARKS
    yield before.text == "function" and here.text == "*"
    yield before.text == "var" and here.text in ("{", "[")
    yield before.text == "," and here.text == ")"
    yield before.kind == "number" and here.kind == "name" and here.text not in ("in", "instanceof")
    yield here.kind == "text" and "\\u{" in here.text
    yield here.kind == "pattern" and not set(here.text.rpartition("/")[2]) <= set("gim")


def _newer_in(scope: str, before: Token, here: Token, after: Token) -> bool:
    """What is newer in an object or among parameters: keys without a colon, more than a name."""
    if scope == "object" and before.text in ("{", ",") and here.text != "}":
        return here.kind not in ("name", "text", "number") or after.text != ":"
    return scope == "parameters" and here.text in ("=", "{", "[")


def _scope(two_before: Token, before: Token, here: Token) -> str:
    if here.text == "(":
        return "parameters" if "function" in (before.text, two_before.text) else "group"
    if here.text == "{":
        return "object" if before.text in _BEFORE_A_VALUE else "block"
    return "list"
