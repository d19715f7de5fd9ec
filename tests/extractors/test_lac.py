"""The stock tagger against recorded outputs and against a plain computation from the package's files."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from extractors.lac import LacTagger, TaggedSpan, package_folder
from schema.errors import InstallationError

RECORDED = json.loads(Path(__file__).with_name("lac_recorded.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tagger() -> LacTagger:
    return LacTagger()


def stored(name: str) -> NDArray[np.float32]:
    """A parameter file's values; the header is what the size leaves over, its description's length at byte 16."""
    data = (package_folder() / "model_baseline" / name).read_bytes()
    return np.frombuffer(data[20 + data[16] :], "<f4")


def sigmoid(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-values))


def plain_layer(inputs: NDArray[np.float64], number: int, backward: bool) -> NDArray[np.float64]:
    """One of the tagger's recurrent layers, as Paddle defines it: h = (1 - u) h + u c."""
    gates = stored(f"gru_{number}.w_0")[: 128 * 256].reshape(128, 256).astype(float)
    candidate = stored(f"gru_{number}.w_0")[128 * 256 :].reshape(128, 128).astype(float)
    projected = inputs @ stored(f"fc_{number}.w_0").reshape(-1, 384).astype(float)
    projected = projected + stored(f"fc_{number}.b_0") + stored(f"gru_{number}.b_0")
    state, states = np.zeros(128), np.zeros((len(inputs), 128))
    for place in reversed(range(len(inputs))) if backward else range(len(inputs)):
        update, reset = np.split(sigmoid(projected[place, :256] + state @ gates), 2)
        proposal = np.tanh(projected[place, 256:] + (reset * state) @ candidate)
        state = (1 - update) * state + update * proposal
        states[place] = state
    return states


def plain_states(numbers: NDArray[np.int32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    embedded = stored("word_emb").reshape(-1, 128)[numbers].astype(float)
    first = np.hstack([plain_layer(embedded, 0, False), plain_layer(embedded, 1, True)])
    return first, np.hstack([plain_layer(first, 2, False), plain_layer(first, 3, True)])


def plain_best_path(scores: NDArray[np.float64]) -> list[int]:
    start, end, transition = np.split(stored("crfw").reshape(59, 57).astype(float), [1, 2])
    total, back = scores[0] + start[0], []
    for row in scores[1:]:
        paths = total[:, None] + transition
        back.append(paths.argmax(axis=0))
        total = paths.max(axis=0) + row
    path = [int((total + end[0]).argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]


def test_states_equal_a_plain_computation(tagger: LacTagger) -> None:
    sentences = [case["sentence"] for case in RECORDED]
    states = tagger.states(sentences)
    for column, sentence in enumerate(sentences):
        first, second = plain_states(tagger.vocabulary.numbers(sentence))
        assert np.abs(states.first[: len(sentence), column] - first).max() < 1e-5
        assert np.abs(states.second[: len(sentence), column] - second).max() < 1e-5
        scores = second @ stored("fc_4.w_0").reshape(256, 57) + stored("fc_4.b_0")
        assert np.abs(states.scores[: len(sentence), column] - scores).max() < 1e-4


def test_labels_equal_a_plain_decoding(tagger: LacTagger) -> None:
    for case, spans in zip(RECORDED, tagger.tag([case["sentence"] for case in RECORDED]), strict=True):
        _, second = plain_states(tagger.vocabulary.numbers(case["sentence"]))
        path = plain_best_path(second @ stored("fc_4.w_0").reshape(256, 57) + stored("fc_4.b_0"))
        words: list[list[int | str]] = []
        for place, tag in enumerate(tagger.vocabulary.tags[number] for number in path):
            label = tag.split("-")[0]
            if words and not tag.endswith("-B") and words[-1][2] == label:
                words[-1][1] = place + 1
            else:
                words.append([place, place + 1, label])
        names = [word for word in words if word[2] in {"PER", "nr", "LOC", "ns", "ORG", "nt"}]
        assert [(span.start, span.end) for span in spans] == [(word[0], word[1]) for word in names]


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case["sentence"][:8])
def test_recorded_names(tagger: LacTagger, case: dict[str, object]) -> None:
    sentence = str(case["sentence"])
    found = [[sentence[span.start : span.end], span.label] for span in tagger.tag([sentence])[0]]
    assert found == case["names"]


def test_a_batch_gives_what_single_sentences_give(tagger: LacTagger) -> None:
    sentences = [case["sentence"] for case in RECORDED] + ["", "王"]
    assert tagger.tag(sentences) == [tagger.tag([sentence])[0] for sentence in sentences]


def test_quotation_marks_of_all_forms_read_alike(tagger: LacTagger) -> None:
    plain = tagger.tag(['他说"浙江大学"与杭州市签约'])
    for opening, closing in ("“”", "「」", "『』", "＂＂"):
        assert tagger.tag([f"他说{opening}浙江大学{closing}与杭州市签约"]) == plain
    assert TaggedSpan(3, 7, "ORG", True) in plain[0]


@pytest.mark.parametrize("text", ["\U0001f600\U00020000\x00\x07", "\ud800甲", "“”‘’•\u3000\u200b", "王" * 5000])
def test_any_characters_are_read(tagger: LacTagger, text: str) -> None:
    for span in tagger.tag([text])[0]:
        assert 0 <= span.start < span.end <= len(text)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "lac_small"
    shutil.copytree(package_folder(), folder)
    (folder / "model_baseline" / "gru_2.w_0").unlink()
    with pytest.raises(InstallationError, match=r"gru_2\.w_0: cannot be read"):
        LacTagger(folder)


@pytest.mark.parametrize("name", ["crfw", "word_emb", "fc_3.b_0"])
def test_a_cut_file_is_named(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "lac_small"
    shutil.copytree(package_folder(), folder)
    path = folder / "model_baseline" / name
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(InstallationError, match=f"{name}: damaged"):
        LacTagger(folder)


def test_a_damaged_dictionary_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "lac_small"
    shutil.copytree(package_folder(), folder)
    (folder / "tag.dic").write_text("0\ta-B\nnonsense\n", encoding="utf-8")
    with pytest.raises(InstallationError, match=r"tag\.dic: damaged"):
        LacTagger(folder)
