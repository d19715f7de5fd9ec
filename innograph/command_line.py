"""The command `innograph`: its verbs, and how errors leave it.

Every error that a user can cause ends in one line on standard error and an exit code of its own
(`schema.errors`). An error of the program itself ends in one line too, and shows its trace with `--debug`.
"""

import io
import sys
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from innograph.commands.analyse import analyse
from innograph.commands.build import build
from innograph.commands.compare import compare
from innograph.commands.draw import draw
from innograph.commands.evaluate import evaluate
from innograph.commands.explain import explain
from innograph.commands.export import export
from innograph.commands.extract import extract
from innograph.commands.query import query
from innograph.commands.review import review
from innograph.commands.show import show
from schema import InnographError

INTERRUPTED = 130


class _ErrorsInOneLine(TyperGroup):
    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except InnographError as error:
            _complain(str(error))
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt as error:
            _complain("interrupted; the graph is as it was. Run again to go on.")
            raise typer.Exit(INTERRUPTED) from error
        except (typer.Exit, typer.Abort, typer.BadParameter, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.params.get("debug") or not _is_ours(error):
                raise
            reason = str(error).partition("\n")[0]
            _complain(f"unexpected {type(error).__name__}: {reason} (run `innograph --debug …` for the trace).")
            raise typer.Exit(1) from error


app = typer.Typer(
    name="innograph",
    cls=_ErrorsInOneLine,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for verb in (build, extract, explain, query, show, draw, analyse, export, compare, review, evaluate):
    app.command()(verb)


@app.callback()
def innograph(
    ctx: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="Show the trace of an unexpected error.")] = False,
    show_version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """Turn Chinese texts on science, technology and regional industry into a knowledge graph.

    \b
    Example:
      innograph build texts/
      innograph query "MATCH (i:Institution)-[r:LOCATED_IN]->(p:Park) RETURN i.name, p.name, r.sentences"
    """
    if show_version:
        typer.echo(f"innograph {version('innograph')}")
        raise typer.Exit
    ctx.obj = debug


def main() -> None:
    """Entry point of the console command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Chinese text goes through pipes on systems whose own encoding is another, Windows above all.
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()


def _complain(message: str) -> None:
    typer.echo(f"innograph: {' '.join(message.split())}", err=True)


def _is_ours(error: Exception) -> bool:
    """Whether the error comes from our work, not from the parser of the command line (which prints its own)."""
    return not type(error).__module__.startswith(("typer", "click"))
