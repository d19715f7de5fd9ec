"""Former names that documents tell: 原名, 更名为, 前身是 between two names of one sentence."""

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from graph.ledger import MentionRecord
from graph.spelling import normalised

_LONGEST_GAP = 16
# The later name stands before (甲，原名乙) or after (甲更名为乙).
_EARLIER_FOLLOWS = re.compile(
    r'^[，,]?[（(]?其?(?:原名|曾用名|原称|旧称|原为|前身(?:是|为|系)?)(?:叫|为|是)?[：:]?[“"《]?$'
)
_LATER_FOLLOWS = re.compile(
    r'^[”"》]?[，,]?于?(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:正式|已|后)?'
    r'(?:更名|改名|易名|改称|更改名称)(?:为|成)[“"《]?$'
)


def former_names(
    mentions: Iterable[MentionRecord], text_of: Callable[[str], str], start_of: Callable[[str], int]
) -> dict[tuple[str, str], set[str]]:
    """Earlier names of entities.

    Args:
        mentions: by document and place.
        text_of: the text of a document, by its id.
        start_of: where a document begins in its source, by its id.

    Returns:
        (source, entity) of the thing under its later name → its earlier names, normalised.
    """
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    by_document: dict[str, list[MentionRecord]] = defaultdict(list)
    for mention in mentions:
        by_document[mention.document].append(mention)
    for document, named in by_document.items():
        text, start = text_of(document), start_of(document)
        for left, right in itertools.pairwise(named):
            if not 0 < right.start - left.end <= _LONGEST_GAP or left.entity == right.entity:
                continue
            between = "".join(text[left.end - start : right.start - start].split())
            if _EARLIER_FOLLOWS.match(between):
                found[left.source, left.entity].add(normalised(right.surface))
            elif _LATER_FOLLOWS.match(between):
                found[right.source, right.entity].add(normalised(left.surface))
    return found
