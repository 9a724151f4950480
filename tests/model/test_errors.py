"""The error tree: one base, stable codes, what a face may rely on."""

import inspect
import pickle
import re

import pytest

from bridge.model import errors
from bridge.model.errors import BY_CODE, SidemanError, error_from_wire

CLASSES = [
    thing for _, thing in inspect.getmembers(errors, inspect.isclass) if issubclass(thing, SidemanError)
]


def drawn_tree() -> dict[str, tuple[str | None, int | None]]:
    """Class name -> (its parent, the exit code beside it) as the module's docstring draws them."""
    found: dict[str, tuple[str | None, int | None]] = {}
    above: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        drawn = re.match(r"^ {4}([│ ]*(?:[├└]── )?)([A-Z]\w+)\b(?:.*\(exit (\d+)\))?", line)
        if drawn is None:
            continue
        depth, name = len(drawn[1]), drawn[2]
        above = [(indent, parent) for indent, parent in above if indent < depth]
        found[name] = (above[-1][1] if above else None, int(drawn[3]) if drawn[3] else None)
        above.append((depth, name))
    return found


def test_the_drawn_tree_is_the_real_one() -> None:
    parents = {name: parent for name, (parent, _) in drawn_tree().items()}
    assert parents == {
        cls.__name__: None if cls is SidemanError else cls.__bases__[0].__name__ for cls in CLASSES
    }


def test_the_drawn_exit_codes_are_the_real_ones() -> None:
    drawn = drawn_tree()
    said = {name: code for name, (_, code) in drawn.items() if code is not None}
    assert said == {cls.__name__: cls.exit_code for cls in CLASSES if cls.__bases__[0] is SidemanError}
    for name, (parent, code) in drawn.items():
        if code is None and parent is not None:
            assert getattr(errors, name).exit_code == getattr(errors, parent).exit_code


def test_exit_codes_of_the_branches_differ_and_leave_python_its_own() -> None:
    branches = [cls.exit_code for cls in CLASSES if cls.__bases__[0] is SidemanError]
    assert len(set(branches)) == len(branches)
    assert SidemanError.exit_code == 1 and min(branches) > 1


def test_codes_are_unique_and_written_in_one_way() -> None:
    codes = [cls.default_code for cls in CLASSES]
    assert len(set(codes)) == len(codes) == len(BY_CODE)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", code) for code in codes)
    assert set(BY_CODE.values()) == set(CLASSES)


@pytest.mark.parametrize("cls", CLASSES)
def test_an_error_off_the_wire_is_raised_as_itself(cls: type[SidemanError]) -> None:
    read = error_from_wire(cls.default_code, "The clip is locked.", "Unlock it.")
    assert type(read) is cls
    assert (read.code, read.message, read.hint) == (cls.default_code, "The clip is locked.", "Unlock it.")
    assert str(read) == "The clip is locked. Unlock it."


@pytest.mark.parametrize("cls", CLASSES)
def test_a_code_of_its_own_keeps_the_family_and_so_the_exit_code(cls: type[SidemanError]) -> None:
    sent = cls("It broke.", "Try again.", "a_closer_word")
    read = error_from_wire(sent.code, sent.message, sent.hint, sent.family)
    assert type(read) is cls and read.exit_code == cls.exit_code and read.code == "a_closer_word"


def test_what_a_script_cannot_do_is_a_refusal() -> None:
    read = error_from_wire("unsupported", "Live's scripts cannot create a group.", "Create it by hand.")
    assert (type(read), read.exit_code) == (errors.Refused, 3)


def test_an_unknown_code_is_kept_on_the_base_class() -> None:
    read = error_from_wire("from_the_future", "No.", "")
    assert type(read) is SidemanError
    assert (read.code, str(read)) == ("from_the_future", "No.")


@pytest.mark.parametrize("cls", CLASSES)
def test_an_error_survives_the_way_out_of_a_worker_process(cls: type[SidemanError]) -> None:
    sent = cls("It broke.", "Try again.", "a_code")
    back = pickle.loads(pickle.dumps(sent))
    assert type(back) is cls
    assert (back.code, back.message, back.hint, back.args) == ("a_code", "It broke.", "Try again.", sent.args)
