import pytest

from graph.wording import readable, squeezed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("云溪高\n新区", "云溪高新区"),
        ("Tsinghua\n University", "Tsinghua University"),
        ("  与 MIT 合作\t", "与MIT合作"),
        ("“人才\n新政”", "“人才新政”"),
        ("", ""),
    ],
)
def test_readable_joins_lines_as_each_script_does(text: str, expected: str) -> None:
    assert readable(text) == expected


def test_squeezed_drops_all_white_space() -> None:
    assert squeezed(" 甲\u3000乙\n丙\r\n") == "甲乙丙"
