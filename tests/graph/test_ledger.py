import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest

from graph.ledger import Ledger, document_id
from schema import Mention, Statement
from schema.errors import DiskFullError, StoreBusyError, StoreError
from tests.graph.graph_samples import extraction, later_news, park_news


def everything(ledger: Ledger) -> tuple[object, ...]:
    return (
        list(ledger.documents()),
        list(ledger.entities()),
        list(ledger.mentions()),
        list(ledger.statements()),
        ledger.counts(),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "innograph.kg"


def test_what_was_recorded_is_there_after_reopening(folder: Path) -> None:
    news = park_news()
    with Ledger.create(folder) as ledger:
        ledger.record(news, "h1")
    with Ledger.open(folder) as ledger:
        assert ledger.counts() == {"sources": 1, "documents": 2, "mentions": len(news.mentions), "statements": 8}
        first = next(document for document in ledger.documents() if document.date == "2024-03-05")
        assert first.title == "云溪高新区再添创新平台"
        assert first.source == news.source
        assert ledger.document_text(first.id) == news.text[: news.articles[0].end]
        assert {statement.sentence for statement in ledger.statements()} == {
            news.text[statement.start : statement.end] for statement in news.statements
        }
        assert {mention.surface for mention in ledger.mentions()} >= {"星桥科技", "星桥科技有限公司"}


def test_statements_carry_their_own_date_or_their_documents(folder: Path) -> None:
    news = park_news()
    dated = replace(news.statements[0], date="2023-12")
    with Ledger.create(folder) as ledger:
        ledger.record(replace(news, statements=(dated, *news.statements[1:])), "h1")
        dates = [statement.date for statement in ledger.statements() if statement.type == "FOUNDED"]
    assert sorted(dates) == ["2023-12", "2024-03-05"]


@pytest.mark.parametrize(
    ("content", "pipeline", "current"), [("h1", "1", True), ("h2", "1", False), ("h1", "2", False)]
)
def test_a_source_is_current_with_the_same_content_and_pipeline(
    folder: Path, content: str, pipeline: str, current: bool
) -> None:
    with Ledger.create(folder) as ledger:
        ledger.record(park_news(), "h1")
        assert ledger.is_current("a/园区动态.txt", content, pipeline) is current
        assert not ledger.is_current("other.txt", content, pipeline)


def test_a_changed_file_replaces_all_it_said(folder: Path, tmp_path: Path) -> None:
    with Ledger.create(folder) as ledger:
        ledger.record(later_news("x.txt"), "h1")
        ledger.record(park_news("x.txt"), "h2")
        changed = everything(ledger)
    with Ledger.create(tmp_path / "fresh.kg") as ledger:
        ledger.record(park_news("x.txt"), "h2")
        assert everything(ledger) == changed


def test_retracting_takes_exactly_a_files_own_claims(folder: Path, tmp_path: Path) -> None:
    with Ledger.create(folder) as ledger:
        ledger.record(park_news(), "h1")
        before = everything(ledger)
        ledger.record(later_news(), "h2")
        assert everything(ledger) != before
        assert ledger.retract(["b/later.txt", "never/seen.txt"]) == 1
        assert everything(ledger) == before
        assert ledger.sources() == {"a/园区动态.txt"}
        connection = sqlite3.connect(folder / "ledger.sqlite")
        for table in ("occurrence", "entity", "mention", "statement"):
            assert connection.execute(f"SELECT count(*) FROM {table} WHERE source = 'b/later.txt'").fetchone() == (0,)
        connection.close()


def test_an_article_in_several_places_counts_once_and_survives_the_loss_of_one(folder: Path) -> None:
    with Ledger.create(folder) as ledger:
        ledger.record(park_news("b.txt"), "h1")
        once = ledger.counts()
        ledger.record(park_news("a.txt"), "h1")
        assert ledger.counts() == {**once, "sources": 2}
        assert {document.source for document in ledger.documents()} == {"a.txt"}
        ledger.retract(["a.txt"])
        assert ledger.counts() == once
        assert {document.source for document in ledger.documents()} == {"b.txt"}


def test_an_article_twice_in_one_file_counts_once(folder: Path) -> None:
    body = ("同一条", "2024-01-01", "青禾大学与远山大学合作。")
    twice = extraction(
        "t.txt",
        [body, ("另一条", "2024-01-02", "青禾大学。"), body],
        [("E1", "Institution", "university", "青禾大学"), ("E2", "Institution", "university", "远山大学")],
        [("E1", "COOPERATES_WITH", "E2", "青禾大学与远山大学合作")],
    )
    with Ledger.create(folder) as ledger:
        ledger.record(twice, "h")
        assert ledger.counts() == {"sources": 1, "documents": 2, "mentions": 3, "statements": 1}


def test_documents_are_the_same_whatever_their_white_space() -> None:
    assert document_id("青禾大学\n与远山大学 合作") == document_id("青禾大学与远山\u3000大学合作\n")
    assert document_id("甲") != document_id("乙")
    assert len(document_id("甲")) == len("document:") + 12


@pytest.mark.parametrize(
    "text",
    [
        "</script><b>",
        "'); DROP TABLE source; --",
        "`}) DETACH DELETE n //",
        "😀𠮷",
        "nul\0byte",
        "\u2028",
        "长" * 400_000,
    ],
)
def test_texts_come_back_as_they_went_in(folder: Path, text: str) -> None:
    news = extraction(
        f"{text[:50]}.txt",
        [(text[:100], "", f"{text}大学与{text}公司合作")],
        [("E1", "Institution", "university", f"{text}大学"), ("E2", "Institution", "company", f"{text}公司")],
        [("E1", "COOPERATES_WITH", "E2", "合作")],
    )
    with Ledger.create(folder) as ledger:
        ledger.record(news, "h")
        (document,) = ledger.documents()
        assert ledger.document_text(document.id) == news.text
        assert {entity.name for entity in ledger.entities()} == {f"{text}大学", f"{text}公司"}
        assert ledger.sources() == {news.source}


def test_file_names_that_are_not_utf8_are_kept_apart(folder: Path) -> None:
    odd = os.fsdecode(b"\xd4\xb0\xc7\xf8.txt")
    with Ledger.create(folder) as ledger:
        ledger.record(park_news(odd), "h")
        assert ledger.is_current(odd, "h", "1")
        assert ledger.retract([odd]) == 1


@pytest.mark.parametrize(
    "broken",
    [
        {"statements": (Statement("E1", "FOUNDED", "E9", 0, 1),)},
        {"statements": (Statement("E5", "INVESTS_IN", "E1", 0, 1),)},
        {"statements": (Statement("E1", "LIKES", "E2", 0, 1),)},
        {"mentions": (Mention(0, 10**6, "Institution", "E1"),)},
        {"mentions": (Mention(0, 1, "Park", "E1"),)},
    ],
)
def test_an_extraction_that_breaks_its_contract_is_refused_whole(folder: Path, broken: dict[str, object]) -> None:
    with Ledger.create(folder) as ledger:
        with pytest.raises(ValueError, match=r"extraction of a/园区动态\.txt"):
            ledger.record(replace(park_news(), **broken), "h")  # type: ignore[arg-type]
        assert ledger.counts()["sources"] == 0


def test_a_second_writer_is_told_that_the_store_is_busy(folder: Path) -> None:
    script = "import sys; from pathlib import Path; from graph.ledger import Ledger; Ledger.create(Path(sys.argv[1]))"
    with Ledger.create(folder) as ledger:
        ledger.record(park_news(), "h")
        second = subprocess.run([sys.executable, "-c", script, folder], capture_output=True, text=True, check=False)
        assert second.returncode == 1
        assert f"{StoreBusyError.__name__}: {folder}: another build is writing" in second.stderr
        assert ledger.counts()["sources"] == 1
    assert subprocess.run([sys.executable, "-c", script, folder], check=False).returncode == 0


def test_a_reader_sees_the_last_whole_state_beside_a_writer(folder: Path) -> None:
    with Ledger.create(folder) as writer:
        writer.record(park_news(), "h")
        with Ledger.open(folder) as reader:
            assert reader.counts()["sources"] == 1
            writer.record(later_news(), "h")
            assert reader.counts()["sources"] == 2


KILLED = textwrap.dedent(
    """
    import sys
    sys.path.insert(0, sys.argv[2])
    from pathlib import Path
    from graph_samples import park_news
    from graph.ledger import Ledger
    with Ledger.create(Path(sys.argv[1])) as ledger:
        for number in range(100_000):
            ledger.record(park_news(f"{number:06}.txt"), "h")
            print(number, flush=True)
    """
)


@pytest.mark.parametrize("delay", [0.0, 0.03, 0.07, 0.13])
def test_a_killed_writer_loses_nothing_and_leaves_nothing_half_written(folder: Path, delay: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, folder, Path(__file__).parent], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    told = 1 + len([line for line in process.stdout.read().splitlines() if line.isdigit()])
    process.wait()
    with Ledger.create(folder) as ledger:  # also: the lock is free again
        sources = ledger.sources()
        assert told <= len(sources) <= told + 1
        whole = len(park_news().entities) * len(sources)
        assert len(list(ledger.entities())) == whole
        connection = sqlite3.connect(folder / "ledger.sqlite")
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()


def test_a_full_disk_is_told_and_costs_nothing(folder: Path) -> None:
    with Ledger.create(folder) as ledger:
        ledger.record(park_news(), "h")
        before = everything(ledger)
        # SQLite's own limit raises the same error as a device without space.
        pages = ledger._connection.execute("PRAGMA page_count").fetchone()[0]
        ledger._connection.execute(f"PRAGMA max_page_count = {pages + 1}")
        big = replace(later_news(), text=later_news().text + "长" * 200_000)
        with pytest.raises(DiskFullError, match="no space left"):
            ledger.record(big, "h")
        assert everything(ledger) == before


def test_a_damaged_ledger_is_told(folder: Path) -> None:
    Ledger.create(folder).close()
    (folder / "ledger.sqlite").write_bytes(b"no database at all" * 1000)
    with pytest.raises(StoreError, match=r"ledger\.sqlite"):
        Ledger.open(folder)


def test_a_ledger_of_another_version_is_told(folder: Path) -> None:
    Ledger.create(folder).close()
    connection = sqlite3.connect(folder / "ledger.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="version 99"):
        Ledger.open(folder)
