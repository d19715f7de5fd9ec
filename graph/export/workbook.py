"""The graph as a workbook for Excel: entities, relations, the sentences behind them, documents.

Text is text: a cell that begins with `=` is no formula.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from graph.model import Graph
from schema import ontology
from schema.errors import QueryError

MOST_ROWS = 1_048_576
LONGEST_CELL = 32_767
_JOINT = "；"


def xlsx(graph: Graph) -> dict[str, bytes]:
    """Sheets `实体 entities`, `关系 relations`, `证据 evidence` (a row for each sentence) and `文档 documents`.

    Lists of names are joined by `；`; types and kinds stand with their Chinese labels beside them.

    Raises:
        QueryError: the graph has more rows than a sheet can hold.
    """
    book = Workbook(write_only=True)
    nodes, types, relations = graph.nodes, ontology().entity_types, ontology().relation_types
    _sheet(
        book,
        "实体 entities",
        ("id", "type", "类型", "name", "kind", "类别", "aliases", "documents", "mentions", "first_date", "last_date",
         "code", "longitude", "latitude", "number"),
        (
            (n.id, n.type, types[n.type].labels["zh"], n.name, n.kind,
             types[n.type].kinds.get(n.kind, {}).get("zh", ""), _JOINT.join(n.aliases), n.documents, n.mentions,
             n.first_date, n.last_date, n.code, n.longitude, n.latitude, n.number)
            for n in nodes.values()
        ),
    )  # fmt: skip
    _sheet(
        book,
        "关系 relations",
        ("head", "relation", "关系", "tail", "stated", "confidence", "status", "role", "weight", "first_date",
         "last_date", "head_id", "tail_id"),
        (
            (nodes[e.head].name, e.type, relations[e.type].labels["zh"], nodes[e.tail].name, e.stated, e.confidence,
             e.status, e.role, e.weight, e.first_date, e.last_date, e.head, e.tail)
            for e in graph.edges
        ),
    )  # fmt: skip
    _sheet(
        book,
        "证据 evidence",
        ("head", "relation", "tail", "sentence", "document", "rule", "head_id", "tail_id"),
        (
            (nodes[e.head].name, e.type, nodes[e.tail].name, sentence, document, rule, e.head, e.tail)
            for e in graph.edges
            for sentence, document, rule in zip(e.sentences, e.documents, e.rules, strict=False)
        ),
    )
    documents = ((d.id, d.title, d.date, d.source) for d in graph.documents.values())
    _sheet(book, "文档 documents", ("id", "title", "date", "source"), documents)
    buffer = io.BytesIO()
    book.save(buffer)
    return {"": buffer.getvalue()}


def _sheet(book: Workbook, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet: WriteOnlyWorksheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    heads = [WriteOnlyCell(sheet, column) for column in columns]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for number, row in enumerate(rows, 2):
        if number > MOST_ROWS:
            raise QueryError(f"{title}: a sheet holds {MOST_ROWS:,} rows and there are more; export csv instead.")
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", value)[:LONGEST_CELL])
    cell.data_type = "s"
    return cell
