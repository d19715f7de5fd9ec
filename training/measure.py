"""Mention precision, recall and F1, as evaluations count them: same span and type, open spans apart."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import torch

from extractors.batches import batches
from training.data import Sample, Span, annotated_spans, cut, read_document, squeeze
from training.network import FORBIDDEN, Tagger, partition
from training.windows import Encoder, predict


def best_temperature(network: Tagger, encoder: Encoder, windows: Sequence[Sample]) -> float:
    """What scores must be divided by so that the right taggings of windows not trained on are likeliest."""
    network.eval()
    losses = Counter[float]()
    with torch.no_grad():
        start, end, transition = network.chain()
        for group in batches([len(window.text) for window in windows], 48, 12288):
            batch = encoder.batch([windows[i] for i in group])
            scores, _ = network(batch)
            allowed = scores.masked_fill(~batch.allowed, FORBIDDEN)
            for step in range(31):
                heat = 1 + step / 10
                parts = (start / heat, end / heat, transition / heat)
                every = partition(scores / heat, batch.lengths, *parts)
                losses[heat] += float((every - partition(allowed / heat, batch.lengths, *parts)).sum())
    return min(losses, key=losses.__getitem__)


def true_spans(folder: Path, texts: Path, name: str) -> tuple[set[tuple[int, int, str]], set[tuple[int, int]]]:
    """Mentions in squeezed offsets, and the spans that do not count either way."""
    gold = json.loads((folder / f"{name}.gold.json").read_text(encoding="utf-8"))
    flat = squeeze((texts / f"{name}.txt").read_text(encoding="utf-8"))[0]
    spans = annotated_spans(gold, flat)
    left_open = {(a, b) for s in spans if not s.type for a in range(s.start, s.end) for b in range(a + 1, s.end + 1)}
    for blocked in gold.get("blocked", []):
        name_flat = squeeze(blocked)[0]
        place = flat.find(name_flat)
        while place >= 0:
            end = place + len(name_flat)
            left_open |= {(a, b) for a in range(place, end) for b in range(a + 1, end + 1)}
            place = flat.find(name_flat, end)
    return {(s.start, s.end, s.type) for s in spans if s.type}, left_open


def measure(
    network: Tagger, encoder: Encoder, folder: Path, texts: Path, names: Sequence[str], misses: bool = False
) -> dict[str, float]:
    """F1 over all types and for each, and the accuracy of kinds on right mentions."""
    hit, said, true = Counter[str](), Counter[str](), Counter[str]()
    kinds_right = kinds_all = 0
    windows: list[Sample] = []
    for name in names:
        windows.extend(cut(read_document(folder / f"{name}.gold.json", texts)))
    found: dict[str, list[tuple[Sample, Span]]] = {name: [] for name in names}
    for window, spans in zip(windows, predict(network, encoder, windows), strict=True):
        found[window.document].extend((window, span) for span in spans)
    for name in names:
        gold, left_open = true_spans(folder, texts, name)
        got: dict[tuple[int, int, str], tuple[Sample, Span]] = {}
        for window, span in found[name]:
            place = (window.offsets[span.start], window.offsets[span.end - 1] + 1)
            if place not in left_open or (*place, span.type) in gold:
                got[(*place, span.type)] = (window, span)
            if (*place, span.type) in gold and span.kind:
                kind = {(s.start, s.end): s.kind for s in window.spans}.get((span.start, span.end))
                kinds_all += kind is not None
                kinds_right += kind == span.kind
        for key in gold | set(got):
            for counter, member in ((hit, key in gold and key in got), (said, key in got), (true, key in gold)):
                counter[key[2]] += member
                counter["all"] += member
        if misses:
            flat = squeeze((texts / f"{name}.txt").read_text(encoding="utf-8"))[0]
            for key in sorted(gold ^ set(got)):
                sign = "missed" if key in gold else "wrong "
                print(name, sign, key[2], flat[key[0] : key[1]], "…" + flat[max(0, key[0] - 12) : key[1] + 12] + "…")
    figures = {key: 2 * hit[key] / max(1, said[key] + true[key]) for key in sorted(true)}
    figures["precision"] = hit["all"] / max(1, said["all"])
    figures["recall"] = hit["all"] / max(1, true["all"])
    figures["kinds"] = kinds_right / max(1, kinds_all)
    return figures
