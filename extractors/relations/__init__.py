"""Relations: a passage with its mentions and entities comes in, statements go out.

The way: sentences and tokens (`scene`), anaphors and subjects (`discourse`), rules (`rulebook`, `posts`) that vote,
and a learned judge (`judge`) that weighs candidates; `explain` shows all of it.
"""

from extractors.relations.relate import relate

__all__ = ["relate"]
