"""`innograph review`: decide what resolution leaves open, in the terminal or in Excel, and undo it."""

import getpass
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from innograph.options import DEFAULT_STORE, AsCsv, AsJson, AsTable, Lang, Language, Store, chosen_format
from innograph.output import write_rows
from schema import ontology

if TYPE_CHECKING:
    from graph.judgements import Judgements
    from graph.resolution import Resolution

_KEYS = {"s": "same", "d": "different", "u": "unsure", "r": "rename", "t": "retype", "k": "skip", "q": "quit"}
_SENTENCES = 3
_NEIGHBOURS = 6
_LIST_COLUMNS = ["number", "decision", "one", "other", "author", "time", "reason", "undone"]
_WORDS = {
    Language.ZH: {"empty": "没有待判定的名称对。", "for": "支持相同", "against": "不支持", "near": "关联",
                  "ask": "判定"},
    Language.EN: {"empty": "nothing is left to decide.", "for": "for same", "against": "against", "near": "related to",
                  "ask": "decision"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a pair, as a person needs to see it."""

    id: str
    name: str
    kind: str
    sentences: tuple[str, ...]
    neighbours: tuple[str, ...]


def review(
    export: Annotated[
        Path | None, typer.Option("--export", help="Write what is open to an Excel file (.xlsx).")
    ] = None,
    import_: Annotated[
        Path | None, typer.Option("--import", help="Take over the decisions of such a file (.xlsx or .csv).")
    ] = None,
    undo: Annotated[int | None, typer.Option(help="Take the judgement of this number out of force.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="List all judgements.")] = False,
    author: Annotated[str, typer.Option(help="Who decides; by default the user of the system.")] = "",
    store: Store = DEFAULT_STORE,
    lang: Lang = Language.ZH,
    table: AsTable = False,
    json: AsJson = False,
    csv: AsCsv = False,
) -> None:
    """Decide on pairs of names that may be one thing; every later build obeys.

    Keys in the terminal: s same, d different, u unsure, r rename, t retype, k skip, q quit. What is decided can be
    undone by its number.

    \b
    Examples:
      innograph review --store innovation.kg
      innograph review --export open.xlsx
      innograph review --import open.xlsx --author 李明
      innograph review --list
      innograph review --undo 3
    """
    from graph.judgements import Judgements
    from graph.ledger import Ledger
    from graph.resolution import resolution

    if sum((export is not None, import_ is not None, undo is not None, list_)) > 1:
        raise typer.BadParameter("choose one of --export, --import, --undo and --list.")
    author = author or _user()
    if export is not None or list_:
        with Ledger.open(Path(store)) as ledger:
            if list_:
                rows = [_judgement_row(item) for item in Judgements(ledger.folder).all()]
                write_rows(_LIST_COLUMNS, rows, chosen_format(table, json, csv))
            elif export is not None:
                count = _export(export, resolution(ledger), lang)
                typer.echo(f"{export}: {count} pairs", err=True)
        return
    with Ledger.open(Path(store)):
        pass  # A store that is not there must not be made by a review.
    with Ledger.create(Path(store)) as ledger:
        judgements = Judgements(ledger.folder)
        before = judgements.active()
        found = resolution(ledger)
        if undo is not None:
            undone = judgements.undo(undo, author)
            typer.echo(f"undone: {undone.one} {undone.decision} {undone.other}", err=True)
        elif import_ is not None:
            from graph.review_sheet import read_sheet

            added = judgements.add(read_sheet(import_, _known(found), author), _known(found))
            typer.echo(f"{import_}: {len(added)} judgements", err=True)
        else:
            _walk(found, judgements, author, lang)
        if judgements.active() != before:
            _store(resolution(ledger), store)


def _walk(found: "Resolution", judgements: "Judgements", author: str, lang: Language) -> None:
    """Ask about each open pair; each answer is on record at once, so that stopping loses nothing."""
    from graph.judgements import Judgement
    from schema import InnographError

    words = _WORDS[lang]
    if not found.doubts:
        typer.echo(words["empty"])
    for place, (one, other, reasons) in enumerate(_queue(found, lang), 1):
        typer.echo(f"\n[{place}/{len(found.doubts)}]")
        for side in (one, other):
            typer.echo(f"  {side.name}  ({side.kind})  {side.id}")
            for sentence in side.sentences:
                typer.echo(f"    · {sentence}")
            if side.neighbours:
                typer.echo(f"    {words['near']}: {'、'.join(side.neighbours)}")
        for label, text in reasons:
            typer.echo(f"  {label}: {text}")
        key = _ask(words["ask"])
        if key == "quit":
            break
        if key == "skip":
            continue
        target, value = one.id, other.id
        if key in ("rename", "retype"):
            target = other.id if typer.prompt("1/2", default="1") == "2" else one.id
            value = typer.prompt("new name" if key == "rename" else "new type")
        reason = typer.prompt("reason", default="", show_default=False)
        try:
            judgements.add([Judgement(key, target, value, author, "", reason)], _known(found))
        except InnographError as error:
            typer.echo(f"  {error}")


def _ask(label: str) -> str:
    choices = "/".join(f"{key}={word}" for key, word in _KEYS.items())
    while True:
        answer = str(typer.prompt(f"  {label} [{choices}]")).strip().casefold()
        if answer in _KEYS:
            return _KEYS[answer]
        if answer in _KEYS.values():
            return answer


def _queue(found: "Resolution", lang: Language) -> Iterator[tuple[_Side, _Side, list[tuple[str, str]]]]:
    """The open pairs, those that most documents mention first."""
    words = _WORDS[lang]
    neighbours = found.graph.neighbours()

    def side(identity: str) -> _Side:
        node = found.graph.nodes[found.redirects.get(identity, identity)]
        entity_type = ontology().entity_types[node.type]
        label = entity_type.labels[lang.value]
        kind = f"{label} · {entity_type.kinds[node.kind][lang.value]}" if node.kind in entity_type.kinds else label
        edges = neighbours[node.id]
        sentences = list(dict.fromkeys(sentence for edge in edges for sentence in edge.sentences if sentence))
        names = [found.graph.nodes[edge.tail if edge.head == node.id else edge.head].name for edge in edges]
        return _Side(
            identity,
            found.names.get(identity, node.name),
            kind,
            tuple(sentences[:_SENTENCES]),
            tuple(dict.fromkeys(names))[:_NEIGHBOURS],
        )

    def weight(pair: tuple[str, str]) -> int:
        return sum(found.graph.nodes[found.redirects.get(item, item)].documents for item in pair)

    for doubt in sorted(found.doubts, key=lambda doubt: (-weight((doubt.one, doubt.other)), doubt.one, doubt.other)):
        reasons = [
            (words["for"] if reason.speaks_for == "same" else words["against"], reason.text(lang.value))
            for reason in doubt.reasons
        ]
        yield side(doubt.one), side(doubt.other), reasons


def _export(path: Path, found: "Resolution", lang: Language) -> int:
    from graph.review_sheet import write_sheet

    return write_sheet(
        path,
        (
            (one.id, one.name, other.id, other.name, "；".join(text for _, text in reasons),
             "\n".join(one.sentences), "\n".join(other.sentences))
            for one, other, reasons in _queue(found, lang)
        ),
    )  # fmt: skip


def _store(found: "Resolution", store: str) -> None:
    from graph.store import open_store

    with open_store(store, create=True) as target:
        target.replace(found.graph)


def _known(found: "Resolution") -> set[str]:
    return {*found.names, *found.redirects, *found.graph.nodes}


def _judgement_row(item: object) -> dict[str, object]:
    return {column: getattr(item, column) for column in _LIST_COLUMNS}


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
