"""VoID: how many triples, things, classes and properties there are, and where links lead.

Counted over the union of graphs, a triple that stands in two graphs once, as the endpoint answers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from bilat.graph.catalogue.description import Description, iri, part_of, whole
from bilat.graph.formats.nesting import TYPE
from bilat.graph.formats.quads import Quad, literal, literal_parts
from bilat.vocab import OWL, RDF, RDFS, SCHEMA, SKOS, VOID

_VOID_EXT = "http://ldf.fi/void-ext#"

Triples = frozenset[tuple[str, str, str]]
_Key = TypeVar("_Key", bound=tuple[str, ...])

#: Pairs of a class and a property that are told, and kinds of values of these.
MOST_PAIRS = 5_000

#: Predicates that say a thing here is a thing elsewhere, or much like it.
LINKS = frozenset(
    str(name)
    for name in (
        *(SKOS[f"{kind}Match"] for kind in ("exact", "close", "broad", "narrow", "related")),
        OWL.sameAs,
        SCHEMA.sameAs,
    )
)


#: What declares a class, as terms.
CLASSES = frozenset({iri(OWL.Class), iri(RDFS.Class)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many there are of what.

    Args:
        triples: of the union of all graphs.
        subjects: nodes that something is said of.
        objects: values, literals among them.
        entities: subjects that are IRIs.
        classes: number of members of each class.
        properties: triples, subjects and objects of each property.
        links: number of links by predicate and site, of what people wrote.
        uses: triples by class of the subject and property.
        kinds: the same by kind of value (class or datatype), and class or datatype.
        graphs: quads of each named graph.
    """

    triples: int
    subjects: int
    objects: int
    entities: int
    classes: Mapping[str, int]
    properties: Mapping[str, tuple[int, int, int]]
    links: Mapping[tuple[str, str], int]
    uses: Mapping[tuple[str, str], int]
    kinds: Mapping[tuple[str, str, str, str], int]
    graphs: Mapping[str, int]


def counts_of(quads: Iterable[Quad], stated: Iterable[Quad], world: Iterable[Quad]) -> Counts:
    """Return the counts of a dataset.

    Args:
        quads: everything.
        stated: what people wrote; links that merely follow are not counted.
        world: what people wrote of the world, from which the classes of `Counts.uses` are taken: those that
            merely follow would repeat all this many times. They count where they are declared there and
            nothing is said to be a member, as nothing would be told of them else.
    """
    quads = tuple(quads)
    triples: Triples = frozenset((s, p, o) for s, p, o, _ in quads)
    subjects = {s for s, _, _ in triples}
    uses, kinds = _uses(triples, {(s, o) for s, p, o, _ in world if p == TYPE})
    return Counts(
        triples=len(triples),
        subjects=len(subjects),
        objects=len({o for _, _, o in triples}),
        entities=sum(1 for node in subjects if node[0] == "<"),
        classes=_classes(triples),
        properties=_properties(triples),
        links=_links(frozenset((s, p, o) for s, p, o, _ in stated)),
        uses=uses,
        kinds=kinds,
        graphs=Counter(quad.graph[1:-1] for quad in quads if quad.graph[:1] == "<"),
    )


def describe_size(about: Description, dataset: str, counts: Counts) -> None:
    """Say of a dataset how large it is and what it consists of."""
    about.say(dataset, VOID.triples, whole(counts.triples))
    about.say(dataset, VOID.distinctSubjects, whole(counts.subjects))
    about.say(dataset, VOID.distinctObjects, whole(counts.objects))
    about.say(dataset, VOID.entities, whole(counts.entities))
    _describe_classes(about, dataset, counts.classes)
    _describe_properties(about, dataset, counts.properties)


def describe_links(about: Description, dataset: str, counts: Counts) -> None:
    """Say how many links lead to each other site, by predicate."""
    for (predicate, site), count in counts.links.items():
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


def describe_schema(about: Description, dataset: str, counts: Counts) -> None:
    """Say which properties the members of each class have, and which classes or datatypes their values.

    Partitions in partitions, as the void-generator of the SIB makes them: editors complete queries by them.
    Of very many the most frequent: with thousands of classes they would outweigh the data.
    """
    uses = _most_frequent(counts.uses)
    for (name, used), count in uses.items():
        whole_part, part = part_name(dataset, "class", name), _inner(dataset, name, used)
        about.say(whole_part, VOID.propertyPartition, iri(part))
        about.say(part, VOID.property, iri(used))
        about.say(part, VOID.triples, whole(count))
    kinds = {each: count for each, count in counts.kinds.items() if each[:2] in uses}
    for (name, used, kind, value), count in _most_frequent(kinds).items():
        part = part_of(_inner(dataset, name, used), f"value/{_short(dataset, value)}")
        about.say(_inner(dataset, name, used), _PARTITIONS[kind], iri(part))
        about.say(part, kind, iri(value))
        about.say(part, VOID.triples, whole(count))


