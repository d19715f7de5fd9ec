"""`innograph explain`: why an edge is there or is not, sentence by sentence."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from innograph.options import Lang, Language
from innograph.output import whole_or_nothing


def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A text file.", show_default=False)],
    sentence: Annotated[
        int | None, typer.Option("--sentence", "-n", min=1, help="Explain this sentence of the file only.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="OUT", help="Write a page that opens offline, instead of text.")
    ] = None,
    lang: Lang = Language.ZH,
) -> None:
    """Show how each sentence was read, and so why an edge is there or is not.

    For each sentence that names something: the names and what stands for them, the clauses with their
    subjects, the frames that rules were matched against, what rules read or vetoed, the probability that
    the judge gives with its reasons, and the edges that came of it.

    \b
    Examples:
      innograph explain news.txt
      innograph explain news.txt --sentence 3
      innograph explain news.txt --html news.html --lang en
    """
    from innograph.explaining import as_page, explain_file, write_text

    explained = explain_file(file, sentence)
    if html is None:
        write_text(explained, sys.stdout, lang.value)
        return
    page = as_page(explained, file.name, lang.value)
    with whole_or_nothing(html) as stream:
        stream.write(page)
    typer.echo(str(html.resolve()))
