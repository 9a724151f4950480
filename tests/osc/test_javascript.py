"""Bitwig's engines know ECMAScript 5, so that is all that its scripts may use."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path
from random import Random

import pytest

from bridge.osc.export.files import ROOT
from tests.interpreters import need
from tests.osc.batch import ask
from tests.osc.es5 import offences

SCRIPTS = sorted((ROOT / "daw_scripts" / "bitwig").rglob("*.js"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_scripts_for_bitwig_are_es5(script: Path) -> None:
    assert offences(script.read_text("utf-8")) == []


@pytest.mark.script
def test_scripts_for_bitwig_are_well_formed() -> None:
    for script in SCRIPTS:
        checked = subprocess.run([need("node"), "--check", script], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    "source",
    [
        "let a = 1;",
        "const a = 1;",
        "class A {}",
        "f(() => 1);",
        "var a = `text`;",
        "for (var a of list) {}",
        "f(...list);",
        "var a = [...list];",
        "function f(a = 1) {}",
        "function f({a}) {}",
        "function f(a, [b]) {}",
        "function* f() {}",
        "var {a} = b;",
        "var [a] = b;",
        "var a = {b};",
        "var a = {b, c: 1};",
        "var a = {b() {}};",
        "return {[b]: 1};",
        "f(a, b,);",
        "var a = b ** 2;",
        "var a = b ?? c;",
        "var a = b?.c;",
        "var a = 0b11;",
        "var a = '\\u{1F600}';",
        "var a = /x/u;",
        "var a = new Map();",
        "var a = new Uint8Array(4);",
        "var a = 'b'.startsWith('c');",
        "var a = Number.isInteger(b);",
        "async function f() {}",
    ],
)
def test_what_es5_does_not_have_is_found(source: str) -> None:
    assert offences(source)


@pytest.mark.parametrize(
    "source",
    [
        "var a = {b: 1, 'let': 2, 3: [4, 5],};",
        "// let it be => a `class`\nvar a = 'const ...'; /* of */",
        "if (a) { b(); } else { c(); }",
        "function f(a, b) { return a / b / 2; }",
        "var a = /[/`]=>\\//gi.test(b) ? -1 : .5;",
        "for (var i = 0; i < 3; i++) { a.of = i; }",
        "var f = function (a) { return {b: a}; };",
        "var a = b === undefined ? c : d;",
    ],
)
def test_what_es5_has_passes(source: str) -> None:
    assert offences(source) == []


@pytest.mark.script
def test_javascript_rounds_to_float32_as_struct_does() -> None:
    random = Random(13)
    edges = [0.0, -0.0, 1.0, 1e-45, 7.0064923216240846e-46, 7.006492321624086e-46, 1.1754943508222875e-38]
    edges += [1.1754942807573643e-38, 3.4028234663852886e38, 16_777_217.0, 16_777_219.0, 1e-310, -5e-324]
    numbers = edges + [random.uniform(-200, 200) for _ in range(500)]
    numbers += [random.uniform(1, 2) * 2.0 ** random.randint(-155, 126) for _ in range(500)]
    answers = ask("node", [f"float32 {number!r}" for number in numbers])
    assert answers == [f"ok {struct.pack('>f', number).hex()}" for number in numbers]
    assert ask("node", ["float32 3.5e38", "float32 -1e300"]) == ["ok 7f800000", "ok ff800000"]
