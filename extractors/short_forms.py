"""Short forms: what a name seen in full may be called later in the same file, and aliases that a text defines."""

import re
from collections.abc import Iterator
from functools import cache

from extractors.recognisers.institutions import heads
from extractors.recognisers.lexicon import known_names
from extractors.words import flag, in_dictionary, word_list
from schema.regions import Region, gazetteer

_DEFINITION = re.compile(
    r"[》”]?[（(](?:[^（）()\n]{0,30}?[，,；;])?(?:以下|下文|下)?(?:统|合|简|并)?(?:称|简称)(?:为|作)?[：:]?[“《‘\"「]?([^（）()“”《》‘’\"\n，,；;]{2,20})[”》’\"」]?(?:[，,；;或][^（）()\n]{0,30})?[）)]"
)
_BRACKET_ALIAS = re.compile(r"[》”]?[（(][“《]?([A-Za-z][A-Za-z0-9&.\- ]{1,14}|[\u4e00-\u9fff]{2,8})[”》]?[）)]")
_LEGAL = re.compile(
    r"(?:集团)?(?:股份)?(?:有限责任公司|有限公司|股份公司|集团公司|总公司|公司)$|（(?:集团|有限合伙|普通合伙)）$|集团$"
)
FIELD_SHORT = (
    ("科学技术", "科技"), ("发展和改革", "发展改革"), ("发展和改革", "发改"), ("发展改革", "发改"), ("工业和信息化", "工信"), ("经济和信息化", "经信"),
    ("人力资源和社会保障", "人社"), ("人力资源社会保障", "人社"), ("住房和城乡建设", "住建"), ("市场监督管理", "市场监管"), ("国有资产监督管理", "国资"),
    ("文化和旅游", "文旅"), ("卫生健康", "卫健"), ("委员会", "委"), ("管理委员会", "管委会"), ("人民政府", "政府"),
)  # fmt: skip


@cache
def _trades() -> tuple[str, ...]:
    return tuple(sorted(word_list("company_trade"), key=lambda word: (-len(word), word)))


def definitions(text: str, end: int) -> str:
    """The alias that the text defines right behind a name (`（以下简称“X”）`), or the empty string.

    Args:
        text: the passage.
        end: where the name ends.
    """
    match = _DEFINITION.match(text, end)
    return match[1].strip() if match else ""


