"""Linear-chain conditional random field: the best path and the probability of single spans.

Both run over a batch of sequences at once, so that their cost in Python is that of one sequence.
Scores are laid out as [length, batch, tags], the order in which recurrent layers give them.
Source: Lafferty, McCallum, Pereira, "Conditional Random Fields" (ICML 2001); the scaled recursions
are those of Rabiner, "A Tutorial on Hidden Markov Models" (Proc. IEEE 1989), section V.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Chain:
    """The parameters of a linear chain.

    Attributes:
        start: score of each tag at the first place, shape [tags].
        end: score of each tag at the last place, shape [tags].
        transition: score of passing from a tag (row) to the next (column), shape [tags, tags].
    """

    start: Floats
    end: Floats
    transition: Floats


def best_paths(scores: Floats, lengths: Integers, chain: Chain) -> list[Integers]:
    """The tag sequence of the highest score for each sequence (Viterbi).

    Args:
        scores: emission scores, [length, batch, tags]; what lies beyond a sequence's length is ignored.
        lengths: length of each sequence, at least 1, [batch].
        chain: start, end and transition scores.

    Returns:
        For each sequence its tags, [its length].
    """
    steps, batch, _ = scores.shape
    total = scores[0] + chain.start
    back = np.empty(scores.shape, np.uint8)
    last = np.empty((batch, scores.shape[2]), np.float32)
    done = lengths == 1
    last[done] = total[done]
    into = np.ascontiguousarray(chain.transition.T)[None]
    for step in range(1, steps):
        paths = total[:, None, :] + into
        best = paths.argmax(axis=2)
        back[step] = best
        total = np.take_along_axis(paths, best[:, :, None], axis=2)[:, :, 0] + scores[step]
        done = lengths == step + 1
        if done.any():
            last[done] = total[done]
    tag = (last + chain.end).argmax(axis=1)
    rows = np.arange(batch)
    tags = np.zeros((steps, batch), np.int64)
    for step in range(steps - 1, -1, -1):
        inside = step < lengths
        tags[step] = np.where(inside, tag, 0)
        if step:
            tag = np.where(inside, back[step, rows, tag], tag)
    return [tags[:length, row] for row, length in enumerate(lengths.tolist())]


@dataclass(frozen=True, slots=True)
class Posterior:
    """Forward and backward log-probabilities of a batch, from which any span's probability follows.

    Attributes:
        forward: log of the weight of all paths up to a place that end in a tag, emission included.
        backward: log of the weight of all paths after a place, given its tag.
        log_partition: log of the weight of all paths, [batch].
        chain: the parameters used.
        scores: the emission scores used.
    """

    forward: Floats
    backward: Floats
    log_partition: Floats
    chain: Chain
    scores: Floats

    def tag_log_probabilities(self) -> Floats:
        """Log-probability of each tag at each place, [length, batch, tags]."""
        return np.asarray(self.forward + self.backward - self.log_partition[None, :, None], np.float32)

    def path_log_probability(self, row: int, start: int, tags: Integers) -> float:
        """Log-probability that the sequence `row` bears `tags` from place `start` on.

        Args:
            row: which sequence of the batch.
            start: place of the first tag.
            tags: the tags, at least one.
        """
        end = start + len(tags) - 1
        inner = self.chain.transition[tags[:-1], tags[1:]].sum()
        inner += self.scores[np.arange(start + 1, end + 1), row, tags[1:]].sum()
        total = self.forward[start, row, tags[0]] + inner + self.backward[end, row, tags[-1]]
        return min(0.0, float(total - self.log_partition[row]))


def posterior(scores: Floats, lengths: Integers, chain: Chain) -> Posterior:
    """The forward-backward recursions over a batch, in scaled probabilities.

    Args:
        scores: emission scores, [length, batch, tags].
        lengths: length of each sequence, at least 1, [batch].
        chain: start, end and transition scores; minus infinity forbids.
    """
    steps, batch, tags = scores.shape
    top = scores.max(axis=2, keepdims=True)
    emission = np.exp(scores - top)
    transition, start, end = np.exp(chain.transition), np.exp(chain.start), np.exp(chain.end)
    backward_transition = np.ascontiguousarray(transition.T)
    tiny = np.float32(1e-30)
    forward, backward = np.empty_like(scores), np.empty_like(scores)
    forward_scale, backward_scale = np.empty((steps, batch), np.float32), np.zeros((steps, batch), np.float32)
    alpha = emission[0] * start
    for step in range(steps):
        if step:
            alpha = _times(alpha, transition) * emission[step]
        norm = alpha.sum(axis=1, keepdims=True) + tiny
        alpha = alpha / norm
        forward[step], forward_scale[step] = alpha, norm[:, 0]
    forward_scale = np.cumsum(np.log(forward_scale) + top[:, :, 0], axis=0, dtype=np.float32)
    beta = np.broadcast_to(end, (batch, tags)).copy()
    scale = np.zeros(batch, np.float32)
    for step in range(steps - 1, -1, -1):
        beta = np.where((step >= lengths - 1)[:, None], end, beta)
        scale = np.where(step >= lengths - 1, np.float32(0), scale)
        backward[step], backward_scale[step] = beta, scale
        beta = _times(emission[step] * beta, backward_transition)
        norm = beta.sum(axis=1) + tiny
        beta = beta / norm[:, None]
        scale = scale + np.log(norm) + top[step, :, 0]
    last = lengths - 1
    rows = np.arange(batch)
    log_partition = np.log((forward[last, rows] * end).sum(axis=1) + tiny) + forward_scale[last, rows]
    return Posterior(
        np.log(forward + tiny) + forward_scale[:, :, None],
        np.log(backward + tiny) + backward_scale[:, :, None],
        log_partition,
        chain,
        scores,
    )


def _times(rows: Floats, matrix: Floats) -> Floats:
    """Rows [batch, tags] times a matrix [tags, tags], summed in an order that does not depend on the batch."""
    product: Floats = (rows[:, :, None] * matrix).sum(axis=1)
    return product
