"""Sentences with mentions marked in them: `[甲公司|company]位于[某县|county]。`

Behind the bar stands a kind or a type of the ontology in lower case; `policy`, `person`, `park` and the like are types.
Mentions with equal names are one entity; `[甲公司|company=E]` and `[淮芯微|company=E]` name one entity E.
"""

import re
from dataclasses import replace

from extractors.passage import Passage
from schema import Entity, Mention, ontology

MARK = re.compile(r"\[(?P<name>[^\[\]|]+)\|(?P<kind>\w+)(?:=(?P<entity>\w+))?\]")


def read_marked(source: str, date: str = "") -> tuple[Passage, list[Mention], dict[str, Entity]]:
    """The passage, its mentions and entities of a marked text."""
    text, mentions, entities = "", [], {}
    at = 0
    for found in MARK.finditer(source):
        text += source[at : found.start()]
        entity_type, kind = type_and_kind(found["kind"])
        key = found["entity"] or found["name"]
        known = entities.get(key)
        if known is None:
            entities[key] = Entity(key, entity_type, kind, found["name"], (found["name"],))
        else:
            entities[key] = replace(known, aliases=tuple(sorted({*known.aliases, found["name"]})))
        mentions.append(Mention(len(text), len(text) + len(found["name"]), entity_type, key))
        text += found["name"]
        at = found.end()
    text += source[at:] + "\n"
    return Passage(text, range(len(text) + 1), "", date), mentions, entities


def type_and_kind(name: str) -> tuple[str, str]:
    """Type and kind that a mark names."""
    types = ontology().entity_types
    for entity_type in types:
        if name == entity_type.lower():
            return entity_type, ""
    for entity_type, body in types.items():
        if name in body.kinds:
            return entity_type, name
    raise ValueError(f"no type or kind of the ontology is called {name}")
