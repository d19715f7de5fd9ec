"""People: surnames with titles before or behind, verbs of saying, lists of posts, names of foreign and minority people."""

import re
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from extractors.recognisers.candidate import Candidate, candidates_of, text_of
from extractors.recognisers.words import words_of
from extractors.words import Words, flag, in_dictionary, word_list
from schema.reference import read_table

NAME = "people"
_DOTTED = re.compile(r"(?<![\u4e00-\u9fff·])[\u4e00-\u9fff]{1,8}(?:[·•‧・∙][\u4e00-\u9fffA-Za-z.]{1,10}){1,4}")
_DOT = re.compile(r"[·•‧・∙]")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]+")
_LABEL = re.compile(r"(?:图|文|摄|撰文|文字|图片|视频|审核|校对|编辑|采写|供稿)(?:[/／、](?:图|文))?[：:/／|｜] ?")
_SURNAME_LEAST = 12.0
_BREAK = "，。；：、！？“”‘’（）()《》\n \u3000【】—…|｜／/:;,.·▼▲0123456789*#¹²³"


@cache
def _surnames() -> dict[str, float]:
    return {row["surname"]: float(row["frequency"]) for row in read_table("surnames.csv", ("surname", "frequency"))}


@cache
def _pattern(name: str) -> re.Pattern[str]:
    forms = sorted(word_list(name), key=lambda form: (-len(form), form))
    return re.compile("|".join(map(re.escape, forms)))


def surname_of(name: str) -> str:
    """The surname that a Chinese name begins with, compound ones first; empty if it begins with none."""
    surnames = _surnames()
    if len(name) > 2 and name[:2] in surnames:
        return name[:2]
    return name[:1] if name[:1] in surnames else ""


@Language.component("innograph_people")
def people(doc: Doc) -> Doc:
    """Add the people of a document to its candidates."""
    text, words, found = text_of(doc), words_of(doc), candidates_of(doc)
    starts: dict[int, float] = {}
    for match in _pattern("title").finditer(text):
        if not words.begins(match.end()):
            continue
        starts[match.end()] = 0.75 if match.group() not in word_list("weak_title") else 0.45
        if text[match.end() : match.end() + 1] in tuple("：: |｜／/"):
            starts[match.end() + 1] = 0.7
    for match in _LABEL.finditer(text):
        starts[match.end()] = 0.75
    for position, score in starts.items():
        _add_list(text, words, position, score, found)
    for match in _pattern("honorific").finditer(text):
        found.extend(_before(text, words, match.start(), match.end(), 0.6))
    for match in re.finditer(r"(?:表示|介绍|指出|说|认为|告诉|坦言|透露|强调|回忆|解释|感慨|坚信|直言)", text):
        found.extend(_before(text, words, match.start(), match.start(), 0.55))
    found.extend(_foreign(text, words))
    return doc


def _add_list(text: str, words: Words, position: int, score: float, found: list[Candidate]) -> None:
    """Read a name, and those that a list joins to it."""
    for _ in range(40):
        end = read_name(text, words, position)
        if end is None:
            return
        found.append(Candidate(position, end, "Person", "", score, NAME))
        if text[end : end + 1] not in ("、", "和", "与", "及"):
            return
        position = end + 1
        score = 0.65


