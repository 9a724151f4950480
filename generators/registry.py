"""Finds the generators: entry points of the group `sideman.generators`, built-in and from elsewhere.

Each ends in one of five states; one that cannot be used never keeps the others from working.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import EntryPoint, PackageNotFoundError, distribution, entry_points

from bridge.model.errors import NotFound, SidemanError, Unavailable
from generators.api import Generator
from generators.wire import Listing

GROUP = "sideman.generators"
DISTRIBUTION = "sideman"

BUILT_INS = {
    "chords": "generators.chords:ChordGenerator",
    "harmonise": "generators.harmonise.generator:HarmoniseGenerator",
}
"""The entry points of this distribution, for a source checkout that was never installed."""


class State(StrEnum):
    """How a generator was found."""

    READY = "ready"
    DISABLED = "disabled"  # the musician switched it off
    MISSING = "missing"  # it, or something it needs, cannot be imported
    INVALID = "invalid"  # it is no generator, or takes a name that is taken
    BROKEN = "broken"  # it fails while it starts or checks itself


@dataclass(frozen=True, slots=True)
class Found:
    """listing: what faces show. generator: only when it is ready."""

    listing: Listing
    generator: Generator | None = None


class Registry:
    """All generators that were found, by name."""

    def __init__(self, found: Iterable[Found]) -> None:
        self._found = {one.listing.name: one for one in found}

    @property
    def listings(self) -> tuple[Listing, ...]:
        """Sorted by name."""
        return tuple(self._found[name].listing for name in sorted(self._found))

    def get(self, name_or_kind: str) -> Generator:
        """The generator of that name, or else the first ready one, by name, that makes that kind.

        Raises NotFound, and Unavailable where the named one is not ready.
        """
        if name_or_kind in self._found:
            one = self._found[name_or_kind]
            if one.generator is None:
                raise Unavailable(
                    f"The generator {name_or_kind!r} is {one.listing.state}: {one.listing.reason}",
                    "Run `sideman generators` to see all of them and what they need.",
                    f"generator_{one.listing.state}",
                )
            return one.generator
        for name in sorted(self._found):
            generator = self._found[name].generator
            if generator is not None and name_or_kind in generator.kinds:
                return generator
        ready = ", ".join(one.name for one in self.listings if one.state == State.READY) or "none"
        raise NotFound(f"There is no generator for {name_or_kind!r}.", f"Ready generators: {ready}.")


def discover(points: Iterable[EntryPoint] | None = None, disabled: Collection[str] = ()) -> Registry:
    """Imports, builds and checks every generator. points: the installed entry points unless given."""
    chosen = sorted(installed() if points is None else points, key=_built_ins_first)
    found: dict[str, Found] = {}
    for point in chosen:
        if point.name in found:
            first = found[point.name].listing
            taken = f"The name is taken by {first.distribution or 'another package'} as well."
            found[point.name] = Found(_with_reason(first, taken), found[point.name].generator)
        elif point.name in disabled:
            found[point.name] = _unusable(point, State.DISABLED, "Switched off in the settings.")
        else:
            found[point.name] = _load(point)
    return Registry(found.values())


def _with_reason(listing: Listing, reason: str) -> Listing:
    return Listing(listing.name, listing.state, listing.kinds, listing.summary, reason, listing.distribution)


def installed() -> list[EntryPoint]:
    """The entry points of all installed distributions, and the built-ins where this one is not installed."""
    points = list(entry_points(group=GROUP))
    try:
        distribution(DISTRIBUTION)
    except PackageNotFoundError:
        points += [EntryPoint(name, value, GROUP) for name, value in BUILT_INS.items()]
    return points


def _owner(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else DISTRIBUTION


def _built_ins_first(point: EntryPoint) -> tuple[bool, str, str]:
    return (_owner(point) != DISTRIBUTION, point.name, _owner(point))


def _unusable(point: EntryPoint, state: State, reason: str) -> Found:
    return Found(Listing(point.name, state.value, reason=reason, distribution=_owner(point)))


def _load(point: EntryPoint) -> Found:
    """Imports, builds and checks one generator; every way in which that can fail becomes its state."""
    try:
        factory: Callable[[], object] = point.load()
    except (ImportError, AttributeError) as reason:
        return _unusable(point, State.MISSING, f"{point.value} cannot be imported: {reason}.")
    except (Exception, SystemExit) as reason:
        return _unusable(point, State.BROKEN, f"Importing it fails: {_said(reason)}.")
    try:
        generator = factory()
    except (Exception, SystemExit) as reason:
        return _unusable(point, State.BROKEN, f"It does not start: {_said(reason)}.")
    wrong = _not_a_generator(point.name, generator)
    if wrong or not isinstance(generator, Generator):
        return _unusable(point, State.INVALID, wrong)
    listing = Listing(point.name, State.READY, tuple(generator.kinds), generator.summary, "", _owner(point))
    try:
        generator.self_check()
    except (Exception, SystemExit) as reason:
        return _unusable(point, State.BROKEN, f"Its own check fails: {_said(reason)}")
    return Found(listing, generator)


def _not_a_generator(name: str, generator: object) -> str:
    """What keeps an object from being the generator of that name; "" for nothing."""
    if not isinstance(generator, Generator):
        return (
            "It lacks what `generators.api.Generator` asks for: name, kinds, summary, self_check, generate."
        )
    kinds: object = generator.kinds
    if not isinstance(kinds, tuple) or not kinds or not all(isinstance(kind, str) for kind in kinds):
        return "Its kinds are not a tuple of names."
    if generator.name != name or not isinstance(generator.summary, str):
        return f"Its entry point is named {name!r}, but it calls itself {generator.name!r}."
    return ""


def _said(reason: BaseException) -> str:
    return str(reason) if isinstance(reason, SidemanError) else f"{type(reason).__name__}: {reason}"
