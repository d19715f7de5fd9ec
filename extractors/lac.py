"""The stock tagger: people, places and organisations by the network that jieba's package carries.

The package holds the parameters of Baidu LAC (small), a character model of two bidirectional gated
recurrent layers and a conditional random field, made for the Paddle framework. Here they are read from
their files and handed to a graph of ours (`lac.onnx`, which holds no parameter), so that onnxruntime
computes the same figures without Paddle.

Source: Jiao, Sun, Sun, "Chinese Lexical Analysis with Deep Bi-GRU-CRF Network" (arXiv:1807.01882). Paddle's
recurrent unit moves by its update gate, h = h + u (c - h), where ONNX keeps by it, h = z h + (1 - z) c; so the
update gate's weights change sign.
"""

import importlib.util
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from extractors.batches import batches, windows
from extractors.crf import Chain, best_paths
from schema.errors import InstallationError

_GRAPH = Path(__file__).with_name("lac.onnx")
_WINDOW, _ROWS, _PLACES = 256, 64, 16384
_LABELS = {"PER": "PER", "nr": "PER", "LOC": "LOC", "ns": "LOC", "ORG": "ORG", "nt": "ORG"}
# Signs that the vocabulary lacks, or holds without having seen them in training, by their plain likes.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("“”„‟「」『』＂", '"'),
        **dict.fromkeys("‘’‚‛＇`´", "'"),
        **dict.fromkeys("•‧∙・･⋅●○◆◇■□★☆▲△▼", "·"),
        **dict.fromkeys("–―─━", "—"),
        **dict.fromkeys("\t\r\n\v\f \u00a0\u3000\u2002\u2003\u2009\u200b\ufeff", "，"),
        **{chr(code): chr(code - 0xFEE0).lower() for code in (*range(0xFF10, 0xFF1A), *range(0xFF41, 0xFF5B))},
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF21, 0xFF3B)},
    }
)


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """A name as the stock tagger sees it.

    Attributes:
        start, end: the span within the sentence.
        label: `PER`, `LOC` or `ORG`.
        certain: False where the tagger gave its second, less certain label for the same class.
    """

    start: int
    end: int
    label: str
    certain: bool


@dataclass(frozen=True, slots=True)
class States:
    """What the network computes for a batch of sentences, [length, batch, …], padded at the end.

    Attributes:
        lengths: length of each sentence, [batch].
        first, second: the states of its two recurrent layers, 256 wide (forward, then backward).
        scores: the emission scores of its 57 tags.
    """

    lengths: NDArray[np.int64]
    first: NDArray[np.float32]
    second: NDArray[np.float32]
    scores: NDArray[np.float32]


def package_folder() -> Path:
    """The folder of jieba's package that holds the tagger's files.

    Raises:
        InstallationError: jieba is not installed.
    """
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        raise InstallationError("the package jieba is missing: install innograph with its dependencies")
    return Path(spec.origin).parent / "lac_small"


