"""When something happened, as far as its sentence tells: ISO dates as precise as the words.

Relative words (近日, 今年, 去年底, 5月13日) are read from the article's date; without one they give nothing.
"""

import datetime
import re
from collections.abc import Iterator

DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
NUMBER = r"[〇○零一二三四五六七八九十\d]"
YEAR = (
    r"(?:(?P<year>(?:1[89]|20)\d\d|[一二][〇○零一二三四五六七八九]{3})年?"
    r"|(?P<relative>今年|去年|前年|明年|后年|大前年|本年|当年))"
)
MONTH = rf"(?P<month>{NUMBER}{{1,3}})月(?!底前|球|亮)(?P<part>上旬|中旬|下旬|底|初|末)?"
DAY = rf"(?P<day>{NUMBER}{{1,3}})[日号](?!线)"
FULL = re.compile(rf"{YEAR}(?:，|的)?(?:{MONTH}(?:{DAY})?)?")
DOTTED = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)[-./](?P<month>0?[1-9]|1[0-2])(?:[-./](?P<day>0?[1-9]|[12]\d|3[01]))?(?![\d.])"
)
BARE = re.compile(rf"(?<![\d年〇○零一二三四五六七八九十]){MONTH}(?:{DAY})?")
RELATIVE_MONTH = re.compile(r"(?P<which>本月|上月|上个月|下月|下个月|当月)(?P<day>(?:\d{1,2}))?(?:[日号])?")
RECENT = re.compile(r"近日|日前|近期|不久前|刚刚")
DAYS_AWAY = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "前日": -2}
NEAR_DAY = re.compile("|".join(DAYS_AWAY))
HALF_YEAR = 6
AHEAD = re.compile("将|拟|定于|计划|预计|明年")
YEARS_AWAY = {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "大前年": -3, "明年": 1, "后年": 2}
DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SPAN_WORD = re.compile(r"^(?:以来|来|至|到|—|－|-|～|~|起至|前后(?:历时)?|版|代)")
BEFORE_SPAN = re.compile(r"(?:截至|截止|到|至|—|－|～|~|为期|首批|自)$")


def date_of(text: str, article_date: str = "") -> str:
    """The date that a stretch of text tells for what it states.

    Args:
        text: a sentence or a few.
        article_date: ISO date of the article (`2024-05-13`, `2024-05`, `2024`), or empty.

    Returns:
        `2024-05-13`, `2024-05` or `2024`, as precise as the text tells; empty where it tells nothing. The first
        date that is not part of a range counts; a word like 近日 gives the month of the article.
    """
    found = sorted(_absolute(text, article_date), key=lambda item: item[0])
    for _, date in found:
        return date
    if RECENT.search(text) and article_date:
        return article_date[:7]
    return ""


def _absolute(text: str, article_date: str) -> Iterator[tuple[int, str]]:
    taken: list[tuple[int, int]] = []
    for pattern in (DOTTED, FULL):
        for match in pattern.finditer(text):
            if _in_range(text, match) or any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                continue
            taken.append(match.span())
            date = _full(match, text, article_date)
            if date:
                yield match.start(), date
    for match in BARE.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken) or _in_range(text, match):
            continue
        year = _year_for(text, match.start(), number(match["month"]), article_date)
        date = _assemble(year, number(match["month"]), number(match["day"]) if match["day"] else 0)
        if date:
            yield match.start(), date
    for match in NEAR_DAY.finditer(text):
        date = _day_away(DAYS_AWAY[match[0]], article_date)
        if date:
            yield match.start(), date
    for match in RELATIVE_MONTH.finditer(text):
        date = _month_away(match, article_date)
        if date:
            yield match.start(), date


def _in_range(text: str, match: re.Match[str]) -> bool:
    return bool(SPAN_WORD.match(text[match.end() :])) or bool(BEFORE_SPAN.search(text[: match.start()]))


def _full(match: re.Match[str], text: str, article_date: str) -> str:
    groups = match.groupdict()
    if groups.get("year"):
        raw = match["year"]
        year = int(raw) if raw.isdigit() else int("".join(str(DIGITS[char]) for char in raw))
        if match.re is FULL and match[0] == raw and not groups.get("month"):
            return ""  # a bare number without 年 is no year
    else:
        year = _relative_year(match["relative"], text[: match.start()], article_date)
    month = number(groups["month"]) if groups.get("month") else 0
    day = number(groups["day"]) if groups.get("day") else 0
    return _assemble(year, month, day)


def _relative_year(word: str, before: str, article_date: str) -> int:
    if word == "当年":
        years = re.findall(r"((?:19|20)\d\d)年", before)
        return int(years[-1]) if years else 0
    return int(article_date[:4]) + YEARS_AWAY[word] if article_date else 0


def _year_for(text: str, at: int, month: int, article_date: str) -> int:
    """The year of a month without one: the last year named before it, or the one that puts it near the article:
    the last such month, the next one only where the text looks ahead."""
    years = re.findall(r"((?:19|20)\d\d)年|(今年|去年|前年|明年)", text[:at])
    if years:
        absolute, relative = years[-1]
        if absolute:
            return int(absolute)
        return int(article_date[:4]) + YEARS_AWAY[relative] if article_date else 0
    if not article_date:
        return 0
    year = int(article_date[:4])
    if len(article_date) < len("2024-05"):
        return year
    distance = month - int(article_date[5:7])
    return year - 1 if distance > HALF_YEAR else year + 1 if distance < -HALF_YEAR and AHEAD.search(text) else year


def _day_away(days: int, article_date: str) -> str:
    """The day so many days from the article's; where the article tells no day, as much as it tells."""
    if len(article_date) < len("2024-05-13"):
        return article_date
    try:
        return (datetime.date.fromisoformat(article_date) + datetime.timedelta(days)).isoformat()
    except ValueError:
        return ""


def _month_away(match: re.Match[str], article_date: str) -> str:
    if len(article_date) < 7:
        return ""
    year, month = int(article_date[:4]), int(article_date[5:7])
    step = {"上": -1, "下": 1}.get(match["which"][0], 0)
    month += step
    if month == 0:
        year, month = year - 1, 12
    if month == 13:
        year, month = year + 1, 1
    return _assemble(year, month, int(match["day"]) if match["day"] else 0)


def number(text: str) -> int:
    """A whole number below one hundred in Chinese or Arabic digits; 0 for what is none."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (DIGITS.get(tens, 1) if tens else 1) * 10 + (DIGITS.get(ones, 0) if ones else 0)
    return DIGITS.get(text, 0) if len(text) == 1 else 0


def _assemble(year: int, month: int, day: int) -> str:
    if not year:
        return ""
    if not 1 <= month <= 12:
        return f"{year:04d}" if month == 0 else ""
    if not 1 <= day <= DAYS_IN_MONTH[month - 1]:
        return f"{year:04d}-{month:02d}"
    return f"{year:04d}-{month:02d}-{day:02d}"
