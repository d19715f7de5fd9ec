"""Who holds which post where: names with titles, in sentences and in lists.

A name is read leftwards: 甲大学教授、乙实验室主任王某 gives two posts, 甲公司董事长王某、总经理李某 lends the
company to both, 校长赵某 takes the school that the text is about.
"""

import re
from collections.abc import Iterator
from functools import cache

from extractors.relations.modality import reading_of
from extractors.relations.pattern import class_symbols
from extractors.relations.resources import title_at_end, titles
from extractors.relations.rulebook import Vote
from extractors.relations.scene import ANY_SYMBOL, Token, View

MAX_ROLE = 22
SEPARATORS = "、，,兼；;和与及/ 　"
ROLE_STRIP = " 　，,、；;兼的（(：:—-·原"


@cache
def _post() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<role>[^{ANY_SYMBOL}，,。；;：:！？!?\n（）()“”]{{0,14}}?{titles().pattern}"
        rf"(?:[、，,兼 　及和]{{1,2}}[^{ANY_SYMBOL}，,。；;：:、！？!?\n（）()“”]{{0,8}}?{titles().pattern})*)"
        r"(?:[ 　]*(?:——|[：:])?[ 　]*|[（(])$"
    )


PERSON = re.compile("[" + class_symbols("person") + "]")
BODY = re.compile("[" + class_symbols("body") + "]")


def read_posts(view: View, topic: list[Token]) -> Iterator[Vote]:
    """Posts that stand before names in a view.

    Args:
        view: the view of a sentence.
        topic: entities that a title without an organisation may belong to, the likeliest first.
    """
    positions = sorted(view.tokens)
    owners: dict[int, list[Token]] = {}
    for index, at in enumerate(positions):
        person = view.tokens[at]
        if person.entity.type != "Person":
            continue
        end, heads = at, []
        cursor = index
        while cursor >= 0:
            left = positions[cursor - 1] + 1 if cursor else 0
            found = _post().search(view.text, max(left, end - MAX_ROLE - 6), end)
            if not found:
                break
            role = found["role"].strip(ROLE_STRIP)
            body = view.tokens[positions[cursor - 1]] if cursor else None
            adjacent = view.text[left : found.start("role")].strip(" 　的，,") == ""
            if body and adjacent and body.entity.type in ("Institution", "Park"):
                heads.append(body)
                yield _vote(person, body, "posts.before-name", role, 0.95, view, positions[cursor - 1], at)
                cursor -= 1
                end = positions[cursor]
                # a further post further left: 甲大学教授、乙实验室主任王某
                before = view.text[:end]
                if not before or before[-1] not in SEPARATORS:
                    break
                end = len(before.rstrip(SEPARATORS))
                if cursor and positions[cursor - 1] >= end:
                    break
                continue
            if body and adjacent and body.entity.type == "Person" and not heads:
                previous = positions[cursor - 1]
                if view.text[left : left + 1] in ("、", "，", "和", "；", "与", " ", "　") and previous in owners:
                    heads = owners[previous]
                    yield _vote(person, heads[0], "posts.same-body", role, 0.85, view, at, at)
            elif not heads and not (body and adjacent):
                owner = _owner(role, topic, view, at)
                if owner:
                    heads = [owner]
                    yield _vote(person, owner, "posts.topic", role, 0.7, view, at, at)
            break
        if not heads and index and positions[index - 1] in owners:
            between = view.text[positions[index - 1] + 1 : at]
            if between in ("、", "和", "与", " ", "　", "及"):
                heads = owners[positions[index - 1]]
                role = _last_role(view, positions[index - 1])
                if role:
                    yield _vote(person, heads[0], "posts.shared-title", role, 0.8, view, at, at)
        if heads:
            owners[at] = heads


def _last_role(view: View, at: int) -> str:
    found = _post().search(view.text, max(0, at - MAX_ROLE), at)
    return found["role"].strip(ROLE_STRIP) if found else ""


