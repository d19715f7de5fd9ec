"""Reading files: which files of a path are texts, and what their bytes say.

Offsets of everything that follows count characters of `SourceText.text`, which is the file's text
as decoded, less a byte order mark.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from schema.errors import InputNotFoundError, InputUnreadableError

TEXT_SUFFIXES = frozenset({".txt", ".md"})

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEGACY_ENCODINGS = ("gb18030", "big5")
# Signs that every Chinese text of some length is full of; the encoding that yields more of them is right.
_FREQUENT = re.compile("[的一是在和有年中了为大国人不业发展技术新學業發術，。、：《》“”（）]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_FREQUENT_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of one file.

    Attributes:
        document: the file's name without its ending.
        path: the path as the user gave it.
        text: the text as read.
    """

    document: str
    path: Path
    text: str


def find_sources(paths: Iterable[Path]) -> list[Path]:
    """The text files that the paths stand for, sorted and each once.

    Args:
        paths: files (any name) and folders; of a folder all `.txt` and `.md` below it, hidden ones left out.

    Raises:
        InputNotFoundError: a path does not exist, or a folder holds no text.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            texts = {
                file
                for file in path.rglob("*")
                if file.suffix.lower() in TEXT_SUFFIXES and file.is_file() and not _hidden(file.relative_to(path))
            }
            if not texts:
                raise InputNotFoundError(f"{path}: no .txt or .md file in this folder; name a folder that holds texts.")
            found |= texts
        elif path.exists():
            found.add(path)
        else:
            raise InputNotFoundError(f"{path}: no such file or folder; check the path.")
    return sorted(found)


def read_source(path: Path) -> SourceText:
    """Read one text file in UTF-8, UTF-16, UTF-32 (with a byte order mark), GB18030 or Big5.

    Raises:
        InputNotFoundError: there is no such file.
        InputUnreadableError: it is empty, binary, of a format that is not text, or its bytes fit no encoding.
    """
    if path.suffix.lower() not in TEXT_SUFFIXES:
        raise InputUnreadableError(f"{path}: only .txt and .md files are read; save it as a text file.")
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise InputNotFoundError(f"{path}: no such file; check the path.") from error
    except OSError as error:
        raise InputUnreadableError(f"{path}: cannot be read ({error.strerror}); check its permissions.") from error
    text = decode(data, str(path))
    if not text.strip():
        raise InputUnreadableError(f"{path}: is empty; remove it or put a text in it.")
    return SourceText(path.stem, path, text)


def decode(data: bytes, name: str) -> str:
    """The text that the bytes of a file stand for.

    Args:
        data: the bytes.
        name: how an error names the file.

    Raises:
        InputUnreadableError: the bytes are binary or fit no encoding.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            candidates = [(encoding, data[len(mark) :])]
            break
    else:
        candidates = [("utf-8", data)]
        if not _is_utf8(data):
            candidates = [(encoding, data) for encoding in _LEGACY_ENCODINGS]
    texts = []
    for encoding, content in candidates:
        try:
            texts.append((encoding, content.decode(encoding)))
        except UnicodeDecodeError:
            continue
    if not texts:
        raise InputUnreadableError(f"{name}: its bytes are neither UTF-8 nor GB18030 nor Big5; save it as UTF-8.")
    encoding, text = max(texts, key=lambda pair: len(_FREQUENT.findall(pair[1])))
    if _CONTROL.search(text):
        raise InputUnreadableError(f"{name}: holds control characters, so it is no text; save it as UTF-8 text.")
    if encoding in _LEGACY_ENCODINGS and len(_FREQUENT.findall(text)) < _FREQUENT_SHARE * len(text):
        raise InputUnreadableError(f"{name}: its bytes are neither UTF-8 nor GB18030 nor Big5; save it as UTF-8.")
    return text


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
