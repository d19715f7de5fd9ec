"""Windows as tensors, and a network's answers as spans."""

import random
from collections.abc import Iterator, Sequence

import numpy as np
import torch

from extractors.batches import batches
from extractors.crf import Chain, best_paths
from extractors.features import Features
from extractors.lac import Vocabulary, package_folder
from extractors.learned import character_numbers
from extractors.words import Words
from schema.ontology import ontology
from training.data import Sample, Span
from training.network import TAGS, TYPES, Batch, Tagger

KINDS = tuple(f"{type_}/{kind}" for type_, body in ontology().entity_types.items() for kind in body.kinds)


class Encoder:
    """Turns windows into batches."""

    def __init__(self) -> None:
        """Load the features' lexicon and the vocabulary."""
        self.features = Features()
        self.vocabulary = Vocabulary(package_folder())

    def batch(self, samples: Sequence[Sample], masking: random.Random | None = None) -> Batch:
        """Put windows side by side.

        Args:
            samples: the windows, none empty.
            masking: chance by which characters, more of them inside names, are made unknown; None for none.
        """
        length, rows = max(len(sample.text) for sample in samples), len(samples)
        characters = np.full((length, rows), self.vocabulary.unknown, np.int64)
        features = np.zeros((length, rows, self.features.width), np.float32)
        allowed = np.zeros((length, rows, len(TAGS)), bool)
        allowed[:, :, 0] = True
        kinds = np.full((length, rows), -1, np.int64)
        for row, sample in enumerate(samples):
            size = len(sample.text)
            characters[:size, row] = character_numbers(self.vocabulary, sample.text)
            features[:size, row] = self.features.compute(sample.text, Words(sample.text).starts())
            for span in sample.spans:
                if not span.type:
                    allowed[span.start : span.end, row] = True
                    continue
                base = 1 + 4 * TYPES.index(span.type)
                allowed[span.start : span.end, row] = False
                allowed[span.start + 1 : span.end - 1, row, base + 1] = True
                if span.end - span.start == 1:
                    allowed[span.start, row, base + 3] = True
                else:
                    allowed[span.start, row, base] = allowed[span.end - 1, row, base + 2] = True
                if span.kind:
                    kinds[span.start : span.end, row] = KINDS.index(f"{span.type}/{span.kind}")
            if masking:
                inside = {place for span in sample.spans for place in range(span.start, span.end)}
                for place in range(size):
                    if masking.random() < (0.04 if place in inside else 0.01):
                        characters[place, row] = self.vocabulary.unknown
        lengths = torch.tensor([len(sample.text) for sample in samples])
        return Batch(
            torch.from_numpy(characters),
            torch.from_numpy(features),
            lengths,
            torch.from_numpy(allowed),
            torch.from_numpy(kinds),
        )


def shuffled_batches(
    samples: Sequence[Sample], chance: random.Random, rows: int = 20, places: int = 5120
) -> Iterator[list[Sample]]:
    """Batches of windows of like length in random order."""
    order = list(range(len(samples)))
    chance.shuffle(order)
    lengths = [len(samples[i].text) // 16 + 1 for i in order]
    groups = list(batches(lengths, rows, places // 16))
    chance.shuffle(groups)
    for group in groups:
        yield [samples[order[i]] for i in group]


def predict(network: Tagger, encoder: Encoder, samples: Sequence[Sample]) -> list[list[Span]]:
    """The spans that a network finds in each window."""
    network.eval()
    found: list[list[Span]] = [[] for _ in samples]
    chain = Chain(*(values.detach().numpy() for values in network.chain()))
    with torch.no_grad():
        for group in batches([len(sample.text) for sample in samples], 48, 12288):
            batch = encoder.batch([samples[i] for i in group])
            scores, kinds = network(batch)
            for row, (index, tags) in enumerate(
                zip(group, best_paths(scores.numpy(), batch.lengths.numpy(), chain), strict=True)
            ):
                found[index] = list(_spans(tags, kinds[:, row].numpy()))
    return found


def _spans(tags: np.ndarray, kinds: np.ndarray) -> Iterator[Span]:
    start = 0
    for place, tag in enumerate(tags.tolist()):
        if tag == 0:
            continue
        part, type_ = TAGS[tag].split("-")
        if part in "BS":
            start = place
        if part in "ES":
            candidates = [i for i, kind in enumerate(KINDS) if kind.startswith(type_ + "/")]
            kind = ""
            if candidates:
                total = kinds[start : place + 1, candidates].mean(axis=0)
                kind = KINDS[candidates[int(total.argmax())]].split("/")[1]
            yield Span(start, place + 1, type_, kind)
