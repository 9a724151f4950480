"""The house's own measurements run, print their tables, and keep to what must always be true."""

from __future__ import annotations

import pytest

from bridge.bench import BENCHES, Report, run

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]


def shown(report: Report, capsys: pytest.CaptureFixture[str]) -> Report:
    with capsys.disabled():
        print(f"\n{report.title}: {', '.join(report.columns)}")
        for row in report.rows:
            print("   ", *row, sep="  ")
        print("   ", report.remark)
    return report


@pytest.mark.parametrize("name", BENCHES)
def test_every_bench_gives_a_table(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    report = shown(run(name, quick=True), capsys)
    assert report.rows and all(len(row) == len(report.columns) for row in report.rows)


def test_sync_of_a_large_set_is_linear(capsys: pytest.CaptureFixture[str]) -> None:
    small = run("sync", quick=True)
    large = shown(run("sync"), capsys)
    part = "encode, decode and fold alone"
    assert large.value(part, "clips/s") > small.value(part, "clips/s") / 4, (
        "100 times the clips, 100 times the work"
    )


def test_the_command_line_starts_light(capsys: pytest.CaptureFixture[str]) -> None:
    report = shown(run("startup"), capsys)
    bare, ours = (report.value(row, "memory_mb") for row in ("bare python (reference)", "sideman --help"))
    assert ours < bare + 60
