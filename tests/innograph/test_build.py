"""`innograph build`: what it reads, skips, takes out and reports."""

import shutil
from pathlib import Path

from tests.innograph.conftest import NEWS, PROFILE, Run, rows_of


def _counts(outcome) -> dict[tuple[str, str], int]:  # type: ignore[no-untyped-def]
    return {(row["what"], row["type"]): row["count"] for row in rows_of(outcome)}


def test_the_summary_tells_documents_mentions_entities_and_edges_by_type(run: Run, tmp_path: Path) -> None:
    counts = _counts(run("build", NEWS, "--store", tmp_path / "s", "--lang", "en"))
    assert counts["files read", ""] == 1
    assert counts["documents", ""] == 1
    assert counts["mentions", ""] > 15
    assert counts["entities", "Institution"] >= 3
    assert counts["entities", ""] == sum(n for (what, kind), n in counts.items() if what == "entities" and kind)
    assert counts["edges", ""] == sum(n for (what, kind), n in counts.items() if what == "edges" and kind)
    assert counts["edges", ""] > 3


def test_labels_are_chinese_by_default(run: Run, tmp_path: Path) -> None:
    assert ("entities", "机构") in _counts(run("build", NEWS, "--store", tmp_path / "s"))


def test_a_second_run_skips_what_has_not_changed_and_says_so(run: Run, tmp_path: Path) -> None:
    first = run("build", NEWS, PROFILE, "--store", tmp_path / "s")
    second = run("build", NEWS, PROFILE, "--store", tmp_path / "s")
    assert _counts(second)["files unchanged", ""] == 2
    assert "2 unchanged files were skipped" in second.stderr
    same = [key for key in _counts(first) if not key[0].startswith("files")]
    assert [_counts(first)[key] for key in same] == [_counts(second)[key] for key in same]


def test_a_changed_file_replaces_its_own_claims_only(run: Run, tmp_path: Path) -> None:
    text = tmp_path / "texts" / "news.txt"
    text.parent.mkdir()
    shutil.copy(NEWS, text)
    shutil.copy(PROFILE, tmp_path / "texts" / "profile.txt")
    run("build", text.parent, "--store", tmp_path / "s")
    text.write_text("绵阳市科学技术局位于涪城区。", encoding="utf-8")
    counts = _counts(run("build", text.parent, "--store", tmp_path / "s"))
    assert (counts["files read", ""], counts["files unchanged", ""]) == (1, 1)
    query = "MATCH (n:Institution) RETURN n.name AS name"
    names = {row["name"] for row in rows_of(run("query", query, "--store", tmp_path / "s"))}
    assert "绵阳市科学技术局" in names
    assert not any("揽溪" in name for name in names)
    assert "皖南碳基材料研究院" in names


def test_a_file_that_is_gone_from_its_folder_leaves_the_graph(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    shutil.copy(NEWS, folder)
    shutil.copy(PROFILE, folder)
    run("build", folder, "--store", tmp_path / "s")
    (folder / NEWS.name).unlink()
    counts = _counts(run("build", folder, "--store", tmp_path / "s"))
    assert counts["files removed", ""] == 1
    assert counts["documents", ""] == 1


def test_files_of_other_folders_stay(run: Run, tmp_path: Path) -> None:
    run("build", NEWS, "--store", tmp_path / "s")
    counts = _counts(run("build", PROFILE, "--store", tmp_path / "s"))
    assert counts["files removed", ""] == 0
    assert counts["documents", ""] == 2
