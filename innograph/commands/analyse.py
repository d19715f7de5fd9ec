"""`innograph analyse`: measures of the innovation network, each row with the sentences that it rests on."""

from enum import StrEnum
from typing import Annotated

import typer

from innograph.options import DEFAULT_STORE, AsCsv, AsJson, AsTable, Lang, Language, Store, chosen_format
from innograph.output import Format, write_rows


class Level(StrEnum):
    """How finely regions are told apart."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


class Period(StrEnum):
    """How finely time is."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


def _completed(incomplete: str) -> list[str]:
    from graph.analysis import ANALYSES

    return [name for name in ANALYSES if name.startswith(incomplete)]


def analyse(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The measure.", autocompletion=_completed)
    ] = None,
    store: Store = DEFAULT_STORE,
    relation: Annotated[
        list[str] | None, typer.Option("--relation", "-r", help="Count this relation type as a tie; may be repeated.")
    ] = None,
    derived: Annotated[bool, typer.Option("--derived", help="Count relations too that no document states.")] = False,
    level: Annotated[Level, typer.Option("--level", help="How finely regions are told apart.")] = Level.CITY,
    period: Annotated[Period, typer.Option("--period", help="How finely time is.")] = Period.YEAR,
    word: Annotated[str, typer.Option("--word", help="For policy_diffusion: a word in the policies' names.")] = "",
    seed: Annotated[int, typer.Option("--seed", help="For communities: start of the random numbers.")] = 1,
    evidence: Annotated[int, typer.Option("--evidence", min=0, help="The most edges to show for a row.")] = 3,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="The most rows.")] = 50,
    names: Annotated[bool, typer.Option("--list", help="List the measures.")] = False,
    lang: Lang = Language.ZH,
    table: AsTable = False,
    json: AsJson = False,
    csv: AsCsv = False,
) -> None:
    """Measure the network: who brokers, which groups there are, how regions cooperate, how policies spread.

    \b
    Examples:
      innograph analyse --list
      innograph analyse brokers --level province --table
      innograph analyse policy_diffusion --word 人才 --csv
    """
    from graph.analysis import ANALYSES, Options
    from graph.analysis import analyse as measure
    from graph.reading import read_graph
    from graph.store import open_store
    from schema import ontology
    from schema.errors import QueryError

    form = chosen_format(table, json, csv)
    if names:
        listed = [
            {"name": item.name, "title": item.title[lang.value], "measures": (item.run.__doc__ or "").splitlines()[0]}
            for item in ANALYSES.values()
        ]
        write_rows(["name", "title", "measures"], listed, form)
        return
    if name is None:
        raise typer.BadParameter("name a measure (innograph analyse --list).")
    for item in relation or ():
        if item not in ontology().relation_types:
            raise QueryError(f"relation {item}: there is none; there are: {', '.join(ontology().relation_types)}.")
    options = Options(tuple(relation or ()), derived, level.value, period.value, word, seed)
    with open_store(store) as graph:
        result = measure(name, read_graph(graph, mentions=False), options)
    records = result.records(evidence)
    write_rows([*result.columns, "edges", "sentences"], records[:limit], form)
    if form is Format.TABLE and result.summary:
        typer.echo(" · ".join(f"{key} {value:g}" for key, value in result.summary.items()), err=True)
    if len(records) > limit:
        typer.echo(f"Only the first {limit} of {len(records)} rows are shown; --limit says how many.", err=True)
