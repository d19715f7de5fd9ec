"""The ontology: which types, kinds and relations there are, read from `ontology.yaml` and checked."""

from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from schema.errors import InstallationError

ONTOLOGY_FILE = Path(__file__).with_name("ontology.yaml")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class EntityType:
    """A type of entity: its labels by language, and its kinds with theirs."""

    name: str
    labels: dict[str, str]
    description: str
    kinds: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class RelationType:
    """A type of relation: its labels by language and the entity types that its ends may have.

    Attributes:
        heads, tails: the types of the ends where a document states it.
        derived: further pairs of types between which it is only ever derived.
    """

    name: str
    labels: dict[str, str]
    heads: frozenset[str]
    tails: frozenset[str]
    symmetric: bool
    derived: tuple[tuple[str, str], ...] = ()

    def allows(self, head: str, tail: str) -> bool:
        """Whether a document may state it between entities of types `head` and `tail`."""
        return head in self.heads and tail in self.tails

    def pairs(self) -> list[tuple[str, str]]:
        """The types of head and tail between which there may be edges, stated or derived, in a fixed order."""
        return [*product(sorted(self.heads), sorted(self.tails)), *self.derived]


@dataclass(frozen=True, slots=True)
class Ontology:
    """All types, in the order of the file."""

    version: int
    entity_types: dict[str, EntityType]
    relation_types: dict[str, RelationType]


@cache
def ontology() -> Ontology:
    """The ontology that comes with the program, read once."""
    return load_ontology(ONTOLOGY_FILE)


def load_ontology(path: Path) -> Ontology:
    """Read and check an ontology.

    Args:
        path: a YAML file of the form of `ontology.yaml`.

    Raises:
        InstallationError: the file is missing, not YAML, or says something that does not hold
            together (an unknown entity type at the end of a relation, a missing label).
    """
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InstallationError(
            f"{path}: cannot read the ontology ({error.strerror}); install innograph again."
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InstallationError(f"{path}: is not valid YAML ({_first_line(error)}); mend the file.") from error
    try:
        entity_types = {name: _entity_type(name, body) for name, body in raw["entity_types"].items()}
        relation_types = {
            name: _relation_type(name, body, set(entity_types)) for name, body in raw["relation_types"].items()
        }
        return Ontology(int(raw["version"]), entity_types, relation_types)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InstallationError(f"{path}: {_complaint(error)}; mend the file.") from error


def _entity_type(name: str, body: dict[str, Any]) -> EntityType:
    kinds = {kind: _labels(labels, f"kind {kind} of {name}") for kind, labels in body["kinds"].items()}
    return EntityType(name, _labels(body["label"], name), str(body["description"]), kinds)


def _relation_type(name: str, body: dict[str, Any], known: set[str]) -> RelationType:
    derived = tuple((str(head), str(tail)) for head, tail in body.get("derived", ()))
    ends = {"heads": body["heads"], "tails": body["tails"], "derived": [end for pair in derived for end in pair]}
    for end, types in ends.items():
        unknown = [entity_type for entity_type in types if entity_type not in known]
        if unknown or (not types and end != "derived"):
            raise ValueError(f"relation type {name} has the unknown entity type {unknown or '(none)'} in {end}")
    heads, tails = frozenset(body["heads"]), frozenset(body["tails"])
    return RelationType(name, _labels(body["label"], name), heads, tails, bool(body.get("symmetric", False)), derived)


def _labels(labels: dict[str, str], owner: str) -> dict[str, str]:
    missing = [language for language in LANGUAGES if not labels.get(language)]
    if missing:
        raise ValueError(f"{owner} has no label in {', '.join(missing)}")
    return {language: str(labels[language]) for language in LANGUAGES}


def _complaint(error: Exception) -> str:
    return f"the key {error} is missing" if isinstance(error, KeyError) else _first_line(error)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
