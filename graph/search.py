"""From what a user types to the entity that is meant.

    index = NameIndex.of_store(store)
    entity = index.find("青禾大学")                      # by id, name or alias
    entity = index.find("林知远", types=("Person",))

Exact spelling goes before folded spelling (width, case, white space), a name before an alias.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Self

from rapidfuzz import fuzz, process

from graph.spelling import normalised
from graph.store import GraphStore
from schema import ontology
from schema.errors import AmbiguousNameError, NameNotFoundError

SUGGESTIONS = 5
LEAST_SIMILARITY = 45.0
LISTED_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class Found:
    """An entity that a name leads to."""

    id: str
    type: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    other_ids: tuple[str, ...] = ()


class NameIndex:
    """All names of a graph in memory."""

    def __init__(self, entities: Iterable[Found]) -> None:
        """Index `entities`; ids are unique."""
        self._by_id: dict[str, Found] = {}
        # From the most to the least certain reading of what was typed.
        self._names: dict[str, list[Found]] = defaultdict(list)
        self._aliases: dict[str, list[Found]] = defaultdict(list)
        self._folded: dict[str, list[Found]] = defaultdict(list)
        for entity in sorted(entities, key=lambda entity: entity.id):
            self._by_id[entity.id] = entity
            for old in entity.other_ids:
                self._by_id.setdefault(old, entity)
            self._names[entity.name].append(entity)
            for alias in entity.aliases:
                self._aliases[alias].append(entity)
            for folded in sorted({_folded(name) for name in (entity.name, *entity.aliases)}):
                self._folded[folded].append(entity)

    @classmethod
    def of_store(cls, store: GraphStore) -> Self:
        """The index of all entities of a store."""
        found: list[Found] = []
        for entity_type in ontology().entity_types:
            table = store.query(
                f"MATCH (n:{entity_type}) RETURN n.id AS id, n.name AS name, n.kind AS kind, "
                "n.aliases AS aliases, n.other_ids AS other_ids"
            )
            found.extend(
                Found(row["id"], entity_type, row["name"], row["kind"], tuple(row["aliases"]), tuple(row["other_ids"]))
                for row in table.records()
            )
        return cls(found)

    def find(self, name: str, types: Collection[str] = ()) -> Found:
        """The one entity that `name` means.

        Args:
            name: an id (also one that it had before names met), a name or an alias.
            types: the entity types that are meant, or empty for any.

        Raises:
            NameNotFoundError: there is none; the nearest names are told.
            AmbiguousNameError: there are several; they are told with their kinds and ids.
        """
        candidates = self.candidates(name, types)
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            listed = "; ".join(
                f"{item.name} ({'/'.join(filter(None, (item.type, item.kind)))}, {item.id})"
                for item in candidates[:LISTED_CANDIDATES]
            )
            rest = f"; and {len(candidates) - LISTED_CANDIDATES} more" if len(candidates) > LISTED_CANDIDATES else ""
            raise AmbiguousNameError(f"{name}: fits {len(candidates)} entities: {listed}{rest}; name one by its id.")
        if not self._by_id:
            raise NameNotFoundError(f"{name}: the graph is empty; fill it with: innograph build TEXTS")
        nearest = self.nearest(name, types)
        hint = f"the nearest are: {'、'.join(nearest)}" if nearest else "no name is near it"
        of_types = f" of type {', '.join(types)}" if types else ""
        raise NameNotFoundError(f"{name}: no entity{of_types} bears this name; {hint}.")

    def candidates(self, name: str, types: Collection[str] = ()) -> list[Found]:
        """The entities that `name` may mean, by the surest reading that yields any, sorted by id."""
        by_id = [self._by_id[name]] if name in self._by_id else []
        for reading in (by_id, self._names.get(name), self._aliases.get(name), self._folded.get(_folded(name))):
            wanted = [entity for entity in reading or () if not types or entity.type in types]
            if wanted:
                return wanted
        return []

    def nearest(self, name: str, types: Collection[str] = ()) -> list[str]:
        """The names most like `name` (normalised indel similarity), the best first."""
        known = sorted(
            alias
            for names in (self._names, self._aliases)
            for alias, entities in names.items()
            if not types or any(entity.type in types for entity in entities)
        )
        matches = process.extract(
            name, known, scorer=fuzz.ratio, processor=_folded, limit=SUGGESTIONS, score_cutoff=LEAST_SIMILARITY
        )
        return list(dict.fromkeys(match for match, _, _ in matches))


def _folded(name: str) -> str:
    return normalised(name).casefold()
