"""What no document states but names, reference tables and the administrative hierarchy tell.

Derived edges are marked `stated: false`, rest on no document and bear as their rule what they follow from. They are
drawn between entities that the graph holds, once for the whole graph: a place that one document names is the place of
a body that another one names.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from graph.model import Edge, Node
from graph.names import Name, Part, parse
from schema.reference import read_table
from schema.regions import Region, gazetteer

BODIES = ("Institution", "Park")
HOME = "CN"  # Every text is about it, so being in it tells nothing.
NAMED_AFTER_PEOPLE = ("中山",)  # 中山大学, 中山医院: not in the city of that name.


@dataclass(frozen=True, slots=True)
class DerivationRule:
    """Why an edge is derived, how far that is to be trusted, and what it does and does not tell, as an example."""

    reads: str
    confidence: float
    example: str
    counter: str


RULES = {
    "derived.hierarchy": DerivationRule(
        "a region lies in the nearest region around it that the graph holds, by the table of administrative divisions",
        1.0, "赣县区 LOCATED_IN 赣州市", "赣县区 LOCATED_IN 江西省, where the graph holds 赣州市",
    ),
    "derived.parent-in-name": DerivationRule(
        "the name begins with that of the whole that it is a part of",
        0.95, "四川大学材料学院 PART_OF 四川大学", "四川大学出版社 PART_OF 四川, a region",
    ),
    "derived.park-in-name": DerivationRule(
        "an institution's name begins with that of a park",
        0.95, "绵阳高新区管委会 LOCATED_IN 绵阳高新区", "绵阳高新区 LOCATED_IN 绵阳高新区管委会",
    ),
    "derived.place-in-name": DerivationRule(
        "the name begins with a place or holds one in brackets, and no document states where it is",
        0.9, "西安市科技局 LOCATED_IN 西安市", "中山大学 LOCATED_IN 中山市",
    ),
    "derived.place-in-table": DerivationRule(
        "the table of universities, or the full name that a reference table knows, tells the place",
        0.95, "中南大学 LOCATED_IN 湖南省", "江岸大学 LOCATED_IN any place: no table knows it",
    ),
}  # fmt: skip


def derive(nodes: Mapping[str, Node], edges: Sequence[Edge]) -> list[Edge]:
    """The edges that follow from what the nodes are called and where regions lie.

    Args:
        nodes: by id.
        edges: what there is already. It is not derived again, and a body whose region is told gets no other one.
    """
    known = {(edge.head, edge.type, edge.tail) for edge in edges}
    placed = {
        edge.head
        for edge in edges
        if edge.type == "LOCATED_IN" and edge.status != "planned" and nodes[edge.tail].type == "Region"
    }
    around = _Surroundings(nodes)
    found = []
    for key, node in nodes.items():
        told: list[tuple[str, str, str]] = []
        if node.type == "Region":
            region = _region(node.code or node.name)
            told += around.nearest(gazetteer().ancestors(region) if region else (), "derived.hierarchy")
        elif node.type in BODIES:
            told += around.whole(node)
            place = None if key in placed else _place_of(node)
            if place is not None:
                told += around.nearest((place[0], *gazetteer().ancestors(place[0])), place[1])
        for relation, tail, rule in told:
            if tail != key and (key, relation, tail) not in known:
                found.append(Edge(key, relation, tail, stated=False, confidence=RULES[rule].confidence, rules=(rule,)))
    return found


class _Surroundings:
    """The regions and bodies of a graph, by what others are called after."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        """Over the nodes of a graph, by id."""
        self._nodes = nodes
        self._regions: dict[Region, str] = {}
        self._bodies: dict[str, list[str]] = {}
        for key, node in nodes.items():
            if node.type == "Region" and (region := _region(node.code or node.name)) and region.code != HOME:
                self._regions[region] = key
            elif node.type in BODIES:
                self._bodies.setdefault(_parsed(node).canonical, []).append(key)

    def nearest(self, places: Iterable[Region], rule: str) -> Iterator[tuple[str, str, str]]:
        """That something lies in the first of the places that the graph holds."""
        found = next((self._regions[place] for place in places if place in self._regions), "")
        if found:
            yield "LOCATED_IN", found, rule

    def whole(self, node: Node) -> Iterator[tuple[str, str, str]]:
        """That a body is a part of, or in a park lies in, what its name begins with: the longest that one node bears."""
        chain = list(accumulate(_parsed(node).canonical.split("/"), "{}/{}".format))
        bearers = (self._bodies.get(whole, []) for whole in reversed(chain[:-1]))
        found = next((keys[0] for keys in bearers if len(keys) == 1), "")
        if found and self._nodes[found].type == node.type:
            yield "PART_OF", found, "derived.parent-in-name"
        elif found and node.type == "Institution":
            yield "LOCATED_IN", found, "derived.park-in-name"


def _parsed(node: Node, look_up: bool = True) -> Name:
    scope = node.id.rpartition("@")[2]  # by which ids tell bodies of one name apart
    return parse(node.name, (scope,) if scope in gazetteer().by_code else (), look_up)


def _place_of(node: Node) -> tuple[Region, str] | None:
    """The region that a body's name or a reference table tells, and the rule; a unit's own place before the whole's."""
    name, own = _parsed(node), _parsed(node, look_up=False)
    unit = next((place for part in reversed(own.parts[1:]) if (place := _place(part))), None)
    place = unit or _place(own.parts[0])
    province = _universities().get(name.canonical.partition("/")[0])
    if place is not None and (unit or province is None or gazetteer().within(place, province)):
        return place, "derived.place-in-name"
    full = province or _place(name.parts[0])
    return (full, "derived.place-in-table") if full else None


def _place(part: Part) -> Region | None:
    """The place that a part of a name tells: in brackets, else at its beginning."""
    region = _region((part.branch or part.places or ("",))[-1])
    if region is None or region.code == HOME or (region.core in NAMED_AFTER_PEOPLE and part.kind != "government"):
        return None
    return region


def _region(code_or_name: str) -> Region | None:
    """The region of a code, or the only one of a name."""
    found = gazetteer().candidates(code_or_name)
    return gazetteer().by_code.get(code_or_name) or (found[0] if len(found) == 1 else None)


@cache
def _universities() -> dict[str, Region]:
    """The province of each university of the reference table, by the name in one spelling."""
    rows = read_table("universities.csv", ("name", "short", "province"))
    return {
        parse(row["name"]).canonical: province
        for row in rows
        if row["province"] and (province := _region(row["province"]))
    }