def bracket_alias(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of a bare bracketed alias behind a name (`中国信息通信研究院（中国信通院）`), if it abbreviates the name."""
    match = _BRACKET_ALIAS.match(text, end)
    if match is None:
        return None
    alias, name = match[1], text[start:end]
    if gazetteer().candidates(alias):
        return None
    if alias.isascii():
        return match.span(1) if sum(c.isupper() for c in alias) >= 2 else None
    return match.span(1) if len(alias) < len(name) and is_subsequence(alias, name) else None


def is_subsequence(short: str, long: str) -> bool:
    """Whether the characters of `short` occur in `long` in that order."""
    rest = iter(long)
    return all(character in rest for character in short)


def short_forms(name: str, type_: str, kind: str) -> set[str]:
    """Forms by which a text may call a thing again after its full name.

    Args:
        name: the name in full.
        type_, kind: of the thing.

    Returns:
        Forms of two characters or more, everyday words and names of regions left out.
    """
    forms = set(_raw_forms(name, type_, kind))
    forms.discard(name)
    return {form for form in forms if _tells(form)}


def _tells(form: str) -> bool:
    if len(form) < 2 or gazetteer().candidates(form) or form in word_list("generic") or form in word_list("stop"):
        return False
    if known_names().get(form):
        return True
    head = next((form[-length:] for length in range(min(10, len(form)), 0, -1) if form[-length:] in heads()), "")
    core = form.removesuffix(head)
    if head and (not core or core in word_list("generic") or core in ("国家级", "省级", "国家") or in_dictionary(core)):
        return False
    if len(form) == 2:
        return not in_dictionary(form)
    return not (in_dictionary(form) and flag(form) not in ("nt", "nz", "")) and not all(
        part in word_list("generic") for part in (form[:2], form[2:])
    )


def _raw_forms(name: str, type_: str, kind: str) -> Iterator[str]:
    region, rest = split_region(name)
    if type_ == "Institution" and kind == "company":
        yield from _company_forms(name)
    elif type_ == "Institution" and kind == "government":
        for variant in _bureau_forms(name):
            yield variant
            _, tail = split_region(variant)
            if region is not None and tail != variant and region.kind in ("province", "city", "county"):
                yield region.name[-1] + tail if region.name[-1] in "省市县区州" else tail
    elif type_ == "Institution" and kind == "university":
        yield from _university_forms(name)
    elif type_ == "Institution":
        if region is not None and len(rest) >= 5:
            yield rest
        if name.startswith(("中国科学院", "中科院")):
            yield from _institute_forms(name.removeprefix("中国科学院").removeprefix("中科院"))
            yield "中科院" + name.removeprefix("中国科学院").removeprefix("中科院")
        yield from _institute_forms(name)
        for long, short in (
            ("工程技术研究中心", "工程中心"),
            ("技术创新中心", "创新中心"),
            ("重点实验室", "实验室"),
            ("产业技术研究院", "产研院"),
        ):
            if name.endswith(long):
                yield name.removesuffix(long) + short
        if kind in ("fund", "other", "media", "association"):
            bare = re.sub(r"（[^（）]*）", "", rest)
            yield bare
    elif type_ == "Park":
        for long, short in (
            ("高新技术产业开发区", "高新区"), ("高新技术产业园区", "高新区"), ("经济技术开发区", "经开区"), ("经济开发区", "经开区"),
            ("产业园区", "产业园"), ("工业园区", "工业园"), ("自主创新示范区", "自创区"), ("国家自主创新示范区", "自创区"), ("综合保税区", "综保区"),
            ("自由贸易试验区", "自贸区"), ("自由贸易试验区", "自贸试验区"), ("科技产业园", "科技园"), ("科技产业园", "产业园"),
        ):  # fmt: skip
            if name.endswith(long):
                yield name.removesuffix(long) + short
        if region is not None and len(rest) >= 4:
            yield rest


def _company_forms(name: str) -> Iterator[str]:
    bare = re.sub(r"[（(][^（）()]*[）)]", "", name)
    previous = None
    while bare != previous:
        previous, bare = bare, _LEGAL.sub("", bare)
    if bare != name:
        yield bare
        yield bare + "公司"
        yield bare + "集团"
    _, core = split_region(bare)
    for form in {bare, core}:
        stripped = form
        yield form
        for _ in range(3):
            trade = next((t for t in _trades() if stripped.endswith(t) and len(stripped) - len(t) >= 2), None)
            if trade is None:
                break
            stripped = stripped.removesuffix(trade)
            yield stripped
            yield stripped + "公司"
            for short in ("科技", "集团", "股份", "生物", "医药", "新材", "智能", "电子", trade[:2]):
                if short in form[len(stripped) :]:
                    yield stripped + short


def _university_forms(name: str) -> Iterator[str]:
    for known in known_names().get(name, ()):
        yield from known.others
    region, _ = split_region(name)
    if name.endswith("大学") and len(name) >= 4:
        core = name.removesuffix("大学")
        yield core[0] + "大"
        if len(core) >= 4:
            yield core[:2] + core[2] + "大"
            yield core[0] + core[2] + "大"
        if region is not None and len(core) > 2:
            yield core[0] + core[2] + "大"
        yield core


def _institute_forms(name: str) -> Iterator[str]:
    if not name:
        return
    region, rest = split_region(name)
    for long, short in (
        ("创新研究院", "创新院"), ("技术研究院", "研究院"), ("技术研究院", "院"), ("产业研究院", "产研院"), ("研究院", "院"), ("研究所", "所"), ("创新研究院", "院"),
        ("应用技术研究院", "研究院"), ("科学研究院", "科研院"),
    ):  # fmt: skip
        if name.endswith(long):
            yield name
            yield name.removesuffix(long) + short
            if region is not None:
                core = name[: len(name) - len(rest)]
                if len(core) >= 2:
                    yield core + short
            if rest != name and len(rest) - len(long) >= 2:
                yield rest.removesuffix(long) + short


def _bureau_forms(name: str) -> Iterator[str]:
    variants = {name}
    for long, short in FIELD_SHORT:
        variants |= {variant.replace(long, short) for variant in variants if long in variant}
    yield from sorted(variants)


def split_region(name: str) -> tuple[Region | None, str]:
    """The region that a name begins with, the last of a chain, and the rest of the name."""
    region: Region | None = None
    rest = name
    while True:
        for length in range(min(11, len(rest) - 1), 1, -1):
            bearers = gazetteer().candidates(rest[:length])
            if bearers and not rest[length:].startswith(("大学", "银行")):
                region, rest = bearers[0], rest[length:]
                break
        else:
            return region, rest
