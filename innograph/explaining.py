"""Explanations of a file's sentences, for a terminal and as a page.

Both show the same: the sentence with its names marked, then a table for each step from names to edges. Text from the
file is shown as it is: never read as markup, neither by the terminal nor by a browser.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TextIO

from jinja2 import Environment
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractors.pipeline import Extractor
from extractors.relations.explain import Explanation, explain
from graph.drawing import colours
from innograph.output import console, printable
from schema import ontology
from schema.errors import InputNotFoundError

WORDS = {
    "zh": {
        "mentions": "名称", "clauses": "分句", "frames": "供规则匹配的句式", "rules": "规则", "weighed": "判定",
        "edges": "得出的关系", "text": "原文", "entity": "实体", "type": "类型", "subject": "主语", "rule": "规则",
        "relation": "关系", "verdict": "结论", "here": "本句概率", "probability": "全文概率", "threshold": "阈值",
        "evidence": "依据句", "reasons": "主要理由", "confidence": "置信度", "role": "职务", "date": "日期",
        "stands": "指代", "carried": "承前", "stated": "成立", "planned": "拟议", "negated": "否决：否定",
        "wished": "否决：愿望或假设", "asked": "否决：疑问", "unlikely": "未达阈值", "vetoed": "否决",
        "overlong": "句子过长，规则未读。", "nothing": "没有识别出名称。", "none": "没有得出关系。",
        "title": "逐句解释",
    },
    "en": {
        "mentions": "names", "clauses": "clauses", "frames": "frames that rules are matched against", "rules": "rules",
        "weighed": "judge", "edges": "edges", "text": "text", "entity": "entity", "type": "type", "subject": "subject",
        "rule": "rule", "relation": "relation", "verdict": "verdict", "here": "by this sentence",
        "probability": "by the article", "threshold": "threshold", "evidence": "evidence in", "reasons": "main reasons",
        "confidence": "confidence", "role": "role", "date": "date", "stands": "stands for it", "carried": "carried over",
        "stated": "stated", "planned": "planned", "negated": "vetoed: negated", "wished": "vetoed: wish or condition",
        "asked": "vetoed: question", "unlikely": "below the threshold", "vetoed": "vetoed",
        "overlong": "Overlong: rules passed it over.", "nothing": "No name was recognised.",
        "none": "No edge came of it.", "title": "Explanation",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """One step of an explanation as a table; without rows, `note` says what that means."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


def explain_file(path: Path, sentence: int | None = None) -> list[Explanation]:
    """How each sentence of a file that names something was read.

    Args:
        path: the file.
        sentence: number of the only sentence to explain, counted through the file from 1; it need not name anything.

    Raises:
        InputNotFoundError: there is no such file, or no such sentence in it.
        InputUnreadableError: the file cannot be read.
    """
    named = Extractor().find_names(path)
    found: list[Explanation] = []
    for passage, mentions in named.parts:
        found += explain(passage, mentions, named.entities, first=len(found) + 1)
    if sentence is None:
        return [one for one in found if one.mentions]
    if sentence > len(found):
        raise InputNotFoundError(f"{path}: has no sentence {sentence}; it has {len(found)}.")
    return [found[sentence - 1]]


def write_text(explained: Sequence[Explanation], stream: TextIO, language: str = "zh") -> None:
    """Write explanations for a person at a terminal."""
    target = console(stream)
    for one in explained:
        text = Text.assemble(
            *((printable(piece), f"bold {colours()[kind]}" if kind else "") for piece, kind in pieces(one))
        )
        target.print(Text(f"── {one.number} ──", "bold"), text, "", sep="\n")
        for section in sections(one, language):
            shown = _table(section) if section.rows else Text(section.note)
            target.print(Text(section.title, "bold"), Padding(shown, (0, 0, 1, 2), expand=False))