def _most_frequent(counts: Mapping[_Key, int]) -> dict[_Key, int]:
    """Return the most frequent of what is counted, in the order of their names."""
    if len(counts) <= MOST_PAIRS:
        return dict(counts)
    kept = sorted(counts, key=lambda key: (-counts[key], key))[:MOST_PAIRS]
    return {key: counts[key] for key in sorted(kept)}


def _links(triples: Triples) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for s, p, o in triples:
        if p[1:-1] in LINKS and s[0] == o[0] == "<" and site_of(s[1:-1]) != site_of(o[1:-1]):
            counts[p[1:-1], site_of(o[1:-1])] += 1
    return counts


def _uses(
    triples: Triples, stated: set[tuple[str, str]]
) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str, str, str]]]:
    """Return the numbers of triples by class and property, and those by kind of value too."""
    followed = {s for s, o in stated if o in CLASSES} - {o for _, o in stated}
    classes: dict[str, set[str]] = defaultdict(set)
    for s, p, o in triples:
        if p == TYPE and o[0] == "<" and ((s, o) in stated or o in followed):
            classes[s].add(o[1:-1])
    uses: Counter[tuple[str, str]] = Counter()
    kinds: Counter[tuple[str, str, str, str]] = Counter()
    for s, p, o in triples:
        values = [_value_kind(o)] if o[0] == '"' else [(CLASS, each) for each in classes[o]]
        for name in classes[s]:
            uses[name, p[1:-1]] += 1
            kinds.update((name, p[1:-1], *value) for value in values)
    return uses, kinds


#: Kinds of values.
CLASS = str(VOID["class"])
DATATYPE = f"{_VOID_EXT}datatype"


#: What says that a partition has parts of a kind.
_PARTITIONS = {
    CLASS: str(VOID.classPartition),
    DATATYPE: f"{_VOID_EXT}datatypePartition",
}


def _value_kind(term: str) -> tuple[str, str]:
    return DATATYPE, literal_parts(term).datatype


def _inner(dataset: str, name: str, used: str) -> str:
    """Return the IRI of the part that a property has in the part of a class."""
    return part_of(part_name(dataset, "class", name), f"property/{_short(dataset, used)}")


def part_name(dataset: str, kind: str, name: str) -> str:
    """Return the IRI of a part of a description: ``…/dataset#class/def%23Country`` for ``…/def#Country``."""
    return part_of(dataset, f"{kind}/{_short(dataset, name)}")


def _short(dataset: str, name: str) -> str:
    return name.removeprefix(dataset.rpartition("/")[0] + "/")


def _classes(triples: Triples) -> dict[str, int]:
    """Return the number of members of each class; classes without a name are passed over."""
    members: dict[str, set[str]] = defaultdict(set)
    for s, p, o in triples:
        if p == TYPE and o[0] == "<":
            members[o[1:-1]].add(s)
    return {name: len(things) for name, things in members.items()}


def _properties(triples: Triples) -> dict[str, tuple[int, int, int]]:
    """Return how often each property is used, by how many subjects and objects."""
    uses: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for s, p, o in triples:
        uses[p[1:-1]].append((s, o))
    return {
        name: (len(pairs), len({s for s, _ in pairs}), len({o for _, o in pairs}))
        for name, pairs in uses.items()
    }


def _describe_classes(about: Description, dataset: str, classes: Mapping[str, int]) -> None:
    about.say(dataset, VOID.classes, whole(len(classes)))
    for name, things in classes.items():
        part = part_name(dataset, "class", name)
        about.say(dataset, VOID.classPartition, iri(part))
        about.say(part, RDF.type, iri(VOID.Dataset))
        about.say(part, VOID["class"], iri(name))
        about.say(part, VOID.entities, whole(things))


def _describe_properties(
    about: Description, dataset: str, properties: Mapping[str, tuple[int, int, int]]
) -> None:
    about.say(dataset, VOID.properties, whole(len(properties)))
    for name, (triples, subjects, objects) in properties.items():
        part = part_name(dataset, "property", name)
        about.say(dataset, VOID.propertyPartition, iri(part))
        about.say(part, RDF.type, iri(VOID.Dataset))
        about.say(part, VOID.property, iri(name))
        about.say(part, VOID.triples, whole(triples))
        about.say(part, VOID.distinctSubjects, whole(subjects))
        about.say(part, VOID.distinctObjects, whole(objects))
    for namespace in sorted({_namespace(name) for name in properties}):
        about.say(dataset, VOID.vocabulary, iri(namespace))


def _namespace(name: str) -> str:
    """Return an IRI up to its last hash or slash."""
    head, mark, _ = name.rpartition("#")
    if not mark:
        head, mark, _ = name.rpartition("/")
    return head + mark if mark else name


def site_of(name: str) -> str:
    """Return scheme and host of an IRI, or its scheme where it has no host."""
    parts = urlsplit(name)
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else f"{parts.scheme}:"
