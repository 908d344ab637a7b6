"""What is asked of the servers, and how an answer is known to be right.

Right is what pyoxigraph answers in this process, over the merge of all graphs as the default graph. Answers
are compared as sets of rows, without blank nodes, and without literals whose way of writing engines change.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from load import Request
from peers import Server
from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryResultsFormat, RdfFormat, Store, parse, serialize

from bilat.graph.queries.saved import saved_queries
from bilat.project import Project
from bilat.vocab import BASE

JSON = "application/sparql-results+json"
JSON_LD = "application/ld+json"
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_ANSWER_SECONDS = 10.0
NUMBER = "987654321"  # stands where the number goes
#: Numbers are used as limits too, so even the first is a large one.
FIRST = 1_000_000
_THINGS = 40
_DESCRIPTION = (
    "CONSTRUCT { THING ?property ?value . ?subject ?to THING } "
    "WHERE { { THING ?property ?value } UNION { ?subject ?to THING } }"
)
_MOST_ROWS = 100_000

Requests = tuple[Request, ...]
Rows = frozenset[tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Something to measure.

    Args:
        name: for people.
        clients: numbers of clients to measure it with.
        requests: for each server that takes part, what is sent.
        status: of a right answer.
    """

    name: str
    clients: tuple[int, ...]
    requests: dict[str, Requests]
    status: int = 200


