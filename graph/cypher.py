"""What a query would do, told from its words before any database sees it.

A database opened for reading still lets a query write files (`COPY … TO`), read any file (`LOAD FROM`),
load extensions or change settings (`CALL`). So a query is admitted only if each of its clauses reads
the graph. Strings, comments and names in backquotes are set aside first.
"""

import re
from collections.abc import Mapping
from typing import Any

from schema.errors import QueryError, WriteQueryError

_TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?(?:\*/|\Z))
      | (?P<string>'(?:\\.|[^'\\])*(?:'|\Z)|"(?:\\.|[^"\\])*(?:"|\Z))
      | (?P<quoted>`[^`]*(?:`|\Z))
      | (?P<parameter>\$\w+|\$`[^`]*`)
      | (?P<word>[^\W\d]\w*)
      | (?P<number>\d[\w.]*)
      | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
_OPENING = {"MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN", "CALL", "EXPLAIN", "PROFILE"}
_WRITING = {
    "ALTER", "ANALYZE", "ATTACH", "BEGIN", "CHECKPOINT", "COMMENT", "COMMIT", "COPY", "CREATE", "DELETE", "DETACH",
    "DROP", "EXPORT", "FOREACH", "GRANT", "IMPORT", "INSERT", "INSTALL", "LOAD", "MERGE", "REMOVE", "RENAME", "REVOKE",
    "ROLLBACK", "SET", "TRUNCATE", "UNINSTALL", "UPDATE", "USE", "VACUUM",
}  # fmt: skip
_AFTER_RETURN = {"ORDER", "SKIP", "OFFSET", "LIMIT", "UNION"}
_CALLABLE = {"show_tables", "table_info", "show_connection", "db.labels", "db.relationshiptypes", "db.propertykeys",
             "db.index.fulltext.querynodes", "db.schema.visualization"}  # fmt: skip


def require_reading(query: str) -> None:
    """Let `query` pass if it is one statement that only reads the graph.

    Raises:
        WriteQueryError: it would write, read files, or change the database's state.
        QueryError: it is empty, is several statements, or begins with no clause of Cypher.
    """
    tokens = _tokens(query)
    while tokens and tokens[-1][1] == ";":
        tokens.pop()
    if not tokens:
        raise QueryError("query: is empty; write one, e.g. MATCH (i:Institution) RETURN i.name LIMIT 10")
    if any(text == ";" for _, text in tokens):
        raise QueryError("query: holds several statements; give one at a time.")
    words = [text.upper() if kind == "word" else "" for kind, text in tokens]
    for index, word in enumerate(words):
        if word in _WRITING and _is_clause(tokens, index):
            raise WriteQueryError(f"query: {word} is not allowed, queries only read the graph; use MATCH … RETURN.")
        if word == "CALL" and _is_clause(tokens, index):
            _require_reading_call(tokens[index + 1 :])
    if words[0] not in _OPENING:
        raise QueryError(f"query: begins with {tokens[0][1][:40]!r}, which opens no query; use MATCH … RETURN.")


def parameters_of(query: str) -> set[str]:
    """The names of the parameters (`$name`) that `query` uses."""
    return {text[1:].strip("`") for kind, text in _tokens(query) if kind == "parameter"}


def require_parameters(query: str, parameters: Mapping[str, Any]) -> None:
    """Raise `QueryError` if `query` uses parameters that have no value: they would silently be null."""
    missing = sorted(parameters_of(query) - set(parameters))
    if missing:
        raise QueryError(f"query: no value for {', '.join('$' + name for name in missing)}; give it as name=value.")


def returned_columns(query: str) -> list[str]:
    """The columns that `query` returns, named as Neo4j names them: by alias, or by the expression as written.

    Returns:
        The names, or an empty list where they cannot be told from the words (`RETURN *`).
    """
    matches = [match for match in _TOKEN.finditer(query) if match.lastgroup != "skip"]
    depth, inside = 0, False
    items: list[list[re.Match[str]]] = []
    for index, match in enumerate(matches):
        text = match.group()
        depth += (text in "([{") - (text in ")]}")
        word = text.upper() if match.lastgroup == "word" and depth == 0 else ""
        if word == "RETURN":
            items, inside = [[]], True
        elif inside and (word in _AFTER_RETURN or text == ";"):
            inside = False
        elif inside and text == "," and depth == 0:
            items.append([])
        elif inside and not (word == "DISTINCT" and matches[index - 1].group().upper() == "RETURN"):
            items[-1].append(match)
    names = []
    for item in items:
        if not item or item[0].group() == "*":
            return []
        aliased = len(item) > 2 and item[-2].group().upper() == "AS"
        names.append(item[-1].group().strip("`") if aliased else query[item[0].start() : item[-1].end()])
    return names


def _tokens(query: str) -> list[tuple[str, str]]:
    return [(match.lastgroup or "", match.group()) for match in _TOKEN.finditer(query) if match.lastgroup != "skip"]


def _is_clause(tokens: list[tuple[str, str]], index: int) -> bool:
    """Whether a keyword stands as one, not as a property (`n.set`), label (`:Load`) or key (`{set: 1}`)."""
    before = tokens[index - 1][1] if index else ""
    after = tokens[index + 1][1] if index + 1 < len(tokens) else ""
    return before not in (".", ":", "|", "&", "!") and not (after == ":" and before in ("{", ","))


def _require_reading_call(rest: list[tuple[str, str]]) -> None:
    if rest and rest[0][1] in ("{", "("):  # a subquery, whose clauses are looked at like all others
        return
    name = ""
    for kind, text in rest:
        if kind not in ("word", "quoted") and text != ".":
            break
        name += text.strip("`")
    if name.lower() not in _CALLABLE:
        allowed = ", ".join(sorted(_CALLABLE))
        raise WriteQueryError(f"query: CALL {name} is not allowed; of procedures only these are: {allowed}.")