def read_name(text: str, words: Words, start: int) -> int | None:
    """Where the Chinese name ends that begins at `start`; None if none does."""
    surname = surname_of(text[start : start + 4])
    if not surname or start >= len(text):
        return None
    stop, title = word_list("stop"), word_list("title")
    if words.begins(start):
        word = words.word_at(start)
        if word in stop or word in title or (len(word) > 1 and flag(word) not in ("nr", "ns", "") and len(word) > 2):
            return None
        if len(word) > 1 and in_dictionary(word) and flag(word) != "nr":
            end = start + len(word)
            return (
                end
                if len(word) == 2
                and text[end : end + 1] in _BREAK
                and flag(word) not in ("v", "d", "p", "c", "r", "t", "m")
                else None
            )
    given = start + len(surname)
    options = []
    for length in (2, 1):
        end = given + length
        piece = text[given:end]
        if (
            len(piece) < length
            or not _HAN.fullmatch(piece)
            or any(c in "的了在与和及等是为向从对由于以将被把说称任" for c in piece)
        ):
            continue
        if length == 2 and not words.begins(end):
            continue
        if length == 2 and words.begins(given + 1) and flag(words.word_at(given + 1)) == "v":
            continue
        after = text[end : end + 1]
        follows = words.word_at(end) if end < len(text) else ""
        good = (
            after in _BREAK
            or follows in stop
            or follows in word_list("speech")
            or follows in title
            or flag(follows) in ("v", "d", "p", "c")
        )
        options.append((good, length, end))
    if not options:
        return None
    options.sort(key=lambda option: (option[0], option[1]), reverse=True)
    good, _, end = options[0]
    return end if good or len(options) == 1 or options[0][1] == 2 else None


def _before(text: str, words: Words, end: int, title_end: int, score: float) -> list[Candidate]:
    """Names that end at `end`, before a title of honour (`齐涛教授`, `李教授`) or a verb of saying."""
    for length in (4, 3, 2):
        start = end - length
        if start < 0 or not _HAN.fullmatch(text, start, end):
            continue
        if not (words.begins(start)) or not _boundary(text, words, start):
            continue
        surname = surname_of(text[start:end])
        if (
            not surname
            or len(surname) + 2 < length
            or length == len(surname)
            or (len(surname) == 1 and _surnames()[surname] < _SURNAME_LEAST)
        ):
            continue
        word = words.word_at(start)
        if len(word) > 1 and in_dictionary(word) and flag(word) != "nr":
            continue
        if any(c in "的了在与和及等是为向从对由于以将被把说还也都又" for c in text[start:end]):
            continue
        if length == 3 and in_dictionary(text[start + 1 : end]) and flag(text[start + 1 : end]) == "v":
            continue
        return [Candidate(start, end, "Person", "", score, NAME)]
    if title_end > end and end > 0:
        start = end - 1
        surname = text[start:end]
        if (
            surname in _surnames()
            and _surnames()[surname] >= 20
            and _boundary(text, words, start)
            and words.begins(start)
        ):
            return [Candidate(start, title_end, "Person", "", 0.6, NAME)]
    return []


def _boundary(text: str, words: Words, start: int) -> bool:
    if start == 0 or text[start - 1] in _BREAK:
        return True
    before = words.word_before(start)
    return (
        before in word_list("stop")
        or before in word_list("title")
        or before in word_list("speech")
        or flag(before) in ("v", "d", "p", "c")
    )


def _foreign(text: str, words: Words) -> list[Candidate]:
    found = []
    for match in _DOT.finditer(text):
        start, end = match.start(), match.end()
        while start > 0 and match.start() - start < 8 and _HAN.match(text[start - 1]):
            start -= 1
        while end < len(text) and end - match.end() < 24 and (_HAN.match(text[end]) or _DOT.match(text[end])):
            end += 1
        start = _foreign_start(words, start, match.start())
        end = _foreign_end(words, match.end(), end)
        if match.start() - start >= 1 and end > match.end() and not _DOT.match(text[start - 1 : start]):
            found.append(Candidate(start, end, "Person", "", 0.75, NAME))
    return found


def _foreign_start(words: Words, start: int, dot: int) -> int:
    position, title, stop = dot, word_list("title"), word_list("stop")
    while position > start:
        word = words.word_before(position)
        if (
            word in title
            or word in stop
            or (len(word) > 1 and in_dictionary(word) and flag(word) in ("v", "d", "ns", "i", "l"))
        ):
            break
        position -= len(word)
    return max(position, start)


def _foreign_end(words: Words, start: int, end: int) -> int:
    position = start
    while position < end:
        word = words.word_at(position)
        if (
            word in word_list("stop")
            or word in word_list("title")
            or word in word_list("speech")
            or (len(word) > 1 and flag(word) in ("v", "d", "p", "c"))
        ):
            break
        position += len(word)
    return min(position, end)
