"""One way to write a text: width, traditional characters, brackets and numerals."""

import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

_SIGNS = str.maketrans(
    {"（": "(", "）": ")", "〔": "(", "〕": ")", "【": "(", "】": ")", "[": "(", "]": ")", "—": "-", "–": "-",
     "－": "-", "―": "-", "~": "-", "～": "-", "•": "·", "・": "·", "‧": "·", "∙": "·", "●": "·", "．": "·"}
)  # fmt: skip
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


@lru_cache(maxsize=200_000)
def normalised(name: str) -> str:
    """`name` in one width (NFKC), simplified characters, plain brackets and dashes, and without white space."""
    unspaced = "".join(unicodedata.normalize("NFKC", name).split())
    # Once more, since signs may combine that a space has parted.
    return _simplified(unicodedata.normalize("NFKC", unspaced.translate(_SIGNS)))


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _simplified(text: str) -> str:
    """Traditional characters as simplified ones; a text that is simplified already stays as it is (乾, 於)."""
    if _is_simplified(text):
        return text
    return str(_converter().convert(text))


def _is_simplified(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def number_value(numeral: str) -> int:
    """The value of a numeral, Chinese (`二十三`) or Arabic; 0 for an empty one."""
    if numeral.isdigit() and numeral.isascii():
        return int(numeral)
    if not any(sign in numeral for sign in "十百"):
        return int("".join(str(_DIGITS.get(digit, digit)) for digit in numeral) or 0)
    total, current = 0, 0
    for sign in numeral:
        if sign in "十百":
            total += (current or 1) * (10 if sign == "十" else 100)
            current = 0
        else:
            current = _DIGITS.get(sign, int(sign) if sign.isdigit() else 0)
    return total + current
