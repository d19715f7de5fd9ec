"""What follows from names alone: relations that no sentence states, marked so.

`西安市科技局` lies in 西安市, `甲大学乙学院` belongs to 甲大学. Each carries the rule that it follows from.
"""

from collections.abc import Callable, Sequence

from schema import Entity, Mention, Statement

PARENT_KINDS = frozenset({"university", "research_institute", "company", "government", "association", "hospital"})
PLACE_ENDINGS = (
    *("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县", "地区"),
    *"省市县区盟旗镇乡",
)
MIN_PARENT = 4


def derive(entities: Sequence[Entity], stated: Sequence[Statement], mentions: Sequence[Mention]) -> list[Statement]:
    """The relations that follow from the names of a passage's entities.

    Args:
        entities: the entities, in a fixed order.
        stated: what the passage states; that is not derived again.
        mentions: the mentions, to tell where the head stands.

    Returns:
        Statements with `stated` False, each located at the first mention of its head.
    """
    known = {(one.head, one.type, one.tail) for one in stated}
    places = {mention.entity: (mention.start, mention.end) for mention in reversed(mentions)}
    regions = [entity for entity in entities if entity.type == "Region"]
    bodies = [entity for entity in entities if entity.type in ("Institution", "Park")]
    result = []
    for body in bodies:
        place = _longest(body, regions, _place_names)
        parent = _longest(body, [one for one in bodies if _may_hold(one, body)], _parent_names)
        if place is not None:
            result.append(_statement(body, "LOCATED_IN", place, "derived.place-in-name", places))
        if parent is not None:
            result.append(_statement(body, "PART_OF", parent, "derived.parent-in-name", places))
    return [one for one in result if (one.head, one.type, one.tail) not in known]


def _statement(head: Entity, relation: str, tail: Entity, rule: str, places: dict[str, tuple[int, int]]) -> Statement:
    start, end = places[head.id]
    return Statement(head.id, relation, tail.id, start, end, stated=False, confidence=0.9, rule=rule)


def _longest(body: Entity, others: Sequence[Entity], names_of: Callable[[Entity], list[str]]) -> Entity | None:
    best: tuple[int, Entity] | None = None
    for other in others:
        if other.id == body.id:
            continue
        for name in names_of(other):
            if body.name.startswith(name) and len(body.name) > len(name) and (best is None or len(name) > best[0]):
                best = len(name), other
    return best[1] if best else None


def _place_names(region: Entity) -> list[str]:
    """The region's name and its short form, which a name of a body may begin with."""
    names = {region.name, *region.aliases}
    for ending in PLACE_ENDINGS:
        if region.name.endswith(ending) and len(region.name) - len(ending) >= 2:
            names.add(region.name[: -len(ending)])
            break
    return sorted(name for name in names if len(name) >= 2)


def _parent_names(parent: Entity) -> list[str]:
    return [parent.name] if len(parent.name) >= MIN_PARENT else []


def _may_hold(parent: Entity, body: Entity) -> bool:
    """Whether a body whose name begins with the parent's name is a part of it."""
    return parent.type == body.type == "Institution" and parent.kind in PARENT_KINDS
