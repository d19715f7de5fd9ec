"""What comparisons take and give: two subjects, one verdict with its reasons.

A verdict is `same`, `different` or `unsure`. Each reason has a code, says for which answer it speaks, and can be
put in words in Chinese or English.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Answer = Literal["same", "different", "unsure"]

# Code → wording in Chinese and English; `{}` holds the detail.
WORDING: dict[str, tuple[str, str]] = {
    "type": ("类型不同：{}", "the types differ: {}"),
    "code": ("行政区划代码相同：{}", "equal administrative code: {}"),
    "code_differs": ("行政区划代码不同：{}", "the administrative codes differ: {}"),
    "number": ("文号相同：{}", "equal document number: {}"),
    "number_differs": ("文号不同：{}", "the document numbers differ: {}"),
    "reference": ("参考表中为同一全称：{}", "the reference tables give both one full name: {}"),
    "reference_differs": ("参考表中为不同全称：{}", "the reference tables give them different full names: {}"),
    "equal": ("规范化后名称相同：{}", "equal names once written alike: {}"),
    "abbreviation": ("按构词规则为简称：{}", "short for it by the rules of the language: {}"),
    "definition": ("文中定义的简称：{}", "a document defines the short form: {}"),
    "former": ("文中说明的曾用名：{}", "a document tells of the former name: {}"),
    "parent_omitted": ("仅省略上级单位：{}", "only the body above it is left out: {}"),
    "place_omitted": ("仅省略地名：{}", "only the place is left out: {}"),
    "affiliation": ("姓名与单位均相同：{}", "equal name and affiliation: {}"),
    "neighbours": ("姓名相同且有共同关联：{}", "equal name and neighbours in common: {}"),
    "issuer": ("标题与发布者相同：{}", "equal title and issuer: {}"),
    "place_differs": ("地域不同：{}", "the places differ: {}"),
    "branch_differs": ("括号内地域不同：{}", "the places in brackets differ: {}"),
    "kind_differs": ("类别不同：{}", "the kinds differ: {}"),
    "form_differs": ("名称后缀不同：{}", "the names end differently: {}"),
    "number_mark_differs": ("序号不同：{}", "the number marks differ: {}"),
    "unit_differs": ("一方是另一方的下属单位：{}", "one is a unit of the other: {}"),
    "parent_differs": ("上级单位不同：{}", "the bodies above them differ: {}"),
    "core_differs": ("字号或主体词不同：{}", "the telling parts of the names differ: {}"),
    "rank_differs": ("层级不同：{}", "the ranks differ: {}"),
    "version_differs": ("版本不同：{}", "the versions differ: {}"),
    "year_differs": ("年份或期次不同：{}", "the years or periods differ: {}"),
    "issuer_differs": ("发布者不同：{}", "the issuers differ: {}"),
    "title_differs": ("标题不同：{}", "the titles differ: {}"),
    "name_differs": ("姓名不同：{}", "the personal names differ: {}"),
    "affiliation_differs": ("同名但单位不同：{}", "equal name, other affiliation: {}"),
    "name_only": ("仅姓名相同，无单位佐证：{}", "only the personal name is equal; no affiliation bears it out: {}"),
    "surname_only": ("仅有姓氏：{}", "only a surname is known: {}"),
    "relative": ("相对名称，须看上下文：{}", "a name relative to its text: {}"),
    "ambiguous": ("名称可指多个对象：{}", "the name fits several things: {}"),
    "place_one_sided": ("只有一方有地名：{}", "only one of them names a place: {}"),
    "issuer_one_sided": ("只有一方有发布者：{}", "only one of them names its issuer: {}"),
    "version_one_sided": ("只有一方标明版本：{}", "only one of them names a version: {}"),
    "form_one_sided": ("只有一方有完整后缀：{}", "only one of them has a full ending: {}"),
    "partial": ("名称部分相同：{}", "the names are equal in part: {}"),
    "judgement": ("分析人员判定：{}", "an analyst's judgement: {}"),
    "bridge": ("合并会牵连互不相同的对象：{}", "joining them would join things that differ: {}"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a code of `WORDING`, the answer that it speaks for, and the detail."""

    code: str
    speaks_for: Answer
    detail: str

    def text(self, language: str = "zh") -> str:
        """The reason in words, in `zh` or `en`."""
        return WORDING[self.code][0 if language == "zh" else 1].format(self.detail)


def identity_text(line: str, language: str = "zh") -> str:
    """A line of `graph.model.Node.identity` in words: both names, and why they are one."""
    one, other, code, detail = line.split("\t")
    return f"{one} = {other} ({Reason(code, 'same', detail).text(language)})"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two subjects are one thing.

    Attributes:
        answer: `same`, `different` or `unsure`.
        reasons: what speaks for it, the deciding one first.
        parts: of both, the parts of the name by what they are.
    """

    answer: Answer
    reasons: tuple[Reason, ...]
    parts: tuple[dict[str, str], dict[str, str]] = ({}, {})


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing as one document or one line of a list names it.

    Attributes:
        name: as written.
        type: an entity type of the ontology.
        kind: a kind of it, or empty where unknown.
        code: of a region, six digits, or empty.
        number: of a policy, its document number, or empty.
        aliases: short forms that a document defines for it.
        former: earlier names that a document tells.
        affiliations: of a person, names of institutions and parks.
        issuers: of a policy, names of those who issued it.
        neighbours: ids of things that it is related to.
        near: codes of regions that its document is about, the most telling first.
    """

    name: str
    type: str
    kind: str = ""
    code: str = ""
    number: str = ""
    aliases: frozenset[str] = field(default_factory=frozenset)
    former: frozenset[str] = field(default_factory=frozenset)
    affiliations: frozenset[str] = field(default_factory=frozenset)
    issuers: frozenset[str] = field(default_factory=frozenset)
    neighbours: frozenset[str] = field(default_factory=frozenset)
    near: tuple[str, ...] = ()


def same(code: str, *detail: str) -> Verdict:
    """A verdict `same` for one reason."""
    return _verdict("same", code, detail)


def different(code: str, *detail: str) -> Verdict:
    """A verdict `different` for one reason."""
    return _verdict("different", code, detail)


def unsure(code: str, *detail: str) -> Verdict:
    """A verdict `unsure` for one reason."""
    return _verdict("unsure", code, detail)


def _verdict(answer: Answer, code: str, detail: Iterable[str]) -> Verdict:
    return Verdict(answer, (Reason(code, answer, " ≠ ".join(detail) if answer == "different" else " = ".join(detail)),))
