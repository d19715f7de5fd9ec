"""Institutions and parks compared by their names: what keeps two apart, and what shows that they are one.

Apart keep them: another place, number mark, form, core, body above; a whole and its unit. One they are where the
names are equal once written alike, where one is short for the other by the rules of the language, or where
it leaves out what can be left out: a body above it, a place, a legal form.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import jieba

from graph.names import Name, Part, parse, place_name, university_forms, university_short_forms, words
from graph.spelling import normalised
from graph.verdicts import Subject, Verdict, different, same, unsure
from schema.regions import gazetteer

COINED_LENGTH = 3
LONG_BODY = 4
# What a company is called by in short, with or without its place.
SHORT_FORMS = frozenset({"", "公司", "股份", "集团", "控股", "控股集团"})
ZONES = frozenset(
    {"高新区", "经开区", "经济开发区", "开发区", "农高区", "自创区", "综保区", "科技园", "产业园", "工业园"}
)
# Zones of which a region has few, so that an everyday word tells them apart too (东湖高新区).
RARE_ZONES = frozenset({"高新区", "经开区", "自创区", "农高区", "科学城", "科技城"})
# Ends that often, but not always, mean one thing: such pairs are left to a person.
NEAR_FORMS = (
    frozenset({"有限公司", "股份有限公司"}),
    frozenset({"集团有限公司", "集团股份有限公司"}),
    frozenset({"经开区", "经济开发区", "开发区"}),
    frozenset({"高新区", "开发区"}),
    frozenset({"国家重点实验室", "全国重点实验室", "重点实验室", "实验室"}),
    frozenset({"工程中心", "工程研究中心", "工程技术研究中心"}),
    frozenset({"局", "厅", "委"}),
    frozenset({"研究院", "研究院有限公司"}),
    frozenset({"创新中心", "技术创新中心", "产业创新中心", "制造业创新中心", "中心"}),
    frozenset({"日报", "日报社"}),
    frozenset({"产业园", "科技园", "工业园", "创新园", "创业园", "科创园"}),
)
_OMISSIBLE_PARENTS = frozenset({"科学院", "社科院", "农科院", "林科院", "医科院"})


def compare_bodies(a: Subject, b: Subject) -> Verdict:
    """Whether two institutions, or two parks, are one, by their names alone."""
    one, other = parse(a.name, a.near), parse(b.name, b.near)
    if one.known and other.known:
        if one.known == other.known:
            return same("reference", a.name, b.name, one.known)
        if one.canonical != other.canonical:
            return different("reference_differs", one.known, other.known)
    if one.canonical == other.canonical:
        if one.is_relative:
            return unsure("relative", a.name, b.name)
        if is_ambiguous(one) or is_ambiguous(other):
            return unsure("ambiguous", a.name, b.name)
        return same("equal", a.name, b.name)
    universities = {_university_of(one), _university_of(other)} - {""}
    if len(universities) == 1 and _university_of(one) and _university_of(other):
        return same("abbreviation", a.name, b.name, *universities)
    short = _university_short(one, other) or _university_short(other, one)
    if short is not None:
        return short
    verdict = _compare_chains(one.parts, other.parts)
    if verdict.answer != "same" and (one.known or other.known):
        # The tables' full name may be spelt otherwise than the rules would have it.
        plain = _compare_chains(*(parse(subject.name, subject.near, look_up=False).parts for subject in (a, b)))
        verdict = plain if plain.answer == "same" else verdict
    if verdict.answer == "same":
        if one.is_relative or other.is_relative:
            return unsure("relative", a.name, b.name)
        if is_ambiguous(one) or is_ambiguous(other):
            return unsure("ambiguous", a.name, b.name)
    return verdict


def _compare_chains(one: Sequence[Part], other: Sequence[Part]) -> Verdict:
    if len(one) > len(other):
        one, other = other, one
    if len(one) < len(other):
        heads = [_compare_parts(left, right) for left, right in zip(one, other, strict=False)]
        if all(verdict.answer == "same" for verdict in heads):
            return different("unit_differs", _shown(one[-1]), _shown(other[-1]))
        last = _compare_parts(one[-1], other[-1], nested=len(one) == 1)
        if last.answer != "same":
            return last
        placed = bool(one[-1].places) and one[-1].places == other[-1].places and len(one[-1].body) >= LONG_BODY
        if len(one) == 1 and other[0].form in _OMISSIBLE_PARENTS and (len(one[-1].core) > 1 or placed):
            return same("parent_omitted", _shown(one[-1]), _shown(other[-1]))
        return unsure("parent_omitted", _shown(one[-1]), _shown(other[-1]))
    doubt: Verdict | None = None
    for left, right in zip(one[:-1], other[:-1], strict=True):
        verdict = _compare_parts(left, right)
        if verdict.answer == "different":
            return different("parent_differs", _shown(left), _shown(right))
        doubt = verdict if verdict.answer == "unsure" else doubt
    last = _compare_parts(one[-1], other[-1], nested=len(one) > 1)
    return doubt if doubt is not None and last.answer == "same" else last


def _compare_parts(one: Part, other: Part, nested: bool = False) -> Verdict:
    """Two parts of names; `nested` where a body above them tells which they are."""
    one, other = _with_bare_place(one, other)
    if one.numbers != other.numbers:
        return different("number_mark_differs", "、".join(one.numbers) or "–", "、".join(other.numbers) or "–")
    places = _places_relation(one, other)
    if places == "conflict":
        return different("place_differs", *("".join(map(place_name, part.places)) for part in (one, other)))
    forms = _forms_relation(one, other)
    if forms == "conflict":
        code = "kind_differs" if one.kind != other.kind else "form_differs"
        return different(code, one.form, other.form)
    if one.branch != other.branch:
        if (one.branch and other.branch) or "company" in (one.kind, other.kind):
            return different("branch_differs", *("".join(map(place_name, part.branch)) or "–" for part in (one, other)))
        return unsure("place_one_sided", _shown(one), _shown(other))
    if one.rest != other.rest:
        return (different if one.rest and other.rest else unsure)("partial", _shown(one), _shown(other))
    if one.rank and other.rank and one.rank != other.rank:
        return different("rank_differs", one.rank, other.rank)
    if one.body != other.body:
        placed = nested or (places == "equal" and bool(one.places))
        if (
            forms in ("equal", "loose")
            and "company" not in (one.kind, other.kind)
            and _by_initials(one, other, placed, forms)
        ):
            return same("abbreviation", _shown(one), _shown(other))
        return _compare_bodies_of(one, other, places, forms)
    if forms == "near":
        return unsure("form_differs", one.form, other.form)
    if places == "nested":
        return (different if one.kind == "government" else unsure)("place_differs", _shown(one), _shown(other))
    if one.rank != other.rank and not {one.form, other.form} <= ZONES:
        return unsure("rank_differs", one.rank or "–", other.rank or "–")
    if forms == "one-sided":
        return _form_left_out(one, other, places)
    if places == "one-sided":
        telling = len(one.core) > 1 and (one.form in RARE_ZONES or not _is_common(one.core))
        if one.form == other.form and one.kind in _PARK_KINDS and telling:
            return same("place_omitted", _shown(one), _shown(other))
        lacking = other if one.places else one
        # Of stock corporations there is one of a name; of 有限公司 each branch is one.
        stock = one.form == other.form == "股份有限公司" and len(one.core) > COINED_LENGTH
        if one.kind == "company" and (lacking.form in SHORT_FORMS or stock) and _is_telling_firm(lacking):
            return same("abbreviation", _shown(one), _shown(other))
        return unsure("place_one_sided", _shown(one), _shown(other))
    if forms == "loose":
        if one.stem or nested:
            return same("abbreviation", _shown(one), _shown(other))
        return unsure("relative", _shown(one), _shown(other))
    return same("equal", _shown(one), _shown(other))


_PARK_KINDS = frozenset({"high_tech_zone", "economic_zone", "industrial_park", "science_city"})


def _compare_bodies_of(one: Part, other: Part, places: str, forms: str) -> Verdict:
    """Parts whose bodies differ: one may be short for the other, as 博力威 for 博力威科技股份有限公司."""
    short, full = (one, other) if len(one.body) < len(other.body) else (other, one)
    company = full.kind == "company" and short.kind in ("company", "") and forms in ("loose", "one-sided")
    is_shorter_form = short.form in SHORT_FORMS
    if company and is_shorter_form and len(short.body) > 1 and full.body.startswith(short.body):
        if places in ("equal", "one-sided") and short.places in (full.places, ()) and not full.branch:
            whole_trade = len(short.body) >= len(full.core) + 2 and len(full.core) > 1
            coined = short.body == full.core and (len(full.core) >= COINED_LENGTH or not _is_common(full.core))
            if whole_trade or coined:
                return same("abbreviation", _shown(short), _shown(full))
        return unsure("partial", _shown(one), _shown(other))
    if (
        short.body
        and full.body.startswith(short.body)
        and short.core
        and not (short.trade and full.trade and one.form == other.form)
    ):
        if one.form == other.form and one.form:
            return different("core_differs", one.body, other.body)
        return unsure("partial", _shown(one), _shown(other))
    return different("core_differs", one.body or "–", other.body or "–")


def _university_of(name: Name) -> str:
    """The one university of the tables that a name fits by the rules of short forms, or empty."""
    fitting = university_forms().get(name.text, frozenset())
    return normalised(name.known) if name.known.endswith("大学") else normalised(*fitting) if len(fitting) == 1 else ""


def _by_initials(one: Part, other: Part, placed: bool, forms: str) -> bool:
    """Whether a body takes the first characters of the other's words: 化物所 for 化学物理研究所, 科创委 for 科技创新委.

    Only where the place, or a body above, is equal too, since initials alone fit much.
    """
    short, full = (one.body, other.body) if len(one.body) < len(other.body) else (other.body, one.body)
    if not placed or one.numbers or len(short) < 2:
        return False
    if forms == "loose" and full.startswith(short) and full[len(short) :] in ("技术", "科学", "工程", "科技"):
        return True
    if short in full or full[0] != short[0]:
        return False
    found = [word for word in _words(full) if word not in ("和", "与", "及")]
    initials = iter(word[0] for word in found)
    return all(sign in initials for sign in short) and found[-1][0] == short[-1]


@lru_cache(maxsize=50_000)
def _words(text: str) -> tuple[str, ...]:
    _load_dictionary()
    return tuple(jieba.lcut(text))


def _is_telling_firm(part: Part) -> bool:
    """Whether core and trade of a company tell it from others."""
    return len(part.core) > 1 and (bool(part.trade) or len(part.core) >= COINED_LENGTH or not _is_common(part.core))


def _form_left_out(one: Part, other: Part, places: str) -> Verdict:
    """Equal bodies of which one has no form: usual for companies, else a matter for a person."""
    full = one if one.form else other
    if not one.form and not other.form and one.core and one.trade and _is_telling_firm(one):
        return same("place_omitted", _shown(one), _shown(other))
    if full.kind == "company" and _is_telling_firm(full):
        lacking = other if one.form else one
        if places == "equal" or not lacking.places:
            return same("abbreviation", _shown(one), _shown(other))
    return unsure("form_one_sided", _shown(one), _shown(other))


def _forms_relation(one: Part, other: Part) -> str:
    if one.form == other.form:
        return "equal"
    if not one.form or not other.form:
        return "one-sided"
    loose = words().loose
    if other.form in loose.get(one.form, ()) or one.form in loose.get(other.form, ()):
        return "loose"
    if any({one.form, other.form} <= near for near in NEAR_FORMS):
        return "near"
    return "conflict"


def _places_relation(one: Part, other: Part) -> str:
    if not one.places or not other.places:
        return "equal" if one.places == other.places else "one-sided"
    left, right = one.places[-1], other.places[-1]
    if left == right:
        return "equal"
    known = gazetteer().by_code
    if "CN" in (left, right) or left not in known or right not in known:
        return "conflict"
    within = gazetteer().within(known[left], known[right]) or gazetteer().within(known[right], known[left])
    return "nested" if within else "conflict"


def _with_bare_place(one: Part, other: Part) -> tuple[Part, Part]:
    """梁平高新区 beside 重庆梁平高新区: a county without its suffix, told as a place only by the other name."""
    return _take_place(one, other), _take_place(other, one)


def _take_place(part: Part, other: Part) -> Part:
    if part.places or not other.places or not part.core:
        return part
    bare = place_name(other.places[-1])
    if part.body == bare + other.body and part.body != other.body:
        return replace(part, places=other.places, core=other.core, trade=other.trade)
    return part


def _university_short(short: Name, full: Name) -> Verdict | None:
    """西安交大 beside 西安交通大学; None where the rule does not speak."""
    if len(full.parts) != 1 or not full.text.endswith("大学") or short.text.endswith(("大学", "学院")):
        return None
    if short.text not in set(university_short_forms(full.text)):
        return None
    fitting = university_forms().get(short.text, frozenset())
    known = {normalised(name) for name in fitting} | {normalised(short.known)} - {""}
    if known - {full.text}:
        return unsure("ambiguous", short.text, full.text) if not short.known else None
    # The first character alone stands for a place only where tables bear it out.
    if not fitting and not full.text.startswith(short.text[:2]):
        return unsure("partial", short.text, full.text)
    return same("abbreviation", short.text, full.text)


def is_ambiguous(name: Name) -> bool:
    """Whether the name's place is one of several of that name."""
    return any(
        place not in gazetteer().by_code and len(gazetteer().candidates(place)) > 1
        for part in name.parts
        for place in part.places[-1:]
    )


@lru_cache(maxsize=50_000)
def _is_common(word: str) -> bool:
    """Whether a word is in the dictionary, so that it names many things."""
    _load_dictionary()
    return bool(jieba.dt.FREQ.get(word))


def _load_dictionary() -> None:
    if not jieba.dt.initialized:
        jieba.setLogLevel(60)
        jieba.initialize()


def _shown(part: Part) -> str:
    places = "".join(map(place_name, part.places))
    numbers = "".join(f"第{number}" for number in part.numbers)
    branch = f"（{''.join(map(place_name, part.branch))}）" if part.branch else ""
    return f"{places}{part.rank}{part.core}{branch}{part.trade}{numbers}{part.form}"
