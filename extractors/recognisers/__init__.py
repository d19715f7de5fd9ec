"""Recognisers: spaCy components that add candidates for names to a document; the arbiter chooses among them.

Each component is registered with spaCy under the name given in `COMPONENTS`, so that a pipeline may leave it
out, and a user's own may stand in for it.
"""

from extractors.recognisers import brands, institutions, lexicon, people, policies, regions, tagger, words

__all__ = ["COMPONENTS", "brands", "institutions", "lexicon", "people", "policies", "regions", "tagger", "words"]

COMPONENTS = (
    "innograph_words",
    "innograph_lexicon",
    "innograph_regions",
    "innograph_institutions",
    "innograph_brands",
    "innograph_policies",
    "innograph_people",
    "innograph_learned_tagger",
)
