"""What can be said: the ontology, the records that flow between the rooms, reference facts, errors.

Nothing comes in but the files beside this one; out go the words that every other room uses.
This room imports nothing of ours.
"""

from schema.errors import InnographError
from schema.ontology import EntityType, Ontology, RelationType, load_ontology, ontology
from schema.records import Article, Entity, Extraction, Mention, Statement

__all__ = [
    "Article",
    "Entity",
    "EntityType",
    "Extraction",
    "InnographError",
    "Mention",
    "Ontology",
    "RelationType",
    "Statement",
    "load_ontology",
    "ontology",
]
