"""No call of Bitwig can be made wrong without a test turning red."""

from __future__ import annotations

import pytest

from tests.bitwig.mutation import EQUIVALENT, judge, mutants


@pytest.mark.soak
@pytest.mark.script
@pytest.mark.timeout(600)
def test_every_wrong_call_is_noticed() -> None:
    verdicts = judge()
    print(verdicts.table())
    assert verdicts.survivors == []


def test_what_is_excused_is_there() -> None:
    assert EQUIVALENT.keys() <= {mutant.text for mutant in mutants()}
