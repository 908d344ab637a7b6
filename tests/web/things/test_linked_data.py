"""Linked data: what an IRI answers."""

from __future__ import annotations

import pyoxigraph
import pytest
from clients import served
from pyld.jsonld import parse_link_header

from bilat.graph.releases.publish import publish

BASE = "https://w3id.org/bilat/"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
JAPAN = f"<{BASE}id/japan>"
PARTNER = f"{JAPAN} <{BASE}def#partner> <{BASE}id/eu>"
FORMS = {
    "ttl": ("text/turtle", pyoxigraph.RdfFormat.TURTLE),
    "nt": ("application/n-triples", pyoxigraph.RdfFormat.N_TRIPLES),
    "jsonld": ("application/ld+json", pyoxigraph.RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", pyoxigraph.RdfFormat.RDF_XML),
}


@pytest.mark.parametrize(
    ("suffix", "accept"), [("html", "text/html"), *((each, FORMS[each][0]) for each in FORMS)]
)
def test_see_other(client, suffix, accept) -> None:
    """A thing is no document: its IRI leads to the description that the client wants."""
    response = client.get("/id/japan", headers={"Accept": accept})
    assert (response.status_code, response.headers["Location"]) == (303, f"/id/japan.{suffix}")
    assert "Accept" in response.headers["Vary"]
    assert client.get(response.headers["Location"]).headers["Content-Type"].startswith(accept)


@pytest.mark.parametrize("suffix", FORMS)
def test_description(client, suffix) -> None:
    """A description has the statements of a thing, the names of what they mention, and the passages."""
    media_type, form = FORMS[suffix]
    response = client.get(f"/id/japan.{suffix}")
    assert response.headers["Content-Type"].startswith(media_type)
    triples = {str(quad.triple) for quad in pyoxigraph.parse(response.data, form)}
    assert f"<{BASE}id/japan> <{BASE}def#partner> <{BASE}id/eu>" in triples
    assert f"<{BASE}source/b/19> <http://www.w3.org/ns/oa#hasSource> <{BASE}source/b>" in triples
    assert len(triples) == 6


def test_what_points_to_a_thing(client) -> None:
    """The description also has what points to the thing."""
    assert b"id/japan" in client.get("/id/eu.nt").data


def test_passage(client, own_client) -> None:
    """A passage shows the statements that it makes, though nothing is said of it."""
    assert client.get("/source/b/19").status_code == 303
    assert b"def#partner" in client.get("/source/b/19.nt").data
    page = own_client.get("/source/b/19.html").text
    assert "What is drawn from it</h2>" in page
    assert "<dt>Topics</dt>" in page


def test_page(client) -> None:
    """The page has names in place of IRIs, links that stay here, and nothing that could run."""
    text = client.get("/id/japan.html").text
    assert "<h1>Japan</h1>" in text
    assert '<a href="/id/eu">European &lt;Union&gt;</a>' in text
    assert 'href="javascript' not in client.get("/id/eu.html").text


def test_links(client) -> None:
    """A description names what it describes, and its other forms."""
    links = client.get("/id/japan.ttl").headers["Link"]
    assert f'<{BASE}id/japan>; rel="describes"' in links
    assert '</id/japan.jsonld>; rel="alternate"; type="application/ld+json"' in links


@pytest.mark.parametrize(
    "path",
    [
        "/id/nothing",
        "/id/nothing.ttl",
        "/id/japan.pdf",
        "/id/japan%3E%20%3Fp%20%3Fo%20%7D%20%23",
        "/id/%22%7D%20UNION%20%7B.ttl",
        "/id/../../etc/passwd.ttl",
        "/scheme/nothing.html",
        "/shapes.ttl",
        "/def.pdf",
        "/id//evil.example",
    ],
)
def test_unknown_thing(client, path) -> None:
    """What nothing is known of is a 404, never an empty description, and never part of a query."""
    assert client.get(path).status_code == 404


def test_document(client) -> None:
    """The ontology answers at once, with all its statements."""
    response = client.get("/def", headers={"Accept": "application/n-triples"})
    assert (response.status_code, response.data.count(b"\n")) == (200, 2)
    assert client.get("/def.nt").data.count(b"\n") == 2


def test_not_acceptable(client) -> None:
    """A form that is not offered is a 406."""
    assert client.get("/id/japan", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("suffix", ["trig", "nq", "jsonld"])
def test_passages_hold_their_statements(client, suffix) -> None:
    """Where a format has graphs, each statement stands in that of the passage that makes it."""
    form = pyoxigraph.RdfFormat.from_extension(suffix)
    quads = list(pyoxigraph.parse(client.get(f"/id/japan.{suffix}").data, form))
    graphs = {str(quad.graph_name) for quad in quads if str(quad.triple) == PARTNER}
    assert f"<{BASE}source/b/19>" in graphs


@pytest.mark.parametrize("path", ["/id/japan", "/source/b/19", "/scheme/topic", "/def", "/shapes"])
def test_each_form_says_the_same(own_client, path) -> None:
    """Whichever form a client likes best, the default graph has what Turtle has."""
    said = {}
    for suffix in ("ttl", "nt", "jsonld", "rdf", "trig", "nq"):
        quads = pyoxigraph.parse(
            own_client.get(f"{path}.{suffix}").data, pyoxigraph.RdfFormat.from_extension(suffix)
        )
        default = (quad for quad in quads if isinstance(quad.graph_name, pyoxigraph.DefaultGraph))
        dataset = pyoxigraph.Dataset(default)
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
        said[suffix] = {str(quad) for quad in dataset}
    assert len(said["ttl"]) > 20
    assert [suffix for suffix in said if said[suffix] != said["ttl"]] == []


def test_json_ld_is_a_tree(client) -> None:
    """JSON-LD begins with the thing, what it mentions inside it, and has no more context than it needs."""
    document = client.get("/id/japan.jsonld").json
    assert document["@context"].keys() == {"@version", "iri", "bilat", "id", "label"}
    first = document["@graph"][0]
    assert first == {
        "iri": "id:japan",
        "label": "Japan",
        "bilat:partner": {"iri": "id:eu", "label": "European <Union>"},
    }
    back = client.get("/id/eu.jsonld").json["@graph"][0]
    assert back["@reverse"]["bilat:partner"] == {"iri": "id:japan", "label": "Japan"}


def test_page_says_who_states_it(client) -> None:
    """Each statement of a page leads to its passages."""
    row = client.get("/id/japan.html").text.partition("<dt>Partner</dt>")[2].partition("</div>")[0]
    assert 'href="/source/b/19"><span class="vh">Passage </span>B19</a>' in row
    assert 'href="/source/b/20"><span class="vh">Passage </span>20</a>' in row


def test_thing_leads_to_its_descriptions(client) -> None:
    """The answer for a thing names all descriptions of it, so that a client may take another."""
    links = client.get("/id/japan").headers["Link"]
    assert '</id/japan.ttl>; rel="describedby"; type="text/turtle"' in links


def test_description_has_a_home(client) -> None:
    """A copy on another host says where the original is."""
    links = client.get("/id/japan.ttl").headers["Link"]
    assert f'<{BASE}id/japan.ttl>; rel="canonical"' in links
    assert '</id/japan.ttl>; rel="alternate"' not in links


@pytest.mark.parametrize("path", ["/id/japan.jsonld", "/def.jsonld"])
def test_processors_load_json_ld(client, path) -> None:
    """PyLD loads the JSON-LD of an address: it takes no list of alternates, so the page is the only one."""
    links = parse_link_header(client.get(path).headers["Link"])
    assert links["alternate"] == {
        "target": path.replace(".jsonld", ".html"),
        "rel": "alternate",
        "type": "text/html",
    }


@pytest.mark.parametrize(("path", "near"), [("/id/japn", "id/japan"), ("/id/JAPAN.ttl", "id/japan")])
def test_unknown_thing_has_neighbours(client, path, near) -> None:
    """The error for a misspelt name has the names that were probably meant."""
    assert f"{BASE}{near}" in client.get(path).json["remedy"]


def test_no_neighbours(client) -> None:
    """A name that is like no other gets no advice but where to look."""
    assert client.get("/id/zzzzzz").json["remedy"] == "Look for a name with /search, or ask with /sparql."


def test_parts_of_a_document_have_anchors(client) -> None:
    """The IRI of a term leads to its place on the page of the ontology."""
    page = client.get("/def.html").text
    assert 'id="partner"' in page
    assert 'id="Country"' in page


def test_a_thing_that_everything_points_to(tmp_path, settings) -> None:
    """Its description and its page have an end, and say that there is more."""
    hub, quads = f"<{BASE}id/hub>", [f'<{BASE}id/hub> {LABEL} "Hub"@en <{BASE}graph/n> .\n']
    quads += [f"<{BASE}id/n{n}> <{BASE}def#of> {hub} <{BASE}graph/n> .\n" for n in range(3_000)]
    release = publish(tmp_path, {"bilat.nq": "".join(sorted(quads)).encode()})
    with served(release, settings) as client:
        answer = client.get("/id/hub.nt")
        assert answer.headers["Bilat-Truncated"] == "true"
        assert answer.text.count(f"{hub} .\n") == 1_000
        assert answer.text.endswith("There is more: this result was cut at a limit of the server.\n")
        assert "Hub" in client.get("/id/hub.jsonld").text
        page = client.get("/id/hub.html")
        assert len(page.data) < 200_000
        assert "More is said of this than a page takes." in page.text
        assert "Bilat-Truncated" not in client.get("/id/n1.nt").headers


@pytest.mark.parametrize(
    ("path", "above"), [("/source/b/99", "/source/b"), ("/scheme/topic/zzzz", "/scheme/topic")]
)
def test_unknown_thing_below_a_known_one(own_client, path, above) -> None:
    """Where no name is near, the error leads to the list in which it would stand."""
    problem = own_client.get(path, headers={"Accept": "application/ld+json"}).get_json(force=True)
    assert problem["remedy"] == f"What there is, is at {above}."
    page = own_client.get(path, headers={"Accept": "text/html"})
    assert f'<a href="{above}">{above}</a>' in page.text