def as_page(explained: Sequence[Explanation], name: str, language: str = "zh") -> str:
    """Explanations as one HTML document that refers to no other resource.

    Args:
        explained: the explanations.
        name: of the file.
        language: `zh` or `en`.
    """
    template = files("innograph").joinpath("explanation.html").read_text(encoding="utf-8")
    return (
        Environment(autoescape=True, trim_blocks=True, keep_trailing_newline=True)
        .from_string(template)
        .render(
            language={"zh": "zh-CN"}.get(language, language),
            title=f"{WORDS[language]['title']}：{name}" if language == "zh" else f"{WORDS[language]['title']}: {name}",
            colours=colours(),
            labels={key: entity_type.labels[language] for key, entity_type in ontology().entity_types.items()},
            sentences=[(one.number, list(pieces(one)), sections(one, language)) for one in explained],
        )
    )


def pieces(one: Explanation) -> Iterator[tuple[str, str]]:
    """The sentence cut at its names: stretches of text, each with the type that it names or the empty string."""
    at = one.start
    end = one.start + len(one.text)
    for mention in one.mentions:
        if mention.start < at:
            continue  # an anaphor that stands for several stands there once
        yield one.text[at - one.start : mention.start - one.start], ""
        yield mention.text, mention.type
        at = mention.end
    yield one.text[at - one.start : end - one.start], ""


def sections(one: Explanation, language: str) -> list[Section]:
    """The steps of an explanation, in order."""
    words, known = WORDS[language], ontology()

    def columns(*names: str) -> list[str]:
        return [words[name] for name in names]

    def edge(head: str, relation: str, tail: str) -> str:
        return f"{head} → {known.relation_types[relation].labels[language]} → {tail}"

    def kind(entity_type: str, name: str) -> str:
        labels = known.entity_types[entity_type]
        parts = [labels.labels[language], labels.kinds.get(name, {}).get(language, "")]
        return " · ".join(filter(None, parts))

    names = Section(
        words["mentions"],
        columns("text", "entity", "type", "stands"),
        [(m.text, m.entity, kind(m.type, m.kind), "✓" if m.anaphor else "") for m in one.mentions],
        words["nothing"],
    )
    if not one.mentions:
        return [names]
    return [
        names,
        Section(
            words["clauses"],
            columns("text", "subject", "carried"),
            [(c.text, "、".join(c.subject), "✓" if c.inherited else "") for c in one.clauses],
        ),
        Section(words["frames"], columns("text"), [(frame,) for frame in one.frames]),
        Section(
            words["rules"],
            columns("verdict", "rule", "relation", "role"),
            [(words[r.verdict], r.rule, edge(r.head, r.type, r.tail), r.role) for r in one.rules],
            words["overlong"] if one.overlong else "—",
        ),
        Section(
            words["weighed"],
            columns("verdict", "relation", "here", "probability", "threshold", "evidence", "reasons"),
            [
                (
                    words[w.outcome],
                    edge(w.head, w.type, w.tail),
                    f"{w.here:.3f}",
                    f"{w.probability:.3f}",
                    f"{w.threshold:.3f}",
                    str(w.sentence),
                    "  ".join(f"{weight:+.2f} {_shown(reason)}" for reason, weight in w.reasons),
                )
                for w in one.weighed
            ],
            "—",
        ),
        Section(
            words["edges"],
            columns("relation", "confidence", "rule", "role", "planned", "date"),
            [
                (edge(e.head, e.type, e.tail), f"{e.confidence:.3f}", e.rule, e.role, "✓" if e.status else "", e.date)
                for e in one.edges
            ],
            words["none"],
        ),
    ]


def _shown(reason: str) -> str:
    """A reason of the judge without the characters that stand for mentions."""
    return "".join("▢" if "\ue000" <= character <= "\uf8ff" else character for character in reason)


def _table(section: Section) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in section.columns:
        table.add_column(Text(column), overflow="fold")
    for row in section.rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    return table
