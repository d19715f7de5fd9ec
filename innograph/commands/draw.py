"""`innograph draw`: the graph, or the surroundings of one entity, as a page that opens offline."""

from pathlib import Path
from typing import Annotated

import typer

from innograph.options import DEFAULT_STORE, Lang, Language, Store


def draw(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Draw the surroundings of this entity only.")
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="The HTML file to write.")] = Path("graph.html"),
    depth: Annotated[int, typer.Option("--depth", min=1, help="How many steps around NAME to go.")] = 1,
    stated: Annotated[bool, typer.Option("--stated", help="Leave out relations that no document states.")] = False,
    store: Store = DEFAULT_STORE,
    lang: Lang = Language.ZH,
) -> None:
    """Draw the graph as one HTML file that needs no network; each edge shows its sentence.

    \b
    Examples:
      innograph draw -o graph.html
      innograph draw 赣州高新区 --depth 2 -o zone.html
    """
    from graph.drawing import write_drawing
    from graph.search import NameIndex
    from graph.store import open_store

    with open_store(store) as graph:
        centre = NameIndex.of_store(graph).find(name).id if name else None
        drawn = write_drawing(graph, output, centre=centre, depth=depth, stated_only=stated, language=lang.value)
    typer.echo(f"Drew {len(drawn.nodes)} entities and {len(drawn.edges)} relations: {output.resolve()}")