def read_parameter(path: Path, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Read one of Paddle's parameter files.

    A file holds 16 bytes of versions, the length of a description (32-bit, little-endian), the description
    and the values as little-endian 32-bit floats.

    Args:
        path: the file.
        shape: the shape that the values must fill.

    Raises:
        InstallationError: the file is missing, or its size does not fit the shape.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InstallationError(f"{path}: cannot be read ({error.strerror}); reinstall the package jieba") from error
    count = int(np.prod(shape))
    skipped = 20 + struct.unpack_from("<i", data, 16)[0] if len(data) >= 20 else 0
    if skipped < 20 or len(data) != skipped + 4 * count:
        raise InstallationError(f"{path}: damaged, {count} values expected; reinstall the package jieba")
    values = np.frombuffer(data, "<f4", count, skipped).reshape(shape)
    if not np.isfinite(values).all():
        raise InstallationError(f"{path}: damaged, holds values that are no numbers; reinstall the package jieba")
    return values


class Vocabulary:
    """The tagger's characters and tags.

    Args:
        folder: the folder that holds `word.dic` and `tag.dic`.

    Raises:
        InstallationError: a file is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        """Read both files."""
        numbers = _read_table(folder / "word.dic", 20940)
        self.tags = list(_read_table(folder / "tag.dic", 57))
        self.unknown = numbers["OOV"]
        self._table = np.full(0x110000, self.unknown, np.int32)
        for character, number in numbers.items():
            if len(character) == 1:
                self._table[ord(character)] = number
        for code, alike in _ALIKE.items():
            self._table[code] = numbers[alike]

    def numbers(self, text: str) -> NDArray[np.int32]:
        """The number of each character of a text, [length]."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        return np.asarray(self._table[codes])


def _read_table(path: Path, count: int) -> dict[str, int]:
    try:
        lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        table = {key: int(number) for number, key in (line.split("\t") for line in lines)}
    except OSError as error:
        raise InstallationError(f"{path}: cannot be read ({error.strerror}); reinstall the package jieba") from error
    except ValueError as error:
        raise InstallationError(f"{path}: damaged; reinstall the package jieba") from error
    if len(table) != count:
        raise InstallationError(f"{path}: damaged, {count} entries expected; reinstall the package jieba")
    return table


def read_parameters(folder: Path) -> dict[str, NDArray[np.float32]]:
    """The tagger's parameters, in the layout of ONNX's recurrent layers.

    Args:
        folder: the folder `lac_small` of jieba's package.

    Returns:
        `embedding` [20941, 128]; for each layer n of 1 and 2 `weight_n` [2, 384, inputs], `recurrence_n`
        [2, 384, 128] and `bias_n` [2, 768] with gates in the order update, reset, candidate; `output_weight`
        [256, 57], `output_bias` [57] and `chain` [59, 57] (start, end, transitions).

    Raises:
        InstallationError: a file is missing or damaged.
    """
    files = folder / "model_baseline"
    parameters = {"embedding": read_parameter(files / "word_emb", (20941, 128))}
    for layer, width in ((1, 128), (2, 256)):
        weights, recurrences, biases = [], [], []
        for number in (2 * layer - 2, 2 * layer - 1):
            weight = read_parameter(files / f"fc_{number}.w_0", (width, 384)).T.copy()
            bias = read_parameter(files / f"fc_{number}.b_0", (384,)).copy()
            bias += read_parameter(files / f"gru_{number}.b_0", (1, 384))[0]
            stored = read_parameter(files / f"gru_{number}.w_0", (128 * 384,))
            gates, candidate = stored[: 128 * 256].reshape(128, 256), stored[128 * 256 :].reshape(128, 128)
            recurrence = np.concatenate([gates, candidate], axis=1).T.copy()
            for values in (weight, bias, recurrence):
                values[:128] *= -1
            weights.append(weight)
            recurrences.append(recurrence)
            biases.append(np.concatenate([bias, np.zeros_like(bias)]))
        parameters[f"weight_{layer}"] = np.stack(weights)
        parameters[f"recurrence_{layer}"] = np.stack(recurrences)
        parameters[f"bias_{layer}"] = np.stack(biases)
    parameters["output_weight"] = read_parameter(files / "fc_4.w_0", (256, 57))
    parameters["output_bias"] = read_parameter(files / "fc_4.b_0", (57,))
    parameters["chain"] = read_parameter(files / "crfw", (59, 57))
    return parameters


def open_session(graph: Path, initializers: Mapping[str, NDArray[np.float32]]) -> onnxruntime.InferenceSession:
    """Open a graph on one thread (documents are what is worked on side by side).

    Args:
        graph: the ONNX file.
        initializers: values for the parameters that the file declares but does not hold.

    Raises:
        InstallationError: the file is missing or damaged.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    if initializers:
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(v)) for v in initializers.values()]
        options.add_external_initializers(list(initializers), values)
    try:
        return onnxruntime.InferenceSession(graph.read_bytes(), options, providers=["CPUExecutionProvider"])
    except OSError as error:
        raise InstallationError(f"{graph}: cannot be read ({error.strerror}); reinstall innograph") from error
    except Exception as error:  # onnxruntime raises classes of its own that share no public base
        raise InstallationError(f"{graph}: damaged; reinstall innograph") from error


class LacTagger:
    """Tags people, places and organisations in Chinese text.

    Args:
        folder: the folder with the tagger's files; the one in jieba's package by default.

    Raises:
        InstallationError: a file is missing or damaged; the message names it.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Read the parameters and open the graph."""
        self._folder = folder or package_folder()
        self.vocabulary = Vocabulary(self._folder)
        parameters = read_parameters(self._folder)
        chain = parameters.pop("chain")
        self._chain = Chain(chain[0], chain[1], chain[2:])
        self._session = open_session(_GRAPH, parameters)

    def tag(self, sentences: Sequence[str]) -> list[list[TaggedSpan]]:
        """Find the names in each sentence.

        Args:
            sentences: stretches of clean text; long ones are read in windows of 256 characters.

        Returns:
            For each sentence its names, in order and without overlap.
        """
        found: list[list[TaggedSpan]] = [[] for _ in sentences]
        pieces = [(index, start, end) for index, text in enumerate(sentences) for start, end in windows(text, _WINDOW)]
        texts = [sentences[index][start:end] for index, start, end in pieces]
        for batch in batches([len(text) for text in texts], _ROWS, _PLACES):
            lengths, (scores,) = self._run([texts[i] for i in batch], ("scores",))
            for i, tags in zip(batch, best_paths(scores, lengths, self._chain), strict=True):
                index, offset, _ = pieces[i]
                found[index].extend(self._spans(tags, offset))
        for spans in found:
            spans.sort(key=lambda span: span.start)
        return found

    def states(self, sentences: Sequence[str]) -> States:
        """The network's inner states for a batch of non-empty sentences, unwindowed."""
        lengths, (first, second, scores) = self._run(sentences, ("first", "second", "scores"))
        return States(lengths, first, second, scores)

    def _run(
        self, sentences: Sequence[str], outputs: Sequence[str]
    ) -> tuple[NDArray[np.int64], list[NDArray[np.float32]]]:
        lengths = np.array([len(sentence) for sentence in sentences], np.int64)
        characters = np.full((int(lengths.max()), len(sentences)), self.vocabulary.unknown, np.int32)
        for column, sentence in enumerate(sentences):
            characters[: len(sentence), column] = self.vocabulary.numbers(sentence)
        feed = {"characters": characters, "lengths": lengths.astype(np.int32)}
        return lengths, self._session.run(list(outputs), feed)

    @cached_property
    def _begins(self) -> NDArray[np.bool_]:
        return np.array([not tag.endswith("-I") for tag in self.vocabulary.tags])

    def _spans(self, tags: NDArray[np.int64], offset: int) -> Iterator[TaggedSpan]:
        names = [self.vocabulary.tags[tag].split("-")[0] for tag in tags.tolist()]
        begins = self._begins[tags].tolist()
        start = 0
        for place in range(1, len(names) + 1):
            if place == len(names) or begins[place] or names[place] != names[start]:
                name = names[start]
                if name in _LABELS:
                    yield TaggedSpan(offset + start, offset + place, _LABELS[name], name.isupper())
                start = place
