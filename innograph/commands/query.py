"""`innograph query`: rows from the graph, by Cypher or by the name of a query that comes with the program."""

import json as json_format
import re
from typing import Annotated, Any

import typer

from innograph.options import DEFAULT_STORE, AsCsv, AsJson, AsTable, Lang, Language, Store, chosen_format
from innograph.output import write_rows
from schema.errors import QueryError

_NAME = re.compile(r"[\w-]+")


def query(
    question: Annotated[
        str | None, typer.Argument(metavar="CYPHER|NAME", help="A Cypher query that reads, or the name of one.")
    ] = None,
    parameters: Annotated[
        list[str] | None, typer.Argument(metavar="[PARAMETER=VALUE]...", help="Values for the query's $parameters.")
    ] = None,
    store: Store = DEFAULT_STORE,
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, help="Return at most so many rows.")] = None,
    timeout: Annotated[float, typer.Option("--timeout", min=0.001, help="Seconds that the query may take.")] = 60.0,
    names: Annotated[bool, typer.Option("--list", help="List the queries that have a name.")] = False,
    lang: Lang = Language.ZH,
    table: AsTable = False,
    json: AsJson = False,
    csv: AsCsv = False,
) -> None:
    """Ask the graph; nothing that a query says can change it.

    Nodes are Institution, Park, Person, Policy, Region and Document; every edge has `sentences` and
    `documents`. A value is read as a number, truth value or list where it looks like one; "12" in
    quotation marks stays text.

    \b
    Examples:
      innograph query "MATCH (p:Person)-[r:WORKS_FOR]->(i:Institution) RETURN p.name, r.role, i.name" --table
      innograph query "MATCH (i:Institution) WHERE i.name CONTAINS \\$part RETURN i.name" part=大学
      innograph query partners entity=赣州高新区
      innograph query --list
    """
    from graph.named_queries import named_queries, named_query
    from graph.search import NameIndex
    from graph.store import open_store

    form = chosen_format(table, json, csv)
    if names:
        listed = [
            {
                "name": q.name,
                "title": q.title[lang.value],
                "parameters": [parameter.usage for parameter in q.parameters],
                "answers": q.about[lang.value],
            }
            for q in named_queries().values()
        ]
        write_rows(["name", "title", "parameters", "answers"], listed, form)
        return
    if question is None:
        raise typer.BadParameter("give a Cypher query or the name of one (innograph query --list).")
    values = dict(_parameter(item) for item in parameters or ())
    with open_store(store) as graph:
        if _NAME.fullmatch(question):
            named = named_query(question)
            cypher, bound = named.statement(graph.dialect), named.bind(values, NameIndex.of_store(graph))
        else:
            cypher, bound = question, {name: _value(text) for name, text in values.items()}
        answer = graph.query(cypher, bound, limit, timeout)
    write_rows(answer.columns, answer.records(), form)
    if answer.truncated:
        typer.echo(f"Only the first {limit} rows are shown; --limit says how many.", err=True)


def _parameter(item: str) -> tuple[str, str]:
    name, separator, value = item.partition("=")
    if not separator or not name.isidentifier():
        raise QueryError(f"{item}: is no parameter; write it as name=value.")
    return name, value


def _value(text: str) -> Any:
    """What a parameter of a free query holds: a number, truth value or list of JSON, or else the text itself."""
    try:
        value = json_format.loads(text)
    except ValueError:
        return text
    return text if value is None or isinstance(value, dict) else value
