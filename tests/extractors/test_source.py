from pathlib import Path

import pytest

from extractors.source import decode, find_sources, read_source
from schema.errors import InputNotFoundError, InputUnreadableError

TEXT = "赣州高新区与中国科学院的研究院签约，共建实验室。\r\n第二行：企业在园区发展。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"])
def test_text_is_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "简报.txt"
    path.write_bytes(TEXT.encode(encoding))
    source = read_source(path)
    assert (source.document, source.path, source.text) == ("简报", path, TEXT)


def test_big5_is_told_from_gb18030() -> None:
    text = "新竹科學園區的企業與國立清華大學在研發上合作，發展半導體產業。"
    assert decode(text.encode("big5"), "x") == text


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "x.txt"),
        (b"\x00\x01\x02\x03", "control characters"),
        ("日本".encode("euc-jp") + b"\xff\xff", "save it as UTF-8"),
        ("é à ü ö ñ ç".encode("latin-1") * 3, "save it as UTF-8"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_the_file_named(tmp_path: Path, data: bytes, complaint: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(data)
    with pytest.raises(InputUnreadableError) as caught:
        read_source(path)
    assert complaint in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_other_formats_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(InputUnreadableError, match=r"only \.txt and \.md"):
        read_source(path)


def test_folders_give_their_texts_sorted_once_and_hidden_ones_never(tmp_path: Path) -> None:
    for name in ("b.txt", "a.MD", "deep/c.txt", ".git/d.txt", "deep/.e.txt", "table.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(TEXT, encoding="utf-8")
    found = find_sources([tmp_path, tmp_path / "b.txt"])
    assert [str(path.relative_to(tmp_path)) for path in found] == ["a.MD", "b.txt", "deep/c.txt"]


def test_missing_paths_and_folders_without_texts_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError, match="nowhere: no such file"):
        find_sources([tmp_path / "nowhere"])
    with pytest.raises(InputNotFoundError, match=r"no \.txt or \.md file"):
        find_sources([tmp_path])
