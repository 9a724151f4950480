"""sideman models: what the models that ship are, what they learned from, and how good they are."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bridge.cli.show import AsJson, emit, errors, print_json, table
from bridge.model.errors import BadInput

app = typer.Typer(help="The models that ship, their training data and their figures.", no_args_is_help=True)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the models: what each is for, its size, its licence, and whether its file is as it was shipped.

    Example: sideman models list
    """
    from generators.models.catalogue import models

    with errors(as_json):
        found = [
            {
                "name": one.name,
                "model_id": one.card.model_id,
                "task": one.task,
                "file": one.card.file,
                "bytes": one.size,
                "licence": one.licence,
                "sha256": one.card.sha256,
                "sha256_ok": not one.problem,
                "problem": one.problem,
            }
            for one in models()
        ]
        if as_json:
            for one in found:
                print_json(one)
        else:
            _render_list(Console(), found)


@app.command()
def show(
    model: Annotated[str, typer.Argument(help="Name or id of a model, as `sideman models list` has it.")],
    as_json: AsJson = False,
) -> None:
    """Show the card of a model: its data with licences and attributions, its figures and its limits.

    Example: sideman models show chords
    """
    from generators.models.catalogue import model_named
    from generators.models.training_data import named_in

    with errors(as_json):
        found = model_named(model)
        data = [{"line": line, **asdict(named_in(line))} for line in found.card.training]
        answer = {
            "name": found.name,
            "model_id": found.card.model_id,
            "task": found.task,
            "sha256": found.card.sha256,
            "problem": found.problem,
            "licence": found.licence,
            "training": data,
            "card": found.body,
        }
        emit(answer, as_json, _render_card)


@app.command()
def report(
    tasks: Annotated[list[str] | None, typer.Argument(help="chords, keys, ...; all if left out.")] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="Measure now, on this folder of data sets.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print measured figures beside the baselines and the targets.

    Without --data the figures on the models' cards are shown. Measuring takes minutes.
    Examples: sideman models report · sideman models report --data DIR chords · sideman models report --json
    """
    with errors(as_json):
        if data is None:
            _from_cards(tasks or [], as_json)
        elif not data.is_dir():
            raise BadInput(f"{data} is no folder.", "Name the folder that holds billboard/, lieder/ ...")
        else:
            _measured(data, tasks or [], as_json)


def _from_cards(names: list[str], as_json: bool) -> None:
    from rich.markdown import Markdown

    from generators.models.catalogue import model_named, models

    found = [model_named(name) for name in names] or models()
    if as_json:
        for one in found:
            print_json({"name": one.name, "model_id": one.card.model_id, "figures": one.figures})
        return
    console = Console()
    for one in found:
        console.print(f"[bold]{one.name}[/] ({one.card.model_id})", highlight=False)
        console.print(Markdown(one.figures or "No figures on its card."), "")


def _measured(data: Path, tasks: list[str], as_json: bool) -> None:
    from generators.models.catalogue import reports

    progress = Console(stderr=True)
    rows: list[dict[str, Any]] = []
    for task, measure in reports(tasks):
        progress.print(f"measuring {task} ...", highlight=False)
        for figure in measure(data, lambda said: progress.print(said, markup=False, highlight=False)):
            rows.append(asdict(figure))
            if as_json:
                print_json(rows[-1])
    if not as_json:
        _render_figures(Console(), rows)


def _render_list(console: Console, found: list[dict[str, Any]]) -> None:
    rows = (
        (
            one["name"],
            one["task"],
            f"{one['bytes'] / 1000:.0f} kB",
            one["licence"],
            one["problem"] or f"whole ({one['sha256'][:12]})",
        )
        for one in found
    )
    table(console, ("model", "task", "size", "licence", "file"), rows)


def _render_card(console: Console, found: dict[str, Any]) -> None:
    from rich.markdown import Markdown

    console.print(f"{found['model_id']}, licence {found['licence']}", markup=False, highlight=False)
    console.print(found["problem"] or f"sha256 {found['sha256']}, verified", markup=False, highlight=False)
    console.print("\nTrained on", style="bold")
    for one in found["training"]:
        duty = "must be named" if one["required"] else "courtesy"
        console.print(f"- {one['line']} [{duty}]", markup=False, highlight=False)
    console.print("", Markdown(found["card"]))


def _render_figures(console: Console, rows: list[dict[str, Any]]) -> None:
    columns = ("task", "corpus", "system", "measure", "value", "items", "target")
    cells = (
        (*(row[name] for name in columns[:4]), f"{row['value']:.3f}", row["items"], row["target"])
        for row in rows
    )
    table(console, columns, cells)
