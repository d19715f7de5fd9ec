"""Documents whose title begins with the body that issued them: 某市人民政府关于……的通知."""

from collections.abc import Mapping, Sequence

from schema import Entity, Mention, Statement

MIN_ISSUER = 3
RULE = "documents.own-title"
AFTER_ISSUER = ("关于", "办公室关于", "贯彻", "令", "公告", "通告", "决定")


def own_titles(
    stated: Sequence[Statement], mentions: Sequence[Mention], entities: Mapping[str, Entity]
) -> list[Statement]:
    """What is stated, and that the body in a document's title issued it.

    Args:
        stated: the statements so far.
        mentions: the mentions of the passage.
        entities: its entities by id.
    """
    known = {(one.head, one.type, one.tail) for one in stated}
    issuers = [
        entities[key]
        for key in sorted({mention.entity for mention in mentions})
        if entities[key].type in ("Institution", "Region")
    ]
    places = {mention.entity: mention for mention in reversed(mentions)}
    added = []
    for key, place in sorted(places.items()):
        document = entities[key]
        if document.type != "Policy" or document.kind == "programme":
            continue
        issuer = _issuer(document.name, issuers)
        if issuer is not None and (issuer.id, "ISSUED", key) not in known:
            added.append(Statement(issuer.id, "ISSUED", key, place.start, place.end, confidence=0.95, rule=RULE))
    return [*stated, *added]


def _issuer(title: str, issuers: Sequence[Entity]) -> Entity | None:
    best: tuple[int, Entity] | None = None
    for issuer in issuers:
        for name in (issuer.name, *issuer.aliases):
            begins = len(name) > MIN_ISSUER and title.startswith(name) and title[len(name) :].startswith(AFTER_ISSUER)
            if begins and (best is None or len(name) > best[0]):
                best = len(name), issuer
    return best[1] if best else None
