"""Cutting text into windows and windows into batches, for models that read characters.

Recurrent layers cost the same for a padded place as for a real one, so a batch holds windows of like
length; and a text without any full stop must neither fill the memory nor be refused, so what is
longer than a window is cut, at a sign where there is one.
"""

from collections.abc import Iterator, Sequence

_GOOD_CUTS = ("\n", "。！？!?；;", "，,、：:", " 　")


def windows(text: str, limit: int) -> Iterator[tuple[int, int]]:
    """Cut a text into stretches of at most `limit` characters.

    A cut falls behind the last line feed, else the last full stop, else the last lesser sign in the second
    half of the stretch, else where the limit is reached.

    Args:
        text: any text.
        limit: the greatest number of characters of a stretch, at least 2.

    Yields:
        Start and end of each stretch, in order, without gap; nothing for the empty text.
    """
    start = 0
    while len(text) - start > limit:
        end = start + limit
        lowest = start + limit // 2
        for signs in _GOOD_CUTS:
            cut = max(text.rfind(sign, lowest, end) for sign in signs)
            if cut >= 0:
                end = cut + 1
                break
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


def batches(lengths: Sequence[int], rows: int, places: int) -> Iterator[list[int]]:
    """Group sequences of like length.

    Args:
        lengths: length of each sequence; empty ones are left out.
        rows: the greatest number of sequences in a batch.
        places: the greatest number of characters in a batch, padding included (one sequence may exceed it).

    Yields:
        The indexes of each batch's sequences, shortest first; ties keep their order.
    """
    batch: list[int] = []
    for index in sorted((i for i, length in enumerate(lengths) if length), key=lambda i: (lengths[i], i)):
        if batch and (len(batch) == rows or (len(batch) + 1) * lengths[index] > places):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
