"""The application: command line, settings and the public face for notebooks.

It imports the three rooms; nobody imports it.

    import innograph
    innograph.build(["texts"], "innovation.kg")
    graph = innograph.open("innovation.kg")
    graph.query("partners", entity="桐汭高新区")      # a pandas data frame
"""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.store import open_store
    from innograph.building import build
    from innograph.evaluation import evaluate_texts
    from innograph.extracting import read_all
    from innograph.knowledge_graph import KnowledgeGraph, open

__all__ = ["KnowledgeGraph", "build", "evaluate_texts", "open", "open_store", "read_all"]

_ROOMS = {"schema": "ontology.yaml", "extractors": "passage.py", "graph": "ledger.py"}
_HOMES = {
    "KnowledgeGraph": "innograph.knowledge_graph",
    "open": "innograph.knowledge_graph",
    "build": "innograph.building",
    "evaluate_texts": "innograph.evaluation",
    "open_store": "graph.store",
    "read_all": "innograph.extracting",
}


def _check_rooms(house: Path) -> None:
    """Make sure that the plain names of our rooms lead to our packages in the folder `house`.

    Raises:
        ImportError: another distribution's package, or none, is found under one of the names.
    """
    for room, landmark in _ROOMS.items():
        spec = find_spec(room)
        origin = Path(spec.origin).resolve() if spec and spec.origin else None
        if origin is None or origin.parent != house / room or not (origin.parent / landmark).exists():
            found = f"is another package, {origin}" if origin else "is missing"
            raise ImportError(
                f"innograph needs its own package `{room}`, but what Python finds {found}; "
                "install innograph in a virtual environment of its own: python -m venv .venv"
            )


def __getattr__(name: str) -> Any:
    """The public functions, loaded when first used: the command line starts without the heavy libraries."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_check_rooms(Path(__file__).resolve().parent.parent)
