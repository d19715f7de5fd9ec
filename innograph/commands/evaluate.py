"""`innograph evaluate`: extraction against gold annotations."""

from dataclasses import asdict, fields
from pathlib import Path
from typing import Annotated

import typer

from innograph.options import AsCsv, AsJson, AsTable, Processes, chosen_format
from innograph.output import write_rows


def evaluate(
    ctx: typer.Context,
    gold: Annotated[Path, typer.Argument(metavar="GOLD_DIR", help="Folder of annotations, NAME.gold.json.")],
    texts: Annotated[Path, typer.Argument(metavar="TEXT_DIR", help="Folder of the texts, NAME.txt or another form.")],
    misses: Annotated[
        bool, typer.Option("--misses", help="Instead of figures, list what was missed and what is wrong.")
    ] = False,
    gold_entities: Annotated[
        bool,
        typer.Option("--gold-entities", help="Give names as annotated and measure relations alone."),
    ] = False,
    processes: Processes = None,
    table: AsTable = False,
    json: AsJson = False,
    csv: AsCsv = False,
) -> None:
    """Extract texts and measure the result against annotations: precision, recall, F1.

    \b
    Examples:
      innograph evaluate examples/gold examples/texts --table
      innograph evaluate examples/gold examples/texts --gold-entities --table
    """
    from innograph.evaluation import Disagreement, Figure, evaluate_texts

    form = chosen_format(table, json, csv)
    evaluation = evaluate_texts(gold, texts, processes, ctx.obj, gold_entities)
    rows, record = (evaluation.disagreements, Disagreement) if misses else (evaluation.figures(), Figure)
    write_rows([column.name for column in fields(record)], [asdict(row) for row in rows], form)
