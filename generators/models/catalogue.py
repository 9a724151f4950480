"""The models that ship: their cards, whether their files are whole, and the modules that measure them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from bridge.model.errors import NotFound, Unavailable
from generators.models.card import ModelCard, parse_card, verified_bytes
from generators.models.figures import Figure

DATA = Path(__file__).parent / "data"

REPORTS = {
    "originality": "generators.models.training.originality_report",
    "chords": "generators.models.training.chords_report",
    "keys": "generators.models.training.keys_report",
    "listening": "generators.models.training.listening_report",
    "harmonise": "generators.models.training.harmonise_report",
    "voicing": "generators.models.training.voicing_report",
    "progressions": "generators.models.training.progressions_report",
    "memory": "generators.models.training.memory_report",
}
"""Task -> the module whose `measure(data, said)` gives its figures."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One model. name: of its card. size: bytes of its file, 0 where it is missing. problem: why the file
    can't be used, or ""."""

    name: str
    card: ModelCard
    text: str
    size: int
    problem: str

    @property
    def licence(self) -> str:
        return _head(self.text).get("licence", "")

    @property
    def task(self) -> str:
        """What the card says that the model does: its `task:` line, or its title."""
        titles = (line.removeprefix("# ") for line in self.text.splitlines() if line.startswith("# "))
        return _head(self.text).get("task") or next(titles, "")

    @property
    def body(self) -> str:
        """The card without its head."""
        return self.text.split("---", 2)[2].strip()

    @property
    def figures(self) -> str:
        """The card's chapter of figures; "" where it has none."""
        _, _, rest = self.text.partition("\n## Figures\n")
        return rest.partition("\n## ")[0].strip()


def models(folder: Path = DATA) -> list[Listed]:
    """All models of a folder, by name; each is hashed. Raises Unavailable where a card has no head."""
    return [_listed(path) for path in sorted(folder.glob("*.md"))]


def model_named(name: str, folder: Path = DATA) -> Listed:
    """A model by the name of its card or by its id. Raises NotFound."""
    known = models(folder)
    for one in known:
        if name.lower() in (one.name.lower(), one.card.model_id.lower()):
            return one
    raise NotFound(
        f"There is no model {name!r}.", f"Models: {', '.join(one.name for one in known) or 'none'}."
    )


def _listed(path: Path) -> Listed:
    text = path.read_text(encoding="utf-8")
    card = parse_card(text)
    try:
        size, problem = len(verified_bytes(card, path.parent)), ""
    except Unavailable as reason:
        file = path.parent / card.file
        size, problem = file.stat().st_size if file.exists() else 0, reason.message
    return Listed(path.stem, card, text, size, problem)


def _head(text: str) -> dict[str, str]:
    pairs = (line.partition(": ") for line in text.split("---", 2)[1].strip().splitlines())
    return {name: value for name, _, value in pairs}


Measure = Callable[[Path, Callable[[str], None]], Iterator[Figure]]


def reports(tasks: Sequence[str] = ()) -> list[tuple[str, Measure]]:
    """(task, its measure) of the asked tasks, or of all that are there.

    Raises NotFound for a task that is not known, and Unavailable where one that was asked for can't run here.
    """
    unknown = [task for task in tasks if task not in REPORTS]
    if unknown:
        raise NotFound(f"There is no report {unknown[0]!r}.", f"Reports: {', '.join(REPORTS)}.")
    found = []
    for task in tasks or REPORTS:
        if find_spec(REPORTS[task]) is None:
            if tasks:
                raise Unavailable(f"The report {task!r} is not part of this installation.", _TRAIN_HINT)
            continue
        found.append((task, _measure(task)))
    return found


_TRAIN_HINT = 'Work in a checkout, with the training extra: pip install -e ".[train]".'


def _measure(task: str) -> Measure:
    try:
        found: Measure = import_module(REPORTS[task]).measure
    except ModuleNotFoundError as missing:
        raise Unavailable(
            f"The report {task!r} needs {missing.name}, which is not installed.", _TRAIN_HINT
        ) from None
    return found
