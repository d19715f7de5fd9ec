"""`innograph explain`: a sentence with all that was seen and decided, as text and as a page."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.innograph.conftest import Run, one_line

TEXT = (
    "青岭材料有限公司没有收购<b>江岸科技有限公司</b>。\n"
    "天气很好。\n"
    "青岭材料有限公司位于绵阳市。\n"
    "希望四川大学与青岭材料有限公司合作。\n"
)


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_an_edge_is_shown_with_its_rule_and_probability(run: Run, note: Path) -> None:
    shown = run("explain", note, "--sentence", "3", "--lang", "en").stdout
    assert "青岭材料有限公司 → located in → 绵阳市" in shown
    assert re.search(r"stated +located\.\S+ +青岭材料有限公司 → located in → 绵阳市", shown)
    assert re.search(r"stated +青岭材料有限公司 → located in → 绵阳市 +0\.\d{3} +0\.\d{3} +0\.\d{3} +3 ", shown)
    assert "收购" not in shown


def test_a_veto_is_shown(run: Run, note: Path) -> None:
    shown = run("explain", note, "--sentence", "1", "--lang", "en").stdout
    assert re.search(r"vetoed: negated +invests\.\S+ +青岭材料有限公司 → invests in → 江岸科技有限公司", shown)
    assert "No edge came of it." in shown


def test_without_a_number_all_sentences_that_name_something_are_shown(run: Run, note: Path) -> None:
    shown = run("explain", note).stdout
    assert re.findall(r"^── (\d+) ──$", shown, re.M) == ["1", "3", "4"]
    assert max(map(len, shown.splitlines())) < 1000


def test_a_sentence_without_names_says_so(run: Run, note: Path) -> None:
    assert "没有识别出名称。" in run("explain", note, "--sentence", "2").stdout


def test_a_sentence_that_is_not_there_is_named(run: Run, note: Path) -> None:
    assert "has no sentence 9; it has 4" in one_line(run("explain", note, "--sentence", "9"), 3)


def test_a_missing_file_is_named(run: Run, tmp_path: Path) -> None:
    assert "missing.txt" in one_line(run("explain", tmp_path / "missing.txt"), 3)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_is_escaped_and_needs_no_network(run: Run, note: Path, tmp_path: Path) -> None:
    output = tmp_path / "note.html"
    assert run("explain", note, "--html", output).stdout.strip() == str(output)
    page = _Page()
    page.feed(output.read_bytes().decode("utf-8"))
    assert "b" not in page.tags
    assert "script" not in page.tags
    assert page.tags.count("mark") >= 6
    assert page.links == ["data:,"]
    assert "没有收购<b>江岸科技有限公司" in page.text
    assert "青岭材料有限公司 → 位于 → 绵阳市" in page.text


def test_a_page_that_cannot_be_written_is_named(run: Run, note: Path, tmp_path: Path) -> None:
    assert "no/note.html" in one_line(run("explain", note, "--html", tmp_path / "no/note.html"), 16)
