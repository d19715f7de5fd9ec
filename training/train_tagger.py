"""Trains the learned tagger: `python -m training.train_tagger` (see the package's docstring).

Every eighth document, or those whose names begin with one of the letters of `--hold-out`, are kept out, measured, and
used to calibrate confidences; with `--measure GOLD TEXTS` other annotated folders are measured too.
"""

import argparse
import copy
import random
import time
from pathlib import Path

import numpy as np
import torch

from extractors.features import Features
from training.augment import Augmenter
from training.data import cut, held_out, read_folder
from training.export import write
from training.measure import best_temperature, measure
from training.network import Tagger
from training.templates import TemplateWriter
from training.windows import KINDS, Encoder, shuffled_batches

TEXTS = Path(__file__).parent / "texts"


def train(arguments: argparse.Namespace) -> Tagger:
    """Train by the arguments; returns the network with averaged parameters."""
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    chance = random.Random(arguments.seed)
    encoder = Encoder()
    held = held_out(TEXTS, arguments.hold_out)
    documents = [sample for sample in read_folder(TEXTS) if sample.document not in held]
    augmenter = Augmenter(documents, arguments.seed)
    writer = TemplateWriter(arguments.seed)
    network = Tagger(encoder.features.width, len(KINDS), arguments.hidden, arguments.dropout)
    average = copy.deepcopy(network)
    stock = network.stock_parameters()
    known = {id(parameter) for parameter in stock}
    fresh = [parameter for parameter in network.parameters() if id(parameter) not in known]
    optimizer = torch.optim.AdamW(
        [{"params": stock, "lr": arguments.stock_rate}, {"params": fresh, "lr": arguments.rate}], weight_decay=0.01
    )
    characters = sum(len(document.text) for document in documents)
    steps = int(arguments.epochs * arguments.copies * (1 + arguments.templates) * characters / 4800) + 1
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / 60) * max(0.03, 1 - step / steps)
    )
    print(f"{len(documents)} documents, {characters} characters; {steps} steps")
    taken = 0
    for epoch in range(arguments.epochs):
        started, total, count = time.perf_counter(), 0.0, 0
        windows = []
        for copy_number in range(arguments.copies):
            for document in documents:
                for window in cut(document, chance.choice([256, 256, 256, 128, 64])):
                    exchange = 0.0 if copy_number == 0 and epoch % 2 == 0 else arguments.exchange
                    windows.append(augmenter.vary(window, exchange))
        windows += [writer.write() for _ in range(int(arguments.templates * len(windows)))]
        network.train()
        for samples in shuffled_batches([window for window in windows if window.text], chance):
            loss = network.loss(encoder.batch(samples, chance))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            taken += 1
            total, count = total + loss.item() * len(samples), count + len(samples)
            decay = min(0.99, taken / (taken + 20))
            with torch.no_grad():
                for kept, new in zip(average.parameters(), network.parameters(), strict=True):
                    kept.lerp_(new, 1 - decay)
        print(f"epoch {epoch + 1}: loss {total / count:.3f}, {time.perf_counter() - started:.0f} s", flush=True)
        if arguments.save:
            torch.save(average.state_dict(), arguments.save)
        if arguments.measure_every and (epoch + 1) % arguments.measure_every == 0:
            report(average, encoder, arguments, sorted(held))
    return average


def report(network: Tagger, encoder: Encoder, arguments: argparse.Namespace, held: list[str]) -> None:
    """Print figures on what was held out and on the folders to measure."""
    sets = [("held out", TEXTS, TEXTS, held)] if held else []
    for gold, texts in arguments.measure:
        names = sorted(path.name.removesuffix(".gold.json") for path in Path(gold).glob("*.gold.json"))
        sets.append((gold, Path(gold), Path(texts), names))
    for title, gold_folder, text_folder, names in sets:
        figures = measure(network, encoder, gold_folder, text_folder, names, arguments.misses)
        print(f"  {title}: " + "  ".join(f"{key} {value:.3f}" for key, value in figures.items()), flush=True)


def main() -> None:
    """Read the arguments, train, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hold-out", default="", metavar="LETTERS")
    parser.add_argument("--measure", nargs=2, action="append", default=[], metavar=("GOLD", "TEXTS"))
    parser.add_argument("--measure-every", type=int, default=0)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--exchange", type=float, default=0.5)
    parser.add_argument("--templates", type=float, default=0.15, help="windows from patterns, as a share")
    parser.add_argument("--hidden", type=int, default=96)
    parser.add_argument("--dropout", type=float, default=0.35)
    parser.add_argument("--rate", type=float, default=5e-3)
    parser.add_argument("--stock-rate", type=float, default=6e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--least", type=float, default=0.45)
    parser.add_argument("--save", type=Path, help="where to keep the network as torch reads it")
    parser.add_argument("--write", type=Path, default=Path("extractors/learned.onnx"), help="the weights to write")
    arguments = parser.parse_args()
    np.random.seed(arguments.seed)
    network = train(arguments)
    names = held_out(TEXTS, arguments.hold_out)
    held = [document for document in read_folder(TEXTS) if document.document in names]
    heat = best_temperature(network, Encoder(), [window for document in held for window in cut(document)])
    print(f"temperature {heat}")
    if arguments.write:
        write(network, Features().names, list(KINDS), heat, arguments.least, arguments.write)


if __name__ == "__main__":
    main()
