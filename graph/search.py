"""From what a user types to the entity that is meant.

    index = NameIndex.of_store(store)
    entity = index.find("青禾大学")                      # by id, name or alias
    entity = index.find("林知远", types=("Person",))
    matches = index.search("qhdx")                      # also parts of names, pinyin, initials, typing errors

Exact spelling goes before folded spelling (width, case, white space), a name before an alias.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from rapidfuzz import fuzz, process

from graph.pinyin import LATIN_QUERY, Sounds
from graph.spelling import normalised
from graph.store import GraphStore
from schema import ontology
from schema.errors import AmbiguousNameError, NameNotFoundError

SUGGESTIONS = 5
LEAST_SIMILARITY = 45.0
LISTED_CANDIDATES = 10
LEAST_SIMILAR_SOUND = 80.0
READINGS = ("exact", "start", "part", "pinyin", "initials", "similar", "similar pinyin")


@dataclass(frozen=True, slots=True)
class Found:
    """An entity that a name leads to."""

    id: str
    type: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    documents: int = 0
    other_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What a search found: the entity, the name of it that fits, and how (one of `READINGS`)."""

    entity: Found
    name: str
    reading: str


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
                f"MATCH (n:{entity_type}) WHERE n.mentions IS NOT NULL "
                "RETURN n.id, n.name, n.kind, n.aliases, n.other_ids, n.documents"
            )
            found.extend(
                Found(key, entity_type, name, kind, tuple(aliases), documents, tuple(other_ids))
                for key, name, kind, aliases, other_ids, documents in table.rows
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

    def search(self, text: str, types: Collection[str] = (), limit: int = 10) -> list[Match]:
        """The entities that `text` may lead to, the surest first.

        Names that are `text` go before those that begin with it, hold it, sound like it (pinyin, whole or initials:
        `qhdx`), or are spelled nearly so (normalised indel similarity); among equals the shorter name, then the
        entity in more documents goes first.

        Args:
            text: part of a name or alias, as written or in Latin letters.
            types: the entity types that are meant, or empty for any.
            limit: the most matches.
        """
        best: dict[str, Match] = {}
        if not text.strip():
            return []
        for reading, scored in self._readings(_folded(text)):
            found = [
                (score, len(name), -entity.documents, name, entity.id)
                for score, name in scored
                for entity in self._folded[name]
                if (not types or entity.type in types) and entity.id not in best
            ]
            for *_, name, key in sorted(found):
                best.setdefault(key, Match(self._by_id[key], self._written(key, name), reading))
                if len(best) == limit:
                    return list(best.values())
        return list(best.values())

    def nearest(self, name: str, types: Collection[str] = ()) -> list[str]:
        """The names most like `name`, as `search` finds them, the best first."""
        return list(dict.fromkeys(match.name for match in self.search(name, types, SUGGESTIONS)))

    def _readings(self, text: str) -> Iterator[tuple[str, Iterable[tuple[float, str]]]]:
        """What each reading of `text` yields: folded names with a score, the least the best."""
        if text in self._folded:
            yield "exact", [(0.0, text)]
        parts = list(self._holding(re.compile(re.escape(text)))) if text else []
        yield "start", [(0.0, name) for start, name in parts if start == 0]
        yield "part", [(float(start), name) for start, name in parts]
        latin = LATIN_QUERY.fullmatch(text) is not None
        if latin:
            for reading, pattern in (
                ("pinyin", self._sounds.syllables(text)),
                ("initials", self._sounds.initials(text)),
            ):
                if pattern is not None:
                    yield reading, [(float(start), name) for start, name in self._holding(pattern)]
        near = process.extract(text, self._texts, scorer=fuzz.ratio, limit=50, score_cutoff=LEAST_SIMILARITY)
        yield "similar", [(-score, name) for name, score, _ in near]
        if latin and len(text) > 3:
            spelled = process.extract(
                text, self._spelled, scorer=fuzz.partial_ratio, limit=50, score_cutoff=LEAST_SIMILAR_SOUND
            )
            yield "similar pinyin", [(-score, self._texts[place]) for _, score, place in spelled]

    def _holding(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
        """The folded names that hold `pattern`, with its first place in each; one pass over all names at once."""
        last = -1
        for match in pattern.finditer(self._joined):
            index = bisect_right(self._starts, match.start()) - 1
            if index != last:
                last = index
                yield match.start() - self._starts[index], self._texts[index]

    def _written(self, key: str, folded: str) -> str:
        entity = self._by_id[key]
        return next((name for name in (entity.name, *entity.aliases) if _folded(name) == folded), entity.name)

    @cached_property
    def _texts(self) -> list[str]:
        return sorted(self._folded)

    @cached_property
    def _joined(self) -> str:
        return "\n".join(self._texts)

    @cached_property
    def _starts(self) -> list[int]:
        starts, place = [], 0
        for text in self._texts:
            starts.append(place)
            place += len(text) + 1
        return starts

    @cached_property
    def _sounds(self) -> Sounds:
        return Sounds(self._texts)

    @cached_property
    def _spelled(self) -> list[str]:
        return [self._sounds.spelled(text) for text in self._texts]


def _folded(name: str) -> str:
    return normalised(name).casefold()
