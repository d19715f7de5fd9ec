"""`innograph show`: one entity, its names, and its relations with the sentence behind each."""

from typing import Annotated

import typer

from innograph.options import DEFAULT_STORE, AsCsv, AsJson, AsTable, Lang, Language, Store, chosen_format
from innograph.output import Format, Row, write_rows
from schema import ontology

_COLUMNS = ["relation", "entity", "role", "status", "sentence", "document"]
_WORDS = {
    Language.ZH: {"also": "又称", "in": "见于", "documents": "篇文档", "planned": "计划中", "derived": "推得"},
    Language.EN: {"also": "also", "in": "in", "documents": "documents", "planned": "planned", "derived": "derived"},
}


def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name, an alias or the id of an entity.")],
    store: Store = DEFAULT_STORE,
    lang: Lang = Language.ZH,
    table: AsTable = False,
    json: AsJson = False,
    csv: AsCsv = False,
) -> None:
    """Show an entity: its names, its kind, and each relation with the sentence that states it.

    \b
    Example:
      innograph show 赣州高新区 --store innovation.kg
    """
    from graph.store import open_store
    from innograph.entity import EntityView, view_entity

    def rows(view: EntityView) -> list[Row]:
        return [
            {
                "relation": ("→ " if r.outgoing else "← ") + ontology().relation_types[r.type].labels[lang.value],
                "entity": r.other,
                "role": r.role,
                "status": _WORDS[lang]["derived"] if not r.stated else _WORDS[lang].get(r.status, r.status),
                "sentence": evidence.sentence if evidence else "",
                "document": (evidence.title or evidence.source) if evidence else "",
            }
            for r in view.relations
            for evidence in (r.evidence or (None,))
        ]

    form = chosen_format(table, json, csv)
    with open_store(store) as graph:
        view = view_entity(graph, name)
    if form is Format.JSON:
        record = view.record()
        write_rows(list(record), [record], form)
        return
    if form is Format.TABLE:
        typer.echo(_heading(view.properties, view.type, lang))
    write_rows(_COLUMNS, rows(view), form)


def _heading(properties: dict[str, object], kind: str, lang: Language) -> str:
    """What the entity is, in a line or two, and why its names are one."""
    from graph.verdicts import identity_text

    words, entity_type = _WORDS[lang], ontology().entity_types[kind]
    labels = [entity_type.labels[lang.value]]
    if properties["kind"]:
        labels.append(entity_type.kinds[str(properties["kind"])][lang.value])
    parts = [f"{properties['name']} ({' · '.join(labels)})"]
    aliases = properties["aliases"]
    if isinstance(aliases, (list, tuple)) and aliases:
        parts.append(f"{words['also']} {'、'.join(map(str, aliases))}")
    identity = properties["identity"]
    if isinstance(identity, (list, tuple)):
        parts += [identity_text(str(line), lang.value) for line in identity]
    parts.append(f"{words['in']} {properties['documents']} {words['documents']}")
    return "\n".join(parts)