class Truth:
    """The data in this process: what answers are compared with.

    Args:
        quads: N-Quads of all named graphs.
    """

    def __init__(self, quads: Path) -> None:
        self.store = Store()
        self.store.bulk_load(path=quads, format=RdfFormat.N_QUADS)
        self.store.bulk_extend([Quad(q.subject, q.predicate, q.object) for q in self.store])
        self.store.optimize()

    def write_merged(self, path: Path) -> None:
        """Write the default graph as N-Triples."""
        triples = (quad.triple for quad in self.store.quads_for_pattern(None, None, None, DefaultGraph()))
        serialize(triples, path, RdfFormat.N_TRIPLES)

    def rows(self, text: str) -> Rows:
        """Return the rows of a SELECT."""
        return rows_of(self.json(text))

    def json(self, text: str) -> bytes:
        """Return the answer to a SELECT or ASK as SPARQL results JSON."""
        return self.store.query(text).serialize(format=QueryResultsFormat.JSON) or b""  # type: ignore[arg-type]

    def triples(self, text: str) -> int:
        """Return the number of triples that a CONSTRUCT makes."""
        return len(set(self.store.query(text)))  # type: ignore[arg-type]

    def things(self) -> list[str]:
        """Return IRIs of things, evenly out of all of them, sorted."""
        subjects = {quad.subject for quad in self.store.quads_for_pattern(None, None, None, DefaultGraph())}
        iris = sorted(
            each.value
            for each in subjects
            if isinstance(each, NamedNode) and each.value.startswith(f"{BASE}id/")
        )
        return iris[:: max(1, len(iris) // _THINGS)][:_THINGS]


def rows_of(body: bytes) -> Rows:
    """Return the rows of SPARQL results JSON as a set; the answer to ASK is one row."""
    answer = json.loads(body)
    if "boolean" in answer:
        return frozenset({(("", str(answer["boolean"]).lower()),)})
    return frozenset(
        tuple(sorted((name, _comparable(term)) for name, term in row.items()))
        for row in answer["results"]["bindings"]
    )


def _comparable(term: dict[str, Any]) -> str:
    if term["type"] == "uri" or ("datatype" not in term and term["type"] == "literal"):
        return f"{term['value']}@{term.get('xml:lang', '').lower()}"
    return f"{term['value']}@" if term.get("datatype") == _STRING else "?"


def ask(server: Server, request: Request, number: int = FIRST, seconds: float = _ANSWER_SECONDS) -> Answer:
    """Send a request once.

    Raises:
        OSError: there was no answer in time.
    """
    head, _, _ = request.numbered(number).partition(b"\r\n\r\n")
    line, *fields = head.decode("ascii").split("\r\n")
    method, path, _ = line.split(" ")
    connection = http.client.HTTPConnection(*server.address, timeout=seconds)
    try:
        connection.request(method, path, headers=dict(field.split(": ", 1) for field in fields))
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(status=response.status, headers=headers, body=response.read())
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


def get(path: str, accept: str, **headers: str) -> Request:
    """Return a GET request; a number goes where `NUMBER` stands."""
    fields = {"Host": "127.0.0.1", "User-Agent": "benchmark", "Accept": accept, **headers}
    text = f"GET {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    head, found, tail = f"{text}\r\n".partition(NUMBER)
    return Request(head.encode(), tail.encode() if found else None)


def query(server: Server, text: str, accept: str = JSON) -> Request:
    """Return a SPARQL request."""
    return get(f"{server.endpoint}?query={quote(text, safe='')}", accept)


class Cases:
    """Makes the cases, and leaves out of each the servers that do not answer rightly.

    Args:
        truth: what right answers are.
        servers: those that run, by name.
        say: told of each wrong answer.
        files: folder that nginx serves; what is to be compared with it is written there.
    """

    def __init__(
        self, truth: Truth, servers: dict[str, Server], say: Callable[[str], None], files: Path
    ) -> None:
        self._truth = truth
        self._servers = servers
        self._say = say
        self._files = files
        self._things = truth.things()
        self._engines = [server for server in servers.values() if server.name != "nginx"]

    def look_up(self) -> Case:
        """Return all that is said of a thing, each query different."""
        texts = [f"SELECT ?p ?o WHERE {{ <{iri}> ?p ?o }} LIMIT 1{NUMBER}" for iri in self._things]
        return Case(name="look-up, each different", clients=(1, 8, 32), requests=self._right(texts))

    def repeated(self) -> Case:
        """Return the same look-up again and again; nginx has its answer as a file."""
        text = f"SELECT ?p ?o WHERE {{ <{self._things[0]}> ?p ?o }}"
        requests = self._right([text])
        self._as_file("answer.json", requests)
        return Case(name="look-up, repeated", clients=(1, 8, 32), requests=requests)

    def conditional(self) -> Case:
        """Return the same look-up by a client that has the answer; servers without an ETag are left out."""
        text = f"SELECT ?p ?o WHERE {{ <{self._things[0]}> ?p ?o }}"
        plain: dict[str, Requests] = {server.name: (query(server, text),) for server in self._engines}
        self._as_file("answer.json", plain)
        requests: dict[str, Requests] = {}
        for name, (request,) in plain.items():
            etag = ask(self._servers[name], request).headers.get("etag")
            if etag is None:
                self._say(f"{name}: no ETag")
                continue
            head = request.head.removesuffix(b"\r\n") + f"If-None-Match: {etag}\r\n\r\n".encode()
            if ask(self._servers[name], Request(head)).status == 304:
                requests[name] = (Request(head),)
            else:
                self._say(f"{name}: no 304 for its own ETag")
        return Case(name="look-up, not modified", clients=(1, 8, 32), requests=requests, status=304)

    def questions(self, project: Project) -> tuple[Case, Case]:
        """Return the competency questions that all answer rightly: each different, and in turn."""
        texts = [question.text for question in saved_queries(project)]
        right = {
            server.name: {text for text in texts if self._answers(server, query(server, text), text)}
            for server in self._engines
        }
        for name, answered in right.items():
            if len(answered) < len(texts):
                self._say(
                    f"{name}: {len(texts) - len(answered)} of {len(texts)} questions not answered rightly"
                )
        common = [text for text in texts if all(text in answered for answered in right.values())]
        self._say(f"questions measured: {len(common)} of {len(texts)}, those that all answer rightly")
        again = {each.name: tuple(query(each, text) for text in common) for each in self._engines}
        different = {
            each.name: tuple(query(each, f"{text}\n#{NUMBER}") for text in common) for each in self._engines
        }
        return (
            Case(name="questions, each different", clients=(1, 8), requests=different if common else {}),
            Case(name="questions, in turn", clients=(1, 8), requests=again if common else {}),
        )

    def entity(self) -> Case:
        """Return a thing as JSON-LD: our page; elsewhere its statements and what points to it, no more."""
        requests: dict[str, Requests] = {}
        for server in self._engines:
            if server.name == "bilat":
                paths = [f"/{iri.removeprefix(BASE)}.jsonld?n={NUMBER}" for iri in self._things]
                wanted = tuple(get(path, "*/*") for path in paths)
                right = self._names(server, wanted[0])
            else:
                texts = [_DESCRIPTION.replace("THING", f"<{iri}>") for iri in self._things]
                wanted = tuple(query(server, f"{text}\n#{NUMBER}", JSON_LD) for text in texts)
                right = self._describes(server, wanted[0], texts[0])
            if right:
                requests[server.name] = wanted
        return Case(name="entity, JSON-LD, each different", clients=(1, 8), requests=requests)

    def page(self) -> Case:
        """Return a thing as HTML."""
        paths = [f"/{iri.removeprefix(BASE)}.html?n={NUMBER}" for iri in self._things]
        requests: dict[str, Requests] = {"bilat": tuple(get(path, "text/html") for path in paths)}
        return Case(name="entity, HTML, each different", clients=(1, 8), requests=requests)

    def download(self, name: str) -> Case:
        """Return a whole download; nginx has it as a file."""
        requests: dict[str, Requests] = {"bilat": (get(f"/download/{name}", "*/*"),)}
        self._as_file(name, requests)
        return Case(name="whole download", clients=(1, 8), requests=requests)

    def many_rows(self) -> Case:
        """Return a result of 100,000 rows."""
        text = f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o }} LIMIT {_MOST_ROWS} #{NUMBER}"
        requests: dict[str, Requests] = {}
        for server in self._engines:
            request = query(server, text)
            try:
                found = len(json.loads(ask(server, request).body)["results"]["bindings"])
            except (OSError, ValueError) as error:
                self._say(f"{server.name}: no {_MOST_ROWS:,} rows: {error}")
                continue
            if found == _MOST_ROWS:
                requests[server.name] = (request,)
            else:
                self._say(f"{server.name}: {found:,} rows in place of {_MOST_ROWS:,}")
        return Case(name="100,000 rows, JSON", clients=(1,), requests=requests)

    def _right(self, texts: Sequence[str]) -> dict[str, Requests]:
        """Return the requests of each server that answers all queries rightly."""
        requests: dict[str, Requests] = {}
        for server in self._engines:
            wanted = tuple(query(server, text) for text in texts)
            if all(self._answers(server, each, text) for each, text in zip(wanted, texts, strict=True)):
                requests[server.name] = wanted
            else:
                self._say(f"{server.name}: wrong answer to a look-up")
        return requests

    def _answers(self, server: Server, request: Request, text: str) -> bool:
        try:
            answer = ask(server, request)
            return answer.status == 200 and rows_of(answer.body) == self._truth.rows(text)
        except (OSError, ValueError, KeyError):
            return False

    def _describes(self, server: Server, request: Request, text: str) -> bool:
        """Tell whether a description has as many triples as it should."""
        expected = self._truth.triples(text)
        try:
            found = len({quad.triple for quad in parse(ask(server, request).body, RdfFormat.JSON_LD)})
        except (OSError, SyntaxError) as error:
            self._say(f"{server.name}: no JSON-LD: {str(error)[:100]}")
            return False
        if found != expected:
            self._say(f"{server.name}: {found} triples in a description in place of {expected}")
        return found == expected

    def _names(self, server: Server, request: Request) -> bool:
        """Tell whether a document is about the first thing; what it says is for tests."""
        answer = ask(server, request)
        about = json.dumps(json.loads(answer.body)) if answer.status == 200 else ""
        right = self._things[0].rpartition("/")[2] in about
        if not right:
            self._say(f"{server.name}: no description of a thing ({answer.status})")
        return right

    def _as_file(self, name: str, requests: dict[str, Requests]) -> None:
        """Give nginx the same bytes as a file, and a request for them."""
        if "nginx" not in self._servers or "bilat" not in requests:
            return
        body = ask(self._servers["bilat"], requests["bilat"][0]).body
        if not (self._files / name).exists():
            (self._files / name).write_bytes(body)
        requests["nginx"] = (get(f"/{name}", "*/*"),)
        if ask(self._servers["nginx"], requests["nginx"][0]).body != body:
            raise SystemExit("nginx does not serve what was given to it")
