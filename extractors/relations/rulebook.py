"""The rules: read from `rules/*.yaml`, matched against the views of a sentence, giving votes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from extractors.relations.modality import reading_of
from extractors.relations.pattern import compile_pattern
from extractors.relations.resources import FOLDER, read_yaml
from extractors.relations.scene import Token, View
from schema import ontology
from schema.errors import InstallationError


@dataclass(frozen=True, slots=True)
class Vote:
    """What one rule read in one place.

    Attributes:
        head, tail: the tokens of the ends.
        type: relation type.
        rule: id of the rule.
        confidence: how far the rule is to be trusted, 0 to 1.
        role: title, for WORKS_FOR.
        reading: as `modality.reading_of` tells; only plain and planned votes become statements.
    """

    head: Token
    type: str
    tail: Token
    rule: str
    confidence: float
    role: str = ""
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as its file tells it.

    Attributes:
        id: file and name, `founded.subject-verb`.
        pattern: in the language of `pattern`.
        states: (name of group, relation type, name of group) for what a match says.
        confidence: how far it is to be trusted, 0 to 1.
        example, counter: marked sentences; the first must give what `expects` says, the second nothing by this rule.
        modal: whether negation, wish and the like are looked for (rules of names and lists do without).
        source: the pattern as written.
    """

    id: str
    pattern: re.Pattern[str]
    states: tuple[tuple[str, str, str], ...]
    confidence: float
    example: str
    expects: tuple[str, ...]
    counter: str
    modal: bool
    source: str

    def may_read(self, types: frozenset[str]) -> bool:
        """Whether mentions of these types can be the ends of anything that the rule states."""
        for _, relation, _ in self.states:
            kind = ontology().relation_types[relation]
            if kind.heads & types and kind.tails & types:
                return True
        return False

    def votes(self, view: View) -> Iterator[Vote]:
        """What the rule reads in a view."""
        at = 0
        while match := self.pattern.search(view.text, at):
            yield from self._read(match, view)
            at = self._next_start(match)

    def _next_start(self, match: re.Match[str]) -> int:
        """Search on behind the first group, so that one sentence may hold several facts of a kind."""
        firsts = [match.end(name) for name in match.re.groupindex if name != "role" and match.start(name) >= 0]
        return max(match.start() + 1, min(firsts, default=match.end()))

    def _read(self, match: re.Match[str], view: View) -> Iterator[Vote]:
        reading = reading_of(view.text, *match.span()) if self.modal else ""
        groups = {
            name: view.group(*match.span(name))
            for name in match.re.groupindex
            if name != "role" and match.start(name) >= 0
        }
        role = match["role"] if "role" in match.re.groupindex and match["role"] else ""
        for head_name, relation, tail_name in self.states:
            for head in groups.get(head_name, ()):
                for tail in groups.get(tail_name, ()):
                    if head.entity.id == tail.entity.id or (head_name == tail_name and head.start >= tail.start):
                        continue
                    if ontology().relation_types[relation].allows(head.entity.type, tail.entity.type):
                        kept_role = role if relation == "WORKS_FOR" else ""
                        yield Vote(head, relation, tail, self.id, self.confidence, kept_role, reading)


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in the order of files and of rules in them."""
    return tuple(rule for path in sorted((FOLDER / "rules").glob("*.yaml")) for rule in read_rules(path))


@cache
def rules_for(types: frozenset[str]) -> tuple[Rule, ...]:
    """The rules that may read something where mentions of these types stand."""
    return tuple(rule for rule in rules() if rule.may_read(types))


def read_rules(path: Path) -> list[Rule]:
    """The rules of one file.

    Raises:
        InstallationError: the file is damaged or a rule in it makes no sense.
    """
    raw = read_yaml(path)
    try:
        return [_rule(path.stem, raw["relation"], entry) for entry in raw["rules"]]
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise InstallationError(f"{path}: a rule makes no sense ({error}); mend the file.") from error


def _rule(stem: str, relation: str, entry: dict[str, Any]) -> Rule:
    states = []
    for text in entry.get("states", [f"head {relation} tail"]):
        head, kind, tail = text.split()
        if kind not in ontology().relation_types:
            raise ValueError(f"{entry['id']}: unknown relation {kind}")
        states.append((head, kind, tail))
    return Rule(
        id=f"{stem}.{entry['id']}",
        pattern=compile_pattern(entry["pattern"]),
        states=tuple(states),
        confidence=float(entry.get("confidence", 0.8)),
        example=entry["example"],
        expects=tuple(entry["expects"]),
        counter=entry["counter"],
        modal=bool(entry.get("modal", True)),
        source=entry["pattern"],
    )
