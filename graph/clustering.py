"""From verdicts on pairs to clusters: sure pairs join, unless that would join things that differ.

A short form that fits two things which differ from each other stays apart from both. All is done in an order that only
depends on the ids and verdicts, so the order of documents changes nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from graph.verdicts import Reason, Verdict

Item = TypeVar("Item", bound=Hashable)
Pair = tuple[str, str]
# How much a reason bears: names equal by rule or table before what is left out or told.
_STRENGTH = {"judgement": 9, "code": 4, "number": 4, "reference": 3, "equal": 3, "issuer": 3, "affiliation": 3}
_WEAKEST = 1


class Groups(Generic[Item]):
    """Disjoint sets with path halving (Tarjan and van Leeuwen 1984)."""

    def __init__(self) -> None:
        """No sets yet."""
        self._parent: dict[Item, Item] = {}
        self._members: dict[Item, list[Item]] = {}

    def add(self, item: Item) -> None:
        """Make `item` a set of its own, if it is new."""
        if item not in self._parent:
            self._parent[item] = item
            self._members[item] = [item]

    def join(self, one: Item, other: Item) -> None:
        """Unite the sets of both."""
        self.add(one)
        self.add(other)
        root, child = self.root(one), self.root(other)
        if root == child:
            return
        if len(self._members[root]) < len(self._members[child]):
            root, child = child, root
        self._parent[child] = root
        self._members[root].extend(self._members.pop(child))

    def root(self, item: Item) -> Item:
        """The item that stands for the set of `item`."""
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def of(self, item: Item) -> list[Item]:
        """The members of the set of `item`."""
        return self._members[self.root(item)]

    def all(self) -> list[list[Item]]:
        """All sets."""
        return list(self._members.values())


@dataclass(slots=True)
class Clustering:
    """What clustering came to.

    Attributes:
        clusters: ids that are one thing, sorted, in sorted order.
        joined: the pairs that joined them, with the reasons.
        doubts: the pairs that are left to a person, with the reasons.
    """

    clusters: list[list[str]] = field(default_factory=list)
    joined: dict[Pair, tuple[Reason, ...]] = field(default_factory=dict)
    doubts: dict[Pair, tuple[Reason, ...]] = field(default_factory=dict)


def cluster(
    ids: Iterable[str],
    verdicts: Mapping[Pair, Verdict],
    verdict_of: Callable[[str, str], Verdict],
    judged_same: Iterable[Pair] = (),
    judged_different: Iterable[Pair] = (),
) -> Clustering:
    """Join what is the same.

    Args:
        ids: all ids.
        verdicts: of the pairs that are worth comparing.
        verdict_of: the verdict of any pair, asked before two clusters join.
        judged_same, judged_different: pairs that a person has decided; they go before all verdicts.
    """
    result = Clustering()
    groups: Groups[str] = Groups()
    for identity in sorted(ids):
        groups.add(identity)
    apart = {_ordered(*pair) for pair in judged_different}
    together = {_ordered(*pair) for pair in judged_same}
    for pair in sorted(together):
        groups.join(*pair)
        result.joined[pair] = (Reason("judgement", "same", " = ".join(pair)), *verdicts.get(pair, _NOTHING).reasons)
    sure = {pair: verdict for pair, verdict in verdicts.items() if verdict.answer == "same" and pair not in apart}
    ambiguous = _ambiguous(sure, verdict_of, together)
    for pair in sorted(sure, key=lambda pair: (-strength(sure[pair]), pair)):
        one, other = pair
        if pair in ambiguous:
            result.doubts[pair] = (Reason("ambiguous", "unsure", " = ".join(pair)), *sure[pair].reasons)
        elif groups.root(one) != groups.root(other):
            if _may_join(groups.of(one), groups.of(other), verdict_of, apart, together):
                groups.join(one, other)
                result.joined[pair] = sure[pair].reasons
            else:
                result.doubts[pair] = (Reason("bridge", "unsure", " = ".join(pair)), *sure[pair].reasons)
    for pair, verdict in verdicts.items():
        if verdict.answer == "unsure" and pair not in apart and groups.root(pair[0]) != groups.root(pair[1]):
            result.doubts[pair] = verdict.reasons
    result.doubts = {
        pair: reasons for pair, reasons in sorted(result.doubts.items()) if groups.root(pair[0]) != groups.root(pair[1])
    }
    result.clusters = sorted(sorted(members) for members in groups.all())
    return result


_NOTHING = Verdict("unsure", ())


def strength(verdict: Verdict) -> int:
    """How much the deciding reason of a verdict bears."""
    return _STRENGTH.get(verdict.reasons[0].code, _WEAKEST) if verdict.reasons else _WEAKEST


def _ambiguous(
    sure: Mapping[Pair, Verdict], verdict_of: Callable[[str, str], Verdict], together: set[Pair]
) -> set[Pair]:
    """The sure pairs of which one side fits several things that differ from each other."""
    fits: dict[str, list[str]] = defaultdict(list)
    for one, other in sure:
        fits[one].append(other)
        fits[other].append(one)
    found: set[Pair] = set()
    for identity, others in fits.items():
        if len(others) < 2:
            continue
        by_strength: dict[int, list[str]] = defaultdict(list)
        for other in others:
            by_strength[strength(sure[_ordered(identity, other)])].append(other)
        kept: list[str] = []
        for level in sorted(by_strength, reverse=True):
            level_others = sorted(by_strength[level])
            clash = any(
                verdict_of(one, other).answer == "different" and _ordered(one, other) not in together
                for index, one in enumerate(level_others)
                for other in (*level_others[index + 1 :], *kept)
            )
            if clash:
                found.update(_ordered(identity, other) for other in level_others)
            else:
                kept.extend(level_others)
    return found


def _may_join(
    ones: list[str],
    others: list[str],
    verdict_of: Callable[[str, str], Verdict],
    apart: set[Pair],
    together: set[Pair],
) -> bool:
    for one in ones:
        for other in others:
            pair = _ordered(one, other)
            if pair in apart:
                return False
            if pair not in together and verdict_of(*pair).answer == "different":
                return False
    return True


def _ordered(one: str, other: str) -> Pair:
    return (one, other) if one <= other else (other, one)
