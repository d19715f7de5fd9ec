"""The learned tagger: what it finds, how it says so, and what it does with anything at all."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from extractors import learned
from extractors.batches import batches, windows
from extractors.crf import Chain, best_paths, posterior
from extractors.features import Features
from extractors.learned import LearnedTagger, TaggedSpan
from extractors.words import Words
from schema.errors import InstallationError

WEIGHTS = Path(learned.__file__).with_name("learned.onnx")
SENTENCES = [
    "昨天，株洲市科技局局长谭志远到湖南工业大学调研。",
    "淮安澜舟新材料有限公司落户江苏省淮安市的清江浦科技产业园。",
    "国务院印发《关于加强中试平台建设的指导意见》，四川省、陕西省率先试行。",
    "只要材料过关，就不怕迟；质量好了，市场自然会大起来。",
]
WORDS = [Words(sentence) for sentence in SENTENCES]


@pytest.fixture(scope="module")
def tagger() -> LearnedTagger:
    return LearnedTagger()


def names(sentence: str, spans: list[TaggedSpan]) -> set[tuple[str, str]]:
    return {(sentence[span.start : span.end], span.type) for span in spans}


def test_names_of_all_types_are_found(tagger: LearnedTagger) -> None:
    office, company, policy, plain = (
        names(sentence, spans) for sentence, spans in zip(SENTENCES, tagger.tag(SENTENCES), strict=True)
    )
    assert {("株洲市科技局", "Institution"), ("谭志远", "Person"), ("湖南工业大学", "Institution")} <= office
    assert {("淮安澜舟新材料有限公司", "Institution"), ("江苏省", "Region"), ("淮安市", "Region")} <= company
    assert ("清江浦科技产业园", "Park") in company
    assert {("关于加强中试平台建设的指导意见", "Policy"), ("四川省", "Region"), ("陕西省", "Region")} <= policy
    assert plain == set()


def test_kinds_are_told(tagger: LearnedTagger) -> None:
    sentence = "株洲市科技局局长谭志远到湖南工业大学调研，与淮安澜舟新材料有限公司座谈。"
    kinds = {sentence[span.start : span.end]: span.kind for span in tagger.tag([sentence])[0]}
    assert kinds["株洲市科技局"] == "government"
    assert kinds["湖南工业大学"] == "university"
    assert kinds["淮安澜舟新材料有限公司"] == "company"
    assert kinds["谭志远"] == ""


def test_spans_are_in_order_apart_and_confident(tagger: LearnedTagger) -> None:
    for sentence, spans in zip(SENTENCES, tagger.tag(SENTENCES), strict=True):
        assert all(0 < span.confidence <= 1 for span in spans)
        edges = [edge for span in spans for edge in (span.start, span.end)]
        assert edges == sorted(edges)
        assert all(span.end <= len(sentence) for span in spans)


def test_candidates_hold_the_chosen_and_more(tagger: LearnedTagger) -> None:
    chosen, candidates = tagger.tag(SENTENCES), tagger.candidates(WORDS, least=0.001)
    for spans, every in zip(chosen, candidates, strict=True):
        places = {(span.start, span.end, span.type) for span in every}
        assert {(span.start, span.end, span.type) for span in spans} <= places
    assert sum(map(len, candidates)) > sum(map(len, chosen))


def test_confidences_of_overlapping_candidates_sum_to_at_most_one(tagger: LearnedTagger) -> None:
    for sentence, every in zip(SENTENCES, tagger.candidates(WORDS, least=0.001), strict=True):
        for place in range(len(sentence)):
            assert sum(span.confidence for span in every if span.start <= place < span.end) <= 1.001


def test_equal_input_gives_equal_output(tagger: LearnedTagger) -> None:
    assert tagger.tag(SENTENCES) == LearnedTagger().tag(SENTENCES)


def test_a_batch_finds_what_single_sentences_find(tagger: LearnedTagger) -> None:
    many = [*SENTENCES, "", "王"]
    for sentence, spans in zip(many, tagger.tag(many), strict=True):
        assert spans == tagger.tag([sentence])[0]


@pytest.mark.parametrize(
    "text", ["", "\U0001f600\U00020000\x00\x07", "\ud800甲", "《" * 3000, "王" * 5000, "\n \u3000\n"]
)
def test_any_characters_are_read(tagger: LearnedTagger, text: str) -> None:
    for span in tagger.tag([text])[0]:
        assert 0 <= span.start < span.end <= len(text)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InstallationError, match=r"absent\.onnx: cannot be read"):
        LearnedTagger(tmp_path / "absent.onnx")


def test_a_cut_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cut.onnx"
    path.write_bytes(WEIGHTS.read_bytes()[:100_000])
    with pytest.raises(InstallationError, match=r"cut\.onnx: damaged"):
        LearnedTagger(path)


def test_another_network_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.onnx"
    path.write_bytes(WEIGHTS.with_name("lac.onnx").read_bytes())
    with pytest.raises(InstallationError, match=r"other\.onnx: damaged"):
        LearnedTagger(path)


def test_the_lexicon_is_named_when_damaged(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.tsv"
    path.write_text("no tab here\n", encoding="utf-8")
    with pytest.raises(InstallationError, match=r"lexicon\.tsv: damaged"):
        Features(path)


def test_features_mark_words_lexicon_and_brackets() -> None:
    features = Features()
    text = "见《科技条例》，湖北省"
    flags = features.compute(text, Words(text).starts())
    column = {name: number for number, name in enumerate(features.names)}
    assert flags[:, column["title:inside"]].tolist() == [0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0]
    assert flags[8, column["province:begin"]] == flags[10, column["province:end"]] == 1
    assert flags[4, column["head_document:begin"]] == 1
    words = flags[:, [column[f"word:{part}"] for part in ("begin", "middle", "end", "single")]]
    assert (words.sum(axis=1) == 1).all()


def brute_force(scores: np.ndarray, chain: Chain) -> dict[tuple[int, ...], float]:
    """The weight of every tag sequence."""
    steps, tags = scores.shape
    weights = {}
    for number in range(tags**steps):
        path = tuple(number // tags**step % tags for step in range(steps))
        total = chain.start[path[0]] + chain.end[path[-1]] + sum(scores[step, tag] for step, tag in enumerate(path))
        total += sum(chain.transition[a, b] for a, b in pairwise(path))
        weights[path] = float(total)
    return weights


def test_decoding_and_marginals_equal_brute_force() -> None:
    generator = np.random.default_rng(5)
    chain = Chain(*(generator.normal(size=shape).astype(np.float32) for shape in (3, 3, (3, 3))))
    scores = generator.normal(size=(5, 2, 3)).astype(np.float32) * 2
    lengths = np.array([5, 3])
    paths, found = best_paths(scores, lengths, chain), posterior(scores, lengths, chain)
    for row, length in enumerate(lengths.tolist()):
        weights = brute_force(scores[:length, row], chain)
        assert tuple(paths[row].tolist()) == max(weights, key=weights.__getitem__)
        whole = sum(np.exp(weight) for weight in weights.values())
        assert found.log_partition[row] == pytest.approx(np.log(whole), abs=1e-4)
        wanted = sum(np.exp(weight) for path, weight in weights.items() if path[1:3] == (2, 0)) / whole
        assert np.exp(found.path_log_probability(row, 1, np.array([2, 0]))) == pytest.approx(wanted, abs=1e-4)


def test_windows_cut_at_signs_and_never_exceed_the_limit() -> None:
    text = "一二三四五六七八九。" * 7 + "\n" + "十" * 95
    pieces = [text[start:end] for start, end in windows(text, 20)]
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= 20
    assert pieces[0].endswith("。")


def test_batches_hold_every_sequence_once() -> None:
    lengths = [5, 0, 3, 9, 5, 1]
    groups = list(batches(lengths, rows=2, places=10))
    assert sorted(index for group in groups for index in group) == [0, 2, 3, 4, 5]
    assert all(len(group) <= 2 for group in groups)
