"""The queue of doubts as a sheet for Excel, and judgements read back from one.

A sheet has a line for each pair; the column `decision` is filled in by a person. Nothing is taken over from a
sheet that cannot be read whole: every complaint names its row and column.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from graph.folder import translated_os_errors
from graph.judgements import DECISIONS, Judgement, check
from schema.errors import InputNotFoundError, InputUnreadableError, JudgementError

COLUMNS = ("one", "one_name", "other", "other_name", "reasons", "one_evidence", "other_evidence",
           "decision", "value", "reason", "author")  # fmt: skip
NEEDED = ("one", "other", "decision")
_WIDTHS = (34, 24, 34, 24, 40, 60, 60, 12, 24, 30, 14)
_WORDS = {"相同": "same", "同一": "same", "不同": "different", "不确定": "unsure", "存疑": "unsure", "更名": "rename",
          "改名": "rename", "改类型": "retype", "skip": "", "跳过": ""}  # fmt: skip
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SHOWN_COMPLAINTS = 5


def write_sheet(path: Path, rows: Iterable[Sequence[str]]) -> int:
    """Write a sheet with a line for each row of `COLUMNS`.

    Args:
        path: an .xlsx file; it appears whole or not at all.
        rows: cells in the order of `COLUMNS`; missing ones at the end stay empty.

    Returns:
        The number of lines.

    Raises:
        InnographError: the file cannot be written.
    """
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "review"
    sheet.append(COLUMNS)
    count = 0
    for count, row in enumerate(rows, 1):
        for place, cell in enumerate(row, 1):
            # As a string, whatever it begins with: text from documents is never a formula.
            written = sheet.cell(count + 1, place, _UNPRINTABLE.sub(" ", cell))
            written.data_type = "s"
            written.number_format = "@"
    for place, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.cell(1, place).font = Font(bold=True)
    letter = get_column_letter(COLUMNS.index("decision") + 1)
    choice = DataValidation(type="list", formula1=f'"{",".join(DECISIONS)}"', allow_blank=True)
    choice.add(f"{letter}2:{letter}{max(count + 1, 2)}")
    sheet.add_data_validation(choice)
    sheet.freeze_panes = "A2"
    with translated_os_errors(path):
        new = path.with_name(path.name + ".new")
        book.save(new)
        new.replace(path)
    return count


def read_sheet(path: Path, known: Collection[str], author: str) -> list[Judgement]:
    """The judgements of a filled-in sheet; lines without a decision are passed over.

    Args:
        path: an .xlsx or .csv file with at least the columns one, other and decision.
        known: all ids that there are.
        author: of lines that name none.

    Raises:
        InputNotFoundError, InputUnreadableError: there is no such file, or it is no sheet.
        JudgementError: cells cannot be read; the first few are named by row and column.
    """
    lines = _lines(path)
    if not lines:
        raise InputUnreadableError(f"{path}: is empty; export a sheet with: innograph review --export {path.name}")
    head = [str(cell).strip() if cell is not None else "" for cell in lines[0]]
    missing = [column for column in NEEDED if column not in head]
    if missing:
        raise JudgementError(f"{path}, row 1: lacks the column {', '.join(missing)}; export a fresh sheet to see them.")
    complaints: list[str] = []
    found: list[Judgement] = []
    for number, cells in enumerate(lines[1:], 2):
        line: dict[str, str] = {}
        bad = False
        for column, cell in zip(head, cells, strict=False):
            if column not in COLUMNS or cell is None:
                continue
            problem = _problem(cell)
            if problem and column in ("one", "other", "decision", "value", "reason", "author"):
                complaints.append(f"row {number}, column {column}: {problem}")
                bad = True
            line[column] = str(cell).strip()
        decision = _decision(line.get("decision", ""))
        if bad or not decision:
            continue
        if decision not in DECISIONS:
            allowed = ", ".join(DECISIONS)
            complaints.append(f"row {number}, column decision: {decision!r} is none of {allowed}")
            continue
        item = _judgement(line, decision, author)
        try:
            check(item, known)
        except JudgementError as error:
            column = "value" if decision in ("rename", "retype") and item.one in known else _guilty(item, known)
            complaints.append(f"row {number}, column {column}: {str(error).rstrip('.')}")
            continue
        found.append(item)
    if complaints:
        shown = "; ".join(complaints[:_SHOWN_COMPLAINTS])
        more = f"; and {len(complaints) - _SHOWN_COMPLAINTS} more" if len(complaints) > _SHOWN_COMPLAINTS else ""
        raise JudgementError(f"{path}: {shown}{more}. Nothing was taken over.")
    return found


def _judgement(line: dict[str, str], decision: str, author: str) -> Judgement:
    other = line.get("value", "") if decision in ("rename", "retype") else line.get("other", "")
    return Judgement(decision, line.get("one", ""), other, line.get("author") or author, "", line.get("reason", ""))


def _guilty(item: Judgement, known: Collection[str]) -> str:
    return "one" if item.one not in known else "other"


def _decision(cell: str) -> str:
    word = cell.strip().casefold()
    return _WORDS.get(word, word)


def _problem(cell: object) -> str:
    """What Excel has made of a cell, if it is no text any more."""
    if isinstance(cell, (datetime, date, time)):
        return f"Excel has made a date of it ({cell}); set the cell's format to text and type it again"
    if isinstance(cell, (bool, int, float)):
        return f"Excel has made a number of it ({cell}); set the cell's format to text and type it again"
    return "it holds an error of Excel" if str(cell).startswith(("#N/A", "#REF!", "#NAME?", "#VALUE!")) else ""


def _lines(path: Path) -> list[Sequence[object]]:
    if not path.is_file():
        raise InputNotFoundError(f"{path}: there is no such file; export one with: innograph review --export FILE.xlsx")
    if path.suffix.casefold() == ".csv":
        return _csv_lines(path)
    try:
        with translated_os_errors(path), path.open("rb") as file:
            book = load_workbook(io.BytesIO(file.read()), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            return [tuple(row) for row in sheet.iter_rows(values_only=True)]
    except (InvalidFileException, KeyError, ValueError, IndexError, OSError, EOFError, SyntaxError) as error:
        raise InputUnreadableError(f"{path}: is no Excel sheet ({error}); save it as .xlsx or as CSV.") from error
    except Exception as error:
        if type(error).__module__ != "zipfile":
            raise
        raise InputUnreadableError(f"{path}: is no Excel sheet ({error}); save it as .xlsx or as CSV.") from error


def _csv_lines(path: Path) -> list[Sequence[object]]:
    with translated_os_errors(path):
        content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return [tuple(cell or None for cell in row) for row in csv.reader(io.StringIO(text, newline="")) if row]
    raise InputUnreadableError(f"{path}: is neither UTF-8 nor GB18030 text; save it as .xlsx or as CSV in UTF-8.")