def _owner(role: str, topic: list[Token], view: View, at: int) -> Token | None:
    """The organisation that a bare title belongs to: one of the right kind or ending, the nearest before."""
    kinds, endings = titles().owner(role)
    if not kinds:
        return None
    before = [view.tokens[position] for position in sorted(view.tokens) if position < at]
    for token in [*reversed(before), *topic]:
        names = (token.entity.name, *token.entity.aliases)
        if endings and any(name.endswith(endings) for name in names):
            return token
        if not endings and token.entity.kind in kinds:
            return token
    return None


def _vote(
    person: Token, body: Token, rule: str, role: str, confidence: float, view: View, start: int, end: int
) -> Vote:
    reading = reading_of(view.text, start, end + 1)
    kept = "" if reading in ("negated", "asked", "wished", "planned") else reading
    return Vote(person, "WORKS_FOR", body, rule, confidence, role, kept)


def role_near(one: Token, two: Token, text: str) -> str:
    """The title that ties a person to a body where no rule reads one, as far as there is one.

    Args:
        one, two: a person and a body, in the order of the text.
        text: the passage's text.

    Returns:
        The title right behind the body, else the one that is handed to the person (主任由…担任), else the one taken up
        behind the person (任主任), else the one right before the person.
    """
    person, body = (one, two) if one.entity.type == "Person" else (two, one)
    behind_body = _title_first().match(text, body.end, body.end + MAX_ROLE)
    if behind_body:
        return str(behind_body["role"])
    handed = _title_handed().search(text, body.end, person.start) if body.end <= person.start else None
    taken = handed or _title_soon().search(text, person.end, person.end + MAX_ROLE)
    if taken:
        return str(taken["role"])
    before_person = text[max(body.end if body.end <= person.start else 0, person.start - MAX_ROLE) : person.start]
    found = title_at_end().search(before_person)
    if found:
        return found[0]
    later = _title_later().search(text, person.end, person.end + MAX_ROLE)
    return str(later["role"]) if later else ""


def clean_role(role: str, body: str) -> str:
    """A title without the words that only lead up to it (由, 现任, 某专业的) and without posts of another body.

    Args:
        role: the title as read.
        body: name of the body; a party committee (某市委常委、副市长) has no heads of government.
    """
    kept = LEADING.sub("", role.rsplit("的", 1)[-1].lstrip(ROLE_STRIP + "|")).strip(ROLE_STRIP)
    if body.endswith("委") and "、" in kept:
        kept = "、".join(part for part in kept.split("、") if not part.endswith(GOVERNMENT_HEADS)) or kept
    return kept


GOVERNMENT_HEADS = ("市长", "县长", "区长", "省长", "州长", "盟长", "旗长", "镇长", "乡长")


LEADING = re.compile(
    r"^(?:由|让|请|是|现任|时任|时为|现为|出任|担任|兼任|新任|任命|聘请|聘|老(?=教授|专家|师傅|站长|厂长)|分别为|为|也是|曾任|第[一二三四五六七八九十]+[位任代名])+"
)


@cache
def _title_first() -> re.Pattern[str]:
    return re.compile(rf"的?(?P<role>[^，。；：、（）()“”\n]{{0,6}}?{titles().pattern})")


ROLE_LEAD = "[^，。；：、（）()“”\n]{0,6}?"


@cache
def _title_handed() -> re.Pattern[str]:
    return re.compile(rf"(?P<role>{ROLE_LEAD}{titles().pattern})(?:一职|的职务)?(?:则|仍|拟|将|暂|现)?由")


@cache
def _title_soon() -> re.Pattern[str]:
    verbs = "(?:担任|出任|兼任|当选|受聘为|聘为)"
    return re.compile(rf"^[^，。；\n]{{0,3}}?{verbs}“?(?P<role>{ROLE_LEAD}{titles().pattern})")


@cache
def _title_later() -> re.Pattern[str]:
    return re.compile(rf"(?:^|任|为|是|当选|当)“?(?P<role>{titles().pattern})")
