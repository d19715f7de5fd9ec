"""The learned tagger: institutions, parks, people, policies and regions with their kinds and a confidence.

The network (`learned.onnx`, trained by `training/`) is three bidirectional recurrent layers over characters and the
features of `extractors.features`, under a conditional random field over the tags B, I, E and S of each type and O.
The first two layers began as those of the stock tagger.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.batches import batches, windows
from extractors.crf import Chain, Posterior, posterior
from extractors.features import Features
from extractors.lac import Vocabulary, open_session, package_folder
from extractors.words import Words
from schema.errors import InstallationError

_WEIGHTS = Path(__file__).with_name("learned.onnx")
_WINDOW, _ROWS, _PLACES = 256, 128, 8192
_LONGEST = 80
# The vocabulary has rows that no character bears; white space takes two of them.
_LINE_FEED, _SPACE = 20939, 20938


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """A name as the learned tagger sees it.

    Attributes:
        start, end: the span within the sentence.
        type: an entity type of the ontology.
        kind: the likeliest kind of that type, or empty where the type has none.
        confidence: probability that span and type are right, 0 to 1.
    """

    start: int
    end: int
    type: str
    kind: str
    confidence: float


@dataclass(frozen=True, slots=True)
class _Piece:
    """A window of the text of this number."""

    text: int
    start: int
    end: int


def character_numbers(vocabulary: Vocabulary, text: str) -> NDArray[np.int32]:
    """The network's number of each character: the stock vocabulary's, white space apart."""
    numbers = vocabulary.numbers(text)
    for place, character in enumerate(text):
        if character.isspace():
            numbers[place] = _LINE_FEED if character == "\n" else _SPACE
    return numbers


class LearnedTagger:
    """Tags names of the five types.

    Args:
        weights: the network's file; the one that innograph brings by default.

    Raises:
        InstallationError: a file is missing or damaged; the message names it.
    """

    def __init__(self, weights: Path = _WEIGHTS) -> None:
        """Open the network and load vocabulary and lexicon."""
        self._session = open_session(weights, {})
        try:
            properties = json.loads(self._session.get_modelmeta().custom_metadata_map["innograph"])
            chain = np.array(properties["chain"], np.float32)
            self._types: list[str] = properties["types"]
            kinds = [(number, *name.split("/")) for number, name in enumerate(properties["kinds"])]
            self._kinds = {
                type_: [(number, kind) for number, owner, kind in kinds if owner == type_] for type_ in self._types
            }
            names: list[str] = properties["features"]
            self._least: float = properties["least_confidence"]
        except (KeyError, ValueError) as error:
            raise InstallationError(f"{weights}: damaged, its description is missing; reinstall innograph") from error
        self._chain = Chain(chain[0], chain[1], chain[2:])
        self._vocabulary = Vocabulary(package_folder())
        self._features = Features()
        if names != self._features.names:
            raise InstallationError(f"{weights}: made for another lexicon of features; reinstall innograph")

    def tag(self, sentences: Sequence[str]) -> list[list[TaggedSpan]]:
        """Find the names in each sentence.

        Of the candidates the likeliest is taken first, then the likeliest that does not overlap it, and so on.

        Args:
            sentences: stretches of clean text; whole paragraphs are best, longer ones are read in windows of at
                most 256 characters, cut at line ends or full stops.

        Returns:
            For each sentence its names, in order and without overlap.
        """
        found = []
        every = self.candidates([Words(sentence) for sentence in sentences], self._least)
        for sentence, candidates in zip(sentences, every, strict=True):
            taken = bytearray(len(sentence))
            chosen = []
            for span in sorted(candidates, key=lambda span: (-span.confidence, span.start, span.end, span.type)):
                if not any(taken[span.start : span.end]):
                    taken[span.start : span.end] = b"\1" * (span.end - span.start)
                    chosen.append(span)
            found.append(sorted(chosen, key=lambda span: span.start))
        return found

    def candidates(self, texts: Sequence[Words], least: float = 0.05) -> list[list[TaggedSpan]]:
        """All spans that may be names, overlapping ones included, in order.

        What is found in a text does not depend on the texts beside it.

        Args:
            texts: stretches of clean text, as for `tag`, cut into words.
            least: the lowest confidence of a candidate.
        """
        found: list[list[TaggedSpan]] = [[] for _ in texts]
        pieces = [_Piece(index, *ends) for index, words in enumerate(texts) for ends in windows(words.text, _WINDOW)]
        starts = [words.starts() for words in texts]
        for batch in batches([piece.end - piece.start for piece in pieces], _ROWS, _PLACES):
            chosen = [pieces[number] for number in batch]
            scores, kinds, lengths = self._run(
                [texts[piece.text].text[piece.start : piece.end] for piece in chosen],
                [starts[piece.text][piece.start : piece.end + 1] for piece in chosen],
            )
            for row, span in self._spans(posterior(scores, lengths, self._chain), kinds, lengths, least):
                offset = chosen[row].start
                found[chosen[row].text].append(
                    TaggedSpan(span.start + offset, span.end + offset, span.type, span.kind, span.confidence)
                )
        for spans in found:
            spans.sort(key=lambda span: (span.start, span.end, span.type))
        return found

    def _run(
        self, texts: Sequence[str], starts: Sequence[NDArray[np.bool_]]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int64]]:
        lengths = np.array([len(text) for text in texts], np.int64)
        characters = np.full((int(lengths.max()), len(texts)), self._vocabulary.unknown, np.int32)
        features = np.zeros((*characters.shape, self._features.width), np.uint8)
        present = (np.arange(len(characters))[:, None] < lengths).astype(np.float32)[:, :, None]
        for column, (text, begins) in enumerate(zip(texts, starts, strict=True)):
            characters[: len(text), column] = character_numbers(self._vocabulary, text)
            features[: len(text), column] = self._features.compute(text, begins)
        feed = {"characters": characters, "features": features, "present": present}
        scores, kinds = self._session.run(["scores", "kinds"], feed)
        return scores, kinds, lengths

    def _spans(
        self, found: Posterior, kinds: NDArray[np.float32], lengths: NDArray[np.int64], least: float
    ) -> Iterator[tuple[int, TaggedSpan]]:
        """Spans by the probability of their tags B I … I E or S; a span ends before its probability can be enough."""
        padding = np.arange(len(found.scores))[:, None] >= lengths
        chances = np.exp(np.where(padding[:, :, None], -np.inf, found.tag_log_probabilities()))
        lowest, move = np.log(least), self._chain.transition
        for number, type_ in enumerate(self._types):
            begin, inside, end, single = range(1 + 4 * number, 5 + 4 * number)
            for place, row in np.argwhere(chances[:, :, single] >= least).tolist():
                confidence = min(1.0, float(chances[place, row, single]))
                yield row, self._span(kinds, row, place, place + 1, type_, confidence)
            for place, row in np.argwhere(chances[:, :, begin] >= least).tolist():
                ends = np.arange(place + 1, min(place + _LONGEST, int(lengths[row])))
                if not len(ends):
                    continue
                steps = found.scores[ends, row, inside] + move[inside, inside]
                through = np.concatenate([[0.0], np.cumsum(steps[:-1])])
                through[1:] += move[begin, inside] - move[inside, inside]
                last = np.where(ends == place + 1, move[begin, end], move[inside, end])
                total = found.forward[place, row, begin] + through + last + found.scores[ends, row, end]
                total = total + found.backward[ends, row, end] - found.log_partition[row]
                for which in np.flatnonzero(total >= lowest).tolist():
                    confidence = min(1.0, float(np.exp(total[which])))
                    yield row, self._span(kinds, row, place, place + which + 2, type_, confidence)

    def _span(
        self, kinds: NDArray[np.float32], row: int, start: int, end: int, type_: str, confidence: float
    ) -> TaggedSpan:
        names = self._kinds[type_]
        kind = ""
        if names:
            first, last = names[0][0], names[-1][0] + 1
            kind = names[int(kinds[start:end, row, first:last].sum(axis=0).argmax())][1]
        return TaggedSpan(start, end, type_, kind, confidence)
