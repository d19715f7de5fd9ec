"""The pipeline over several texts at once."""

from pathlib import Path

import pytest

from extractors.pipeline import Extractor
from extractors.source import SourceText, find_sources, read_source
from innograph.extracting import Failure, extract_files
from schema.errors import InputUnreadableError
from schema.records import Extraction

EXAMPLES = Path(__file__).parents[2] / "examples" / "texts"


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def test_texts_read_together_yield_what_each_yields_alone(extractor: Extractor) -> None:
    sources = [read_source(path) for path in find_sources([EXAMPLES])]
    together = extractor.extract_many(sources)
    assert [one.to_json() for one in together] == [extractor.extract(source).to_json() for source in sources]
    assert [one.to_json() for one in extractor.extract_many(sources[::-1])] == [one.to_json() for one in together[::-1]]


def test_one_unfit_text_is_refused_by_name(extractor: Extractor) -> None:
    sources = [SourceText("good", "good.txt", "赣州市位于江西省。"), SourceText("bad", "bad.txt", "赣州\ud800市")]
    with pytest.raises(InputUnreadableError, match=r"bad\.txt.*surrogate"):
        extractor.extract_many(sources)


@pytest.mark.parametrize("processes", [1, 2])
def test_an_unreadable_file_is_skipped_and_its_group_goes_on(tmp_path: Path, processes: int) -> None:
    paths = []
    for number in range(6):
        path = tmp_path / f"{number}.txt"
        path.write_bytes(b"\x00\x01\x02" * 50 if number == 3 else f"第{number}日，赣州市与南昌大学签约。".encode())
        paths.append(path)
    results = list(extract_files(paths, processes))
    assert [path for path, _ in results] == paths
    assert [type(result) for _, result in results] == [Extraction] * 3 + [Failure] + [Extraction] * 2
