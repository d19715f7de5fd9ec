"""Named queries: questions that are asked of every innovation network, each in a file of its own.

A file `queries/NAME.cypher` begins with a header of comments and goes on with one statement:

    // title.zh: 某主体的合作伙伴
    // title.en: Partners of an entity
    // about.zh: …
    // about.en: what it answers
    // parameter entity: entity(Institution|Park) — whose partners
    // parameter limit: integer = 20 — the most rows
    MATCH …

Where the dialects of the stores part, `NAME.DIALECT.cypher` holds the statement for one of them. Parameters
are of type `entity` (a name, turned into the id of the one entity that it means), `text`, `integer`,
`number` or `date`.

    query = named_query("partners")
    table = store.query(query.statement(store.dialect), query.bind({"entity": "青禾大学"}, index))
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rapidfuzz import process

from graph.cypher import parameters_of
from graph.search import NameIndex
from schema import ontology
from schema.errors import InstallationError, QueryError

TYPES = ("entity", "text", "integer", "number", "date", "truth")
_TRUTHS = {"true": True, "false": False}
_HEADER = re.compile(r"//\s*(title|about)\.(zh|en):\s*(\S.*)")
_PARAMETER = re.compile(
    r"//\s*parameter\s+(?P<name>[a-z_]+):\s*(?P<type>[a-z]+)(?:\((?P<among>[A-Za-z|]+)\))?"
    r"(?:\s*=\s*(?P<default>\S+))?(?:\s+—\s+(?P<about>.*))?"
)
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a named query.

    Attributes:
        name: as in `$name`.
        type: one of `TYPES`.
        among: for an entity, the entity types that it may be of; empty for any.
        default: value where none is given, or None if one must be.
        about: what it means.
    """

    name: str
    type: str
    among: tuple[str, ...] = ()
    default: str | None = None
    about: str = ""

    @property
    def usage(self) -> str:
        """How it is given, e.g. `park=entity(Park)` or `limit=integer (20)`."""
        among = f"({'|'.join(self.among)})" if self.among else ""
        return f"{self.name}={self.type}{among}{'' if self.default is None else f' ({self.default})'}"


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question with its Cypher.

    Attributes:
        name: what it is called by.
        title, about: by language.
        parameters: in the order of the file.
        statements: by dialect; the empty key is the one for all others.
    """

    name: str
    title: dict[str, str]
    about: dict[str, str]
    parameters: tuple[Parameter, ...]
    statements: dict[str, str]

    def statement(self, dialect: str) -> str:
        """Its Cypher for a store's dialect."""
        return self.statements.get(dialect, self.statements[""])

    def bind(self, values: Mapping[str, str], names: NameIndex) -> dict[str, Any]:
        """The values of all parameters, checked and converted from what a user typed.

        Args:
            values: text by parameter name.
            names: where entities are looked up.

        Raises:
            QueryError: a parameter is unknown, missing, or not of its type.
            NameNotFoundError, AmbiguousNameError: no entity, or several, bear the name.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                near = [match for match, _, _ in process.extract(name, list(known), limit=1, score_cutoff=60)]
                hint = f"did you mean {near[0]}" if near else f"it takes: {', '.join(known) or 'none'}"
                raise QueryError(f"query {self.name}: has no parameter {name}; {hint}.")
        bound = {}
        for parameter in self.parameters:
            value = values.get(parameter.name, parameter.default)
            if value is None:
                raise QueryError(f"query {self.name}: needs {parameter.name}={parameter.type}: {parameter.about}.")
            bound[parameter.name] = _converted(self.name, parameter, value, names)
        return bound


def named_query(name: str) -> NamedQuery:
    """The query of this name.

    Raises:
        QueryError: there is none; the nearest names are told.
    """
    queries = named_queries()
    if name not in queries:
        nearest = ", ".join(match for match, _, _ in process.extract(name, list(queries), limit=3))
        raise QueryError(
            f"query {name}: there is no such query; the nearest are: {nearest}; see: innograph query --list"
        )
    return queries[name]


@cache
def named_queries() -> dict[str, NamedQuery]:
    """All named queries by name.

    Raises:
        InstallationError: a file of theirs is damaged.
    """
    texts = {
        file.name.removesuffix(".cypher"): file.read_text(encoding="utf-8")
        for file in files("graph").joinpath("queries").iterdir()
        if file.name.endswith(".cypher")
    }
    queries = {}
    for name in sorted(texts):
        if "." not in name:
            variants = {key.partition(".")[2]: texts[key] for key in sorted(texts) if key.startswith(f"{name}.")}
            queries[name] = parse(name, texts[name], variants)
    return queries


def parse(name: str, text: str, variants: Mapping[str, str] | None = None) -> NamedQuery:
    """Read a query file.

    Args:
        name: the query's name.
        text: the file.
        variants: statements for single dialects, by dialect.

    Raises:
        InstallationError: the header is incomplete, or does not fit the statement.
    """
    labels: dict[str, dict[str, str]] = {"title": {}, "about": {}}
    parameters = []
    lines = text.splitlines()
    while lines and (not lines[0].strip() or lines[0].startswith("//")):
        line = lines.pop(0)
        if header := _HEADER.fullmatch(line.strip()):
            labels[header[1]][header[2]] = header[3]
        elif match := _PARAMETER.fullmatch(line.strip()):
            among = tuple((match["among"] or "").split("|")) if match["among"] else ()
            parameters.append(Parameter(match["name"], match["type"], among, match["default"], match["about"] or ""))
        elif line.strip():
            raise InstallationError(f"queries/{name}.cypher: cannot read the line {line!r}; mend the file.")
    query = NamedQuery(
        name, labels["title"], labels["about"], tuple(parameters), {"": "\n".join(lines).strip(), **(variants or {})}
    )
    _check(query)
    return query


def _check(query: NamedQuery) -> None:
    where = f"queries/{query.name}.cypher"
    if set(query.title) != {"zh", "en"} or set(query.about) != {"zh", "en"}:
        raise InstallationError(f"{where}: lacks a title or what it answers in zh or en; mend the file.")
    declared = {parameter.name for parameter in query.parameters}
    for dialect, statement in query.statements.items():
        if parameters_of(statement) != declared:
            raise InstallationError(
                f"{where}: its parameters and those of the {dialect} statement differ; mend the file."
            )
    for parameter in query.parameters:
        if parameter.type not in TYPES or not set(parameter.among) <= set(ontology().entity_types):
            raise InstallationError(f"{where}: parameter {parameter.name} is of an unknown type; mend the file.")


def _converted(query: str, parameter: Parameter, value: str, names: NameIndex) -> Any:
    wrong = QueryError(f"query {query}: {parameter.name}={value!r} is no {parameter.type}; {parameter.about}.")
    if parameter.type == "entity":
        return names.find(value, parameter.among).id
    if parameter.type == "date" and not _DATE.fullmatch(value):
        raise wrong
    if parameter.type == "truth":
        if value.lower() not in _TRUTHS:
            raise wrong
        return _TRUTHS[value.lower()]
    if parameter.type in ("integer", "number"):
        try:
            number = int(value) if parameter.type == "integer" else float(value)
        except ValueError:
            raise wrong from None
        if not -(2**63) <= number < 2**63:
            raise wrong
        return number
    return value
