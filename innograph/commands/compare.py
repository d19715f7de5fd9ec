"""`innograph compare`: whether two names mean one thing, and why."""

import csv as comma_separated
import io
from pathlib import Path
from typing import Annotated

import typer

from innograph.options import DEFAULT_STORE, AsCsv, AsJson, AsTable, Lang, Language, Store, chosen_format
from innograph.output import Format, Row, write_rows
from schema import ontology
from schema.errors import InputNotFoundError, InputUnreadableError

_NEEDED = ("a", "b", "type")
_MERGE_COLUMNS = ["id", "type", "one", "documents", "other", "other_documents", "reasons"]


def compare(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME NAME", help="Two names.", show_default=False)
    ] = None,
    type_: Annotated[
        str, typer.Option("--type", "-t", help="Their entity type; guessed from the names if not given.")
    ] = "",
    pairs: Annotated[
        Path | None,
        typer.Option(help="A CSV file with the columns a, b and type; further columns are passed through."),
    ] = None,
    merges: Annotated[
        bool, typer.Option("--merges", help="List every merge across documents in the store, with its reasons.")
    ] = False,
    store: Store = DEFAULT_STORE,
    lang: Lang = Language.ZH,
    table: AsTable = False,
    json: AsJson = False,
    csv: AsCsv = False,
) -> None:
    """Tell whether two names mean one thing: same, different or unsure, with the parts and the reasons.

    \b
    Examples:
      innograph compare 浙江省科技厅 江苏省科技厅
      innograph compare 王伟@清华大学 王伟@北京大学 --type Person
      innograph compare --pairs pairs.csv --csv
      innograph compare --merges --store innovation.kg
    """
    form = chosen_format(table, json, csv)
    if bool(names) + bool(pairs) + merges != 1 or (names and len(names) != 2):
        raise typer.BadParameter("give two names, or --pairs FILE, or --merges.")
    if merges:
        write_rows(_MERGE_COLUMNS, _merges(store, lang), form)
    elif pairs:
        columns, rows = _read_pairs(pairs)
        extra = [] if form is Format.CSV else ["parts_a", "parts_b"]
        write_rows(
            [*columns, "verdict", *extra, "reasons"], [{**row, **_compared(row, lang, form)} for row in rows], form
        )
    elif names:
        row = {"a": names[0], "b": names[1], "type": _entity_type(type_, "--type")}
        compared = _compared(row, lang, form)
        write_rows(["a", "b", "type", "verdict", "parts_a", "parts_b", "reasons"], [{**row, **compared}], form)


def _compared(row: dict[str, str], lang: Language, form: Format) -> Row:
    from graph.comparison import compare as compare_subjects
    from graph.comparison import guess_type
    from graph.verdicts import Subject

    types = [row["type"] or guess_type(row[side]) for side in ("a", "b")]
    verdict = compare_subjects(*(Subject(row[side], kind) for side, kind in zip(("a", "b"), types, strict=True)))
    reasons = [reason.text(lang.value) for reason in verdict.reasons]
    parts: list[object] = list(verdict.parts)
    if form is Format.TABLE:
        parts = ["\n".join(f"{key}: {value}" for key, value in found.items()) for found in verdict.parts]
    return {
        "type": row["type"] or " / ".join(dict.fromkeys(types)),
        "verdict": verdict.answer,
        "parts_a": parts[0],
        "parts_b": parts[1],
        "reasons": "；".join(reasons) if form is Format.CSV else reasons,
    }


def _entity_type(given: str, where: str) -> str:
    """The entity type that a word means: its name in any case, or its label in Chinese."""
    if not given.strip():
        return ""
    for name, entity_type in ontology().entity_types.items():
        if given.strip().casefold() in {name.casefold(), *(label.casefold() for label in entity_type.labels.values())}:
            return name
    raise InputUnreadableError(f"{where}: {given!r} is no entity type; use {', '.join(ontology().entity_types)}.")


def _read_pairs(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """The columns and rows of a file of pairs.

    Raises:
        InputNotFoundError, InputUnreadableError: it is missing, no text, lacks a column, or has a bad row.
    """
    if not path.is_file():
        raise InputNotFoundError(f"{path}: there is no such file; name a CSV file with the columns a, b and type.")
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InputUnreadableError(f"{path}: is neither UTF-8 nor GB18030 text; save it as CSV in UTF-8.")
    reader = comma_separated.DictReader(io.StringIO(text, newline=""))
    columns = [column or "" for column in reader.fieldnames or ()]
    missing = [column for column in _NEEDED if column not in columns]
    if missing:
        raise InputUnreadableError(
            f"{path}: has no column {', '.join(missing)}; its first line must name a, b and type."
        )
    rows = []
    for row in reader:
        where = f"{path}, line {reader.line_num}"
        if None in row or any(value is None for value in row.values()):
            raise InputUnreadableError(f"{where}: has another number of cells than the first line; mend the line.")
        if not row["a"].strip() or not row["b"].strip():
            raise InputUnreadableError(f"{where}: a name is empty; fill in both a and b.")
        rows.append({**row, "type": _entity_type(row["type"], f"{where}, column type")})
    return columns, rows


def _merges(store: str, lang: Language) -> list[Row]:
    from graph.ledger import Ledger
    from graph.resolution import resolution

    with Ledger.open(Path(store)) as ledger:
        found = resolution(ledger)
    return [
        {
            "id": merge.id,
            "type": merge.type,
            "one": merge.one,
            "documents": list(merge.documents),
            "other": merge.other,
            "other_documents": list(merge.other_documents),
            "reasons": [reason.text(lang.value) for reason in merge.reasons],
        }
        for merge in found.merges
    ]
