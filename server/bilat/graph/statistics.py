"""VoID: how many triples, things, classes and properties there are, and where links lead.

Counted over the union of graphs, a triple that stands in two graphs once, as the endpoint answers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

from bilat.graph.description import Description, iri, whole
from bilat.graph.nesting import TYPE
from bilat.graph.quads import Quad, literal, literal_parts
from bilat.vocab import OWL, RDF, SCHEMA, SKOS, VOID

_VOID_EXT = "http://ldf.fi/void-ext#"

Triples = frozenset[tuple[str, str, str]]

#: Predicates that say a thing here is a thing elsewhere, or much like it.
LINKS = frozenset(
    str(name)
    for name in (
        *(SKOS[f"{kind}Match"] for kind in ("exact", "close", "broad", "narrow", "related")),
        OWL.sameAs,
        SCHEMA.sameAs,
    )
)


def describe_size(about: Description, dataset: str, quads: Iterable[Quad]) -> None:
    """Say of a dataset how large it is and what it consists of."""
    triples: Triples = frozenset((s, p, o) for s, p, o, _ in quads)
    subjects = {s for s, _, _ in triples}
    about.say(dataset, VOID.triples, whole(len(triples)))
    about.say(dataset, VOID.distinctSubjects, whole(len(subjects)))
    about.say(dataset, VOID.distinctObjects, whole(len({o for _, _, o in triples})))
    about.say(dataset, VOID.entities, whole(sum(1 for node in subjects if node[0] == "<")))
    _describe_classes(about, dataset, triples)
    _describe_properties(about, dataset, triples)


def describe_links(about: Description, dataset: str, quads: Iterable[Quad]) -> None:
    """Say how many links lead to each other site, by predicate; pass only what people wrote."""
    counts: Counter[tuple[str, str]] = Counter()
    for s, p, o in {quad[:3] for quad in quads}:
        if p[1:-1] in LINKS and s[0] == o[0] == "<" and _site(s[1:-1]) != _site(o[1:-1]):
            counts[p[1:-1], _site(o[1:-1])] += 1
    for (predicate, site), count in counts.items():
        host = urlsplit(site).netloc or site
        part = part_name(dataset, "links", f"{host}/{predicate}")
        target = part_name(dataset, "site", host)
        about.say(dataset, VOID.subset, iri(part))
        about.say(part, RDF.type, iri(VOID.Linkset))
        about.say(part, VOID.linkPredicate, iri(predicate))
        about.say(part, VOID.subjectsTarget, iri(dataset))
        about.say(part, VOID.objectsTarget, iri(target))
        about.say(part, VOID.triples, whole(count))
        about.say(target, RDF.type, iri(VOID.Dataset))
        about.say(target, VOID.uriSpace, literal(site))


def describe_schema(about: Description, dataset: str, quads: Iterable[Quad]) -> None:
    """Say which properties the members of each class have, and which classes or datatypes their values.

    Partitions in partitions, as the void-generator of the SIB makes them: editors complete queries by them.

    Args:
        about: where the statements go.
        dataset: IRI of the dataset.
        quads: what people wrote of the world; classes that merely follow would repeat all this many times.
    """
    triples: Triples = frozenset((s, p, o) for s, p, o, _ in quads)
    classes: dict[str, set[str]] = defaultdict(set)
    for s, p, o in triples:
        if p == TYPE and o[0] == "<":
            classes[s].add(o[1:-1])
    uses: Counter[tuple[str, str]] = Counter()
    kinds: Counter[tuple[str, str, str, str]] = Counter()
    for s, p, o in triples:
        values = [_value_kind(o)] if o[0] == '"' else [(str(VOID["class"]), each) for each in classes[o]]
        for name in classes[s]:
            uses[name, p[1:-1]] += 1
            kinds.update((name, p[1:-1], *value) for value in values)
    for (name, used), count in uses.items():
        whole_part, part = part_name(dataset, "class", name), _inner(dataset, name, used)
        about.say(whole_part, VOID.propertyPartition, iri(part))
        about.say(part, VOID.property, iri(used))
        about.say(part, VOID.triples, whole(count))
    for (name, used, kind, value), count in kinds.items():
        part = f"{_inner(dataset, name, used)}/{part_name(dataset, 'value', value).rpartition('#')[2]}"
        about.say(_inner(dataset, name, used), _PARTITIONS[kind], iri(part))
        about.say(part, kind, iri(value))
        about.say(part, VOID.triples, whole(count))


#: What says that a partition has parts of a kind.
_PARTITIONS = {
    str(VOID["class"]): str(VOID.classPartition),
    f"{_VOID_EXT}datatype": f"{_VOID_EXT}datatypePartition",
}


def _value_kind(term: str) -> tuple[str, str]:
    return f"{_VOID_EXT}datatype", literal_parts(term).datatype


def _inner(dataset: str, name: str, used: str) -> str:
    """Return the IRI of the part that a property has in the part of a class."""
    return f"{part_name(dataset, 'class', name)}/{part_name(dataset, 'property', used).rpartition('#')[2]}"


def part_name(dataset: str, kind: str, name: str) -> str:
    """Return the IRI of a part of a description: ``…/dataset#class/def%23Country`` for ``…/def#Country``."""
    short = name.removeprefix(dataset.rpartition("/")[0] + "/")
    return f"{dataset}#{kind}/{short.replace('#', '%23')}"


def _describe_classes(about: Description, dataset: str, triples: Triples) -> None:
    """Say how many things each class has; classes without a name are passed over."""
    members: dict[str, set[str]] = defaultdict(set)
    for s, p, o in triples:
        if p == TYPE and o[0] == "<":
            members[o[1:-1]].add(s)
    about.say(dataset, VOID.classes, whole(len(members)))
    for name, things in members.items():
        part = part_name(dataset, "class", name)
        about.say(dataset, VOID.classPartition, iri(part))
        about.say(part, RDF.type, iri(VOID.Dataset))
        about.say(part, VOID["class"], iri(name))
        about.say(part, VOID.entities, whole(len(things)))


def _describe_properties(about: Description, dataset: str, triples: Triples) -> None:
    """Say how often each property is used, by how many subjects and objects."""
    uses: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for s, p, o in triples:
        uses[p[1:-1]].append((s, o))
    about.say(dataset, VOID.properties, whole(len(uses)))
    for name, pairs in uses.items():
        part = part_name(dataset, "property", name)
        about.say(dataset, VOID.propertyPartition, iri(part))
        about.say(part, RDF.type, iri(VOID.Dataset))
        about.say(part, VOID.property, iri(name))
        about.say(part, VOID.triples, whole(len(pairs)))
        about.say(part, VOID.distinctSubjects, whole(len({s for s, _ in pairs})))
        about.say(part, VOID.distinctObjects, whole(len({o for _, o in pairs})))
    for namespace in sorted({_namespace(name) for name in uses}):
        about.say(dataset, VOID.vocabulary, iri(namespace))


def _namespace(name: str) -> str:
    """Return an IRI up to its last hash or slash."""
    head, mark, _ = name.rpartition("#")
    if not mark:
        head, mark, _ = name.rpartition("/")
    return head + mark if mark else name


def _site(name: str) -> str:
    """Return scheme and host of an IRI, or its scheme where it has no host."""
    parts = urlsplit(name)
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else f"{parts.scheme}:"
