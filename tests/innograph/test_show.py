"""`innograph show`: an entity with the sentence behind each of its relations."""

from pathlib import Path

from tests.innograph.conftest import PLAIN, Run, one_line, rows_of

COMPANY = "绵阳青岭材料股份有限公司"


def test_an_entity_comes_with_names_kind_and_sentences(run: Run, small_store: Path) -> None:
    (entity,) = rows_of(run("show", COMPANY, "--store", small_store))
    assert entity["name"] == COMPANY
    assert (entity["type"], entity["kind"]) == ("Institution", "company")
    assert "青岭材料" in entity["aliases"]
    evidence = [item for relation in entity["relations"] for item in relation["evidence"]]
    assert evidence
    for item in evidence:
        assert item["sentence"] in PLAIN
        assert item["source"].endswith(".txt")


def test_an_alias_and_an_id_lead_to_the_same_entity(run: Run, small_store: Path) -> None:
    (by_name,) = rows_of(run("show", COMPANY, "--store", small_store))
    assert rows_of(run("show", "青岭材料", "--store", small_store)) == [by_name]
    assert rows_of(run("show", by_name["id"], "--store", small_store)) == [by_name]


def test_the_table_is_headed_by_names_and_labels(run: Run, small_store: Path) -> None:
    chinese = run("show", COMPANY, "--store", small_store, "--table").stdout
    assert chinese.startswith(f"{COMPANY} (机构 · 企业)\n")
    assert "← 任职于" in chinese
    english = run("show", COMPANY, "--store", small_store, "--table", "--lang", "en").stdout
    assert english.startswith(f"{COMPANY} (Institution · company)\n")
    assert "← works for" in english


def test_an_unknown_name_is_answered_with_the_nearest(run: Run, small_store: Path) -> None:
    assert COMPANY in one_line(run("show", "绵阳青岭新材料公司", "--store", small_store), 9)
