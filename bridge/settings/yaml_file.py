"""Reading a settings file: YAML into flat entries, each with the line it stands on.

Only plain mappings, lists and values are taken. Aliases are refused, so that a small file cannot
unfold into a huge one, and size, depth and number of values are bounded. Nothing is ever written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from bridge.model.errors import BadConfig

MAX_BYTES = 65_536
MAX_DEPTH = 8
MAX_NODES = 2_000

_TAG = "tag:yaml.org,2002:"
_TYPED = {_TAG + name for name in ("bool", "int", "float", "null")}
_TEXT = {_TAG + name for name in ("str", "timestamp", "value", "merge")}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a file says at one key. path: the keys that lead to it; value: a plain value, a list
    of plain values, or None where nothing is given; line: counted from 1."""

    path: tuple[str, ...]
    value: Any
    line: int


def read_entries(path: Path) -> list[Entry]:
    """Every key that a settings file sets, in its order; an empty file sets none.

    Raises BadConfig, naming file and line, for a file that cannot be read, is no UTF-8, is no
    YAML, is no mapping, uses an alias or a tag, sets a key twice, or is beyond the bounds.
    """
    text = _text(path)
    try:
        loader = _PlainLoader(text)
        root = loader.get_single_node()
        return [] if root is None or loader.is_empty(root) else list(_entries(loader, root, ()))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        _refuse(path, mark.line + 1 if mark else 1, *_explained(text, error))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        _refuse(path, line, "a character that no text file should hold", "Retype the line.")
    except (ValueError, OverflowError):  # PyYAML lets these through for escapes such as "\UFFFFFFFF"
        _refuse(path, 1, "an escape for a character that does not exist", "Type the character itself.")


def _refuse(path: Path, line: int, problem: str, hint: str) -> NoReturn:
    raise BadConfig(f"{path}, line {line}: {problem}.", hint) from None


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadConfig(
            f"{path} cannot be read: {error.strerror}.", "Check that it is a file and that you may read it."
        ) from None
    if len(data) > MAX_BYTES:
        _refuse(path, 1, f"larger than {MAX_BYTES // 1024} KiB, so no settings file", "Keep settings only.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        _refuse(path, line, "not saved as UTF-8 text", "Save it again with the encoding UTF-8.")


def _explained(text: str, error: yaml.MarkedYAMLError) -> tuple[str, str]:
    """The problem and a hint; tabs get their own, because YAML's words for them help nobody."""
    lines = text.splitlines()
    number = error.problem_mark.line if error.problem_mark else 0
    if number < len(lines) and "\t" in lines[number]:
        return "a tab", "YAML is indented with spaces: replace the tab by two spaces for each step."
    if isinstance(error, _TooMuch):
        return str(error.problem), "Write the values out plainly, two spaces deeper for each group."
    return f"not YAML: {error.problem}", "Look for a missing colon, quote or bracket, here or one line above."


class _TooMuch(yaml.MarkedYAMLError):
    """Correct YAML that a settings file has no need of."""

    def __init__(self, problem: str, mark: Any) -> None:
        super().__init__(problem=problem, problem_mark=mark)


class _PlainLoader(yaml.SafeLoader):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = self._nodes = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            raise _TooMuch(f"the alias *{event.anchor}; settings files have none", event.start_mark)
        self._depth += 1
        self._nodes += 1
        if self._depth > MAX_DEPTH:
            raise _TooMuch(f"nested more than {MAX_DEPTH} deep", event.start_mark)
        if self._nodes > MAX_NODES:
            raise _TooMuch(f"more than {MAX_NODES} values", event.start_mark)
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def is_empty(self, node: yaml.Node) -> bool:
        return isinstance(node, yaml.ScalarNode) and self.plain(node) is None

    def plain(self, node: yaml.Node) -> object:
        """The value of a scalar or of a list of scalars; what YAML takes for a date stays text."""
        if isinstance(node, yaml.SequenceNode) and node.tag == _TAG + "seq":
            return [self.plain(item) for item in node.value]
        if not isinstance(node, yaml.ScalarNode) or node.tag not in _TYPED | _TEXT:
            raise _TooMuch(f"a value of the kind {node.tag.removeprefix(_TAG)!r}", node.start_mark)
        if node.tag in _TEXT:
            return node.value
        try:
            value: object = self.construct_object(node)
        except ValueError:
            return node.value
        return value


def _entries(loader: _PlainLoader, node: yaml.Node, path: tuple[str, ...]) -> Iterator[Entry]:
    """The entries of a mapping and of those within it."""
    if not isinstance(node, yaml.MappingNode) or node.tag != _TAG + "map":
        raise _TooMuch("no mapping of keys to values", node.start_mark)
    seen: dict[str, int] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _TooMuch("a key that is no plain word", key.start_mark)
        line = key.start_mark.line + 1
        here = (*path, key.value)
        if key.value in seen:
            name = ".".join(here)
            raise _TooMuch(f"{name} is set twice, first on line {seen[key.value]}", key.start_mark)
        seen[key.value] = line
        if isinstance(value, yaml.MappingNode) and value.value:
            yield from _entries(loader, value, here)
        else:
            yield Entry(here, None if isinstance(value, yaml.MappingNode) else loader.plain(value), line)
