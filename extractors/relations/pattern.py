"""The pattern language of the rules.

A pattern is a regular expression over the text of a view with these additions:

    {name:class}    a coordination of mentions of the class (A、B和C), or a single one
    {name:class!}   one mention only
    {name:class^}   the same coordination as a subject: no preposition or enumeration leads up to it
    {role}          a title of a post with its department, kept as the role
    <list>          one of the words of that list in `lexicon.yaml`
    …               at most 24 characters without a mention and without a comma or stop
    ……              at most 60 characters within the sentence, mentions and commas included
    ，?…            as in any regular expression

A class is a name of `CLASSES` or types and kinds of the ontology joined by `|`.
"""

import re

from extractors.relations.resources import word_lists
from extractors.relations.scene import ANY_SYMBOL, symbol_class

CLASSES: dict[str, tuple[str, ...]] = {
    "org": ("Institution",),
    "park": ("Park",),
    "person": ("Person",),
    "policy": ("Policy",),
    "region": ("Region",),
    "body": ("Institution", "Park"),
    "place": ("Park", "Region"),
    "actor": ("Institution", "Park", "Person", "Region"),
    "issuer": ("Institution", "Park", "Region"),
    "area": ("Institution", "Park", "Region"),
}
JOIN = r"(?:、|/|／|—|——|－|-|\s?和|\s?与|、?以及|及|暨|\s?同)"
TAIL_WORDS = r"(?:等)?"
GAP = f"(?:[^{ANY_SYMBOL}，,。；;：:！？!?\n]{{0,24}}?)"
WIDE_GAP = "(?:[^。；;！？!?\n]{0,60}?)"
NOT_A_SUBJECT = "(?<![在向对为给从于到把将据照着由被与和同及、靠聘请按跟让使是])"
PLACEHOLDER = re.compile(
    r"\{(?P<name>\w+)(?::(?P<cls>[\w|]+)(?P<mark>[!^]?))?\}|(?<!\?P)<(?P<list>\w+)>|(?P<wide>……)|(?P<gap>…)"
)


def compile_pattern(source: str) -> re.Pattern[str]:
    """Turn a pattern of a rule into a regular expression.

    Args:
        source: the pattern.

    Raises:
        KeyError: it uses an unknown class or word list.
        re.error: it is not a regular expression otherwise.
    """
    return re.compile(PLACEHOLDER.sub(_expand, source))


def _expand(found: re.Match[str]) -> str:
    if found["list"]:
        return word_lists()[found["list"]]
    if found["wide"]:
        return WIDE_GAP
    if found["gap"]:
        return GAP
    if found["name"] == "role":
        title = word_lists()["title"]
        lead = f"[^{ANY_SYMBOL}，,。；;：:！？!?\n（）()“”]{{0,12}}?"
        return f"(?P<role>{lead}{title}(?:[、兼]{{1,2}}{title})*)"
    one = f"[{class_symbols(found['cls'])}]"
    if found["mark"] == "!":
        return f"(?P<{found['name']}>{one})"
    group = f"(?P<{found['name']}>{one}(?:{JOIN}?{one})*){TAIL_WORDS}"
    return NOT_A_SUBJECT + group if found["mark"] == "^" else group


def class_symbols(name: str) -> str:
    """The symbols of a class, a type, a kind, or several joined by `|`, for a character class."""
    return "".join(symbol_class(CLASSES.get(part, (part,))) for part in name.split("|"))
