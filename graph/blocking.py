"""Blocking: which pairs of subjects are worth comparing, so that the work grows with the names, not their square.

Subjects that `graph.comparison.compare` can call one share a key: the name in one spelling, its telling part, a short
form made by rule, a defined alias. A block too large to compare in full is compared along its sorted names.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from graph.names import Name, parse, place_name, university_short_forms
from graph.policies import parse_policy
from graph.region_names import read_region
from graph.spelling import normalised
from graph.verdicts import Subject

LARGEST_BLOCK = 60
WINDOW = 8


def candidate_pairs(subjects: Mapping[str, Subject]) -> Iterator[tuple[str, str]]:
    """Pairs of ids whose subjects share a key, each once, the smaller id first, in a fixed order.

    Args:
        subjects: by id.
    """
    blocks: dict[str, list[str]] = defaultdict(list)
    for identity in sorted(subjects):
        for key in sorted(keys(subjects[identity])):
            blocks[key].append(identity)
    seen: set[tuple[str, str]] = set()
    for key in sorted(blocks):
        members = blocks[key]
        reach = len(members) if len(members) <= LARGEST_BLOCK else WINDOW
        for index, one in enumerate(members):
            for other in members[index + 1 : index + 1 + reach]:
                if (one, other) not in seen:
                    seen.add((one, other))
                    yield one, other


def keys(subject: Subject) -> set[str]:
    """The keys of a subject; those of different types never meet."""
    match subject.type:
        case "Region":
            found = {f"label {read_region(subject).label}"}
        case "Policy":
            policy = parse_policy(subject.name)
            found = {f"title {policy.title}"} if len(policy.title) > 2 else set()
            if subject.number or policy.number:
                found.add(f"number {subject.number or policy.number}")
        case "Person":
            found = set()
        case _:
            found = _body_keys(parse(subject.name, subject.near))
    told = {normalised(name) for name in (subject.name, *subject.aliases, *subject.former)}
    found |= {f"told {name}" for name in told}
    return {f"{subject.type} {key}" for key in found}


def _body_keys(name: Name) -> set[str]:
    last, whole = name.last, "".join(part.stem for part in name.parts[:-1])
    place = place_name(last.places[-1]) if last.places else ""
    found = {f"spelling {name.canonical}", f"body {whole}{place}{last.body}"}
    if place and len(name.parts) > 1:
        found.add(f"body {place}{last.body}")  # Where the body above is left out.
    if last.body and last.kind != "company" and (place or whole):
        found.add(f"initial {whole}{place}{last.body[0]}")
    if name.known:
        found.add(f"known {name.known}")
    if len(last.core) > 1:
        found.add(f"core {last.core}")
    if len(name.parts) == 1 and not last.form:
        found.add(f"short {name.text}")
    elif name.text.endswith("大学"):
        found.update(f"short {short}" for short in university_short_forms(name.text))
    return found
