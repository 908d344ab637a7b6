"""SERVICE over real sockets: endpoints that the operator has named, good ones and bad ones."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from proxies import reachable
from pyoxigraph import RdfFormat, Store, Variable
from running import COUNT, EX, EndedError, Server, children, command_of, files_of, until

from bilat.graph.releases.publish import publish

ANSWER = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"http://e/x"}}]}}'
JSON = b"Content-Type: application/sparql-results+json\r\n"
OK = b"HTTP/1.1 200 OK\r\n"


def answer(body: bytes, head: bytes = OK + JSON) -> bytes:
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def bound(term: bytes, name: bytes = b"x") -> bytes:
    return answer(b'{"head":{"vars":["%b"]},"results":{"bindings":[{"%b":%b}]}}' % (name, name, term))


#: What each path of the bad endpoint sends, what is told of it, and the status.
BAD = {
    "hangs up": (b"", "the connection fails", 502),
    "no http": (b"220 smtp ready\r\n\r\n", "the connection fails", 502),
    "status": (answer(ANSWER, b"HTTP/1.1 500 Oops\r\n" + JSON), "answers with status 500", 502),
    "redirect": (b"HTTP/1.1 302 Found\r\nLocation: /good\r\n\r\n", "leads elsewhere by a redirect", 502),
    "redirect elsewhere": (
        b"HTTP/1.1 307 Temporary\r\nLocation: http://127.0.0.1:%d/\r\n\r\n",
        "leads elsewhere by a redirect",
        502,
    ),
    "type": (answer(ANSWER, OK + b"Content-Type: text/html\r\n"), "not SPARQL results in JSON", 502),
    "coding": (answer(ANSWER, OK + JSON + b"Content-Encoding: gzip\r\n"), "is compressed", 502),
    "broken": (answer(ANSWER[:-9]), "is not well-formed", 502),
    "short": (OK + JSON + b"Content-Length: 9999\r\n\r\n" + ANSWER, "breaks off", 502),
    "truth": (answer(b'{"head":{},"boolean":true}'), "is a truth value", 502),
    "other variable": (bound(b'{"type":"uri","value":"a:b"}', b"y"), "binds what was not asked for", 502),
    "bad iri": (bound(b'{"type":"uri","value":"a:b> } DROP ALL"}'), "is not well-formed", 502),
    "nested": (answer(b'{"results":' + b"[" * 90_000), "is not well-formed", 502),
    "nested terms": (bound(b'{"type":"triple","value":{"object":' * 2_500), "its answer ", 502),
    "blank node": (bound(b'{"type":"bnode","value":"b"}'), "blank node, which has no name here", 400),
    "blank node of virtuoso": (
        bound(b'{"type" : "bnode", "value": "nodeID://b1"}'),
        "blank node, which has no name here",
        400,
    ),
    "long": (
        answer(b'{"head":{"vars":["x"]},"results":{"bindings":[' + b" " * 200_000 + b"]}}"),
        "more than 100,000 bytes",
        413,
    ),
    "many": (
        answer(b'{"head":{"vars":["x"]},"results":{"bindings":[' + b",".join([b"{}"] * 21) + b"]}}"),
        "more than 20 rows",
        413,
    ),
}
SLOW = ("silence", "endless headers", "endless body", "byte by byte")


class BadEndpoint:
    """A server that answers each path in its own way, mostly a bad one, and counts who comes."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self._context = context
        self.asked: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._over = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def iri(self, name: str) -> str:
        """Return the IRI of a way to answer."""
        return f"http://127.0.0.1:{self.port}/{name.replace(' ', '-')}"

    def close(self) -> None:
        """End it."""
        self._over.set()
        self._socket.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=self._answer, args=(self._socket.accept()[0],), daemon=True).start()

    def _answer(self, sock: socket.socket) -> None:
        with sock, suppress(OSError), self._secured(sock) as sock:
            received = self._receive(sock)
            self.asked.append(received)
            name = received.split(b" ", 2)[1].decode().lstrip("/").replace("-", " ")
            if name in BAD:
                body = BAD[name][0]
                sock.sendall(body % self.port if name == "redirect elsewhere" else body)
            elif name == "good":
                sock.sendall(answer(ANSWER))
            elif name == "own variable":
                sock.sendall(bound(b'{"type":"literal","value":"1"}', b"_star_fake"))
            else:
                self._slowly(sock, name)

    def _secured(self, sock: socket.socket) -> socket.socket:
        return self._context.wrap_socket(sock, server_side=True) if self._context else sock

    def _receive(self, sock: socket.socket) -> bytes:
        received = b""
        while b"\r\n\r\n" not in received or received.endswith(b"\r\n\r\n"):
            piece = sock.recv(65_536)
            if not piece:
                raise ConnectionError  # It was ended before it had asked.
            received += piece
        return received

    def _slowly(self, sock: socket.socket, name: str) -> None:
        pieces = {
            "silence": (b"", b"", 0.1),
            "endless headers": (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", 0.05),
            "endless body": (OK + JSON + b"\r\n", b" ", 0.01),
            "byte by byte": (OK, b"X", 0.05),
        }
        first, more, seconds = pieces[name]
        sock.sendall(first)
        while not self._over.wait(seconds):
            sock.sendall(more)


@pytest.fixture(scope="module")
def bad() -> Iterator[BadEndpoint]:
    endpoint = BadEndpoint()
    yield endpoint
    endpoint.close()


@pytest.fixture(scope="module")
def other(tmp_path_factory) -> Iterator[str]:
    """Return the endpoint of a second server of ours, with 20 quads."""
    place = tmp_path_factory.mktemp("other")
    publish(place, files_of(20))
    server = Server(place)
    yield f"http://127.0.0.1:{server.port}/sparql"
    server.end()


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory) -> Iterator[str | None]:
    """Return the endpoint of Oxigraph's own server over the same quads, None where it is not installed."""
    program = shutil.which("oxigraph", path=Path(sys.executable).parent)
    if program is None:
        yield None
        return
    folder = tmp_path_factory.mktemp("oxigraph")
    store = Store(folder)
    store.load(input=files_of(20)["bilat.nq"], format=RdfFormat.N_QUADS)
    store.flush()
    del store
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [program, "serve-read-only", "--location", folder, "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen([*command, "--union-default-graph"], stderr=subprocess.DEVNULL) as process:
        assert until(lambda: reachable(port))
        yield f"http://127.0.0.1:{port}/query"
        process.terminate()


@pytest.fixture(scope="module")
def server(tmp_path_factory, bad, other, oxigraph) -> Iterator[Server]:
    """Return a server with 300 quads that may ask all of them, and one that is not there."""
    place = tmp_path_factory.mktemp("releases")
    publish(place, files_of(300))
    named = [
        other,
        oxigraph,
        *(bad.iri(name) for name in ("good", "own variable", *BAD, *SLOW)),
        "http://127.0.0.1:1/",
    ]
    server = Server(
        place,
        service_endpoints=", ".join(each for each in named if each),
        service_rows=20,
        service_bytes=100_000,
    )
    yield server
    assert not [pid for pid in server.family if b"errand" in command_of(pid)]
    assert server.end() == 0


def told(reply) -> str:
    return str(json.loads(reply.body)["detail"])


def rows(body: bytes) -> list[dict[str, object]]:
    return sorted(json.loads(body)["results"]["bindings"], key=json.dumps)


PATTERNS = {
    "joined": "?s ex:value ?v . SERVICE <E> { ?s ex:value ?w }",
    "before": "SERVICE <E> { ?s ex:value ?w } ?s ex:value ?v",
    "optional": "?s ex:value ?v OPTIONAL { SERVICE <E> { ?s ex:value ?w FILTER(?w < 3) } } FILTER(?v < 6)",
    "minus": "?s ex:value ?v FILTER(?v < 9) MINUS { SERVICE <E> { ?s ex:value 7 } }",
    "union": "{ SERVICE <E> { ?s ex:value 1 } } UNION { SERVICE <E> { ?s ex:value 2 } }",
    "aggregate": "SERVICE <E> { SELECT (COUNT(*) AS ?n) { ?a ?b ?c } }",
    "exists": "?s ex:value ?v FILTER EXISTS { SERVICE <E> { ex:s3 ex:value ?any } } FILTER(?v < 2)",
    "no variables": "?s ex:value ?v . SERVICE <E> { ex:s3 ex:value 3 } FILTER(?v < 2)",
    "none": "SERVICE <E> { ?s ex:nothing ?w }",
    "unbound": "SERVICE <E> { ?s ex:value ?w OPTIONAL { ?s ex:nothing ?z } FILTER(?w < 2) }",
    "values": 'SERVICE <E> { VALUES (?a ?b) { (<a:b> "x\\n\\"\\\\y\\u0001") (UNDEF "z"@en-gb) (1.5 true) } }',
    "twice": "SERVICE <E> { ?s ex:value 1 } SERVICE <E> { ?s ex:value 1 }",
    "doubled": "SERVICE <E> { { ?s ex:value 1 } UNION { ?s ex:value 1 } }",
    "silent": "SERVICE SILENT <E> { ?s ex:value 1 }",
    "sub-select": "{ SELECT ?s { SERVICE <E> { ?s ex:value ?w } } ORDER BY ?w LIMIT 3 }",
}


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS.keys())
def test_answers_are_those_of_the_engine_itself(server, other, oxigraph, pattern) -> None:
    """A query has the solutions that the engine gets when it is free to ask the endpoint itself."""
    store = Store()
    store.load(input=files_of(300)["bilat.nq"], format=RdfFormat.N_QUADS)
    for endpoint in filter(None, (other, oxigraph)):
        text = f"PREFIX ex: <{EX}> SELECT * {{ {pattern.replace('<E>', f'<{endpoint}>')} }}"
        found = server.query(text)
        assert found.status == 200, found.body
        names = json.loads(found.body)["head"]["vars"]
        expected = store.query(text, use_default_graph_as_union=True)
        assert {variable.value for variable in expected.variables} == set(names)
        mine = sorted(str([row.get(name, {}).get("value") for name in names]) for row in rows(found.body))
        theirs = sorted(
            str([getattr(row[Variable(name)], "value", None) for name in names]) for row in expected
        )
        assert mine == theirs


def test_nothing_is_kept_of_it(server, other) -> None:
    """What came from elsewhere may be other tomorrow: neither tagged nor kept."""
    reply = server.query(f"SELECT * {{ SERVICE <{other}> {{ ?s ?p ?o }} }} LIMIT 1")
    assert (reply.headers["Cache-Control"], reply.headers["ETag"]) == ("no-store", None)


def test_the_description_says_so(server) -> None:
    """Clients learn that SERVICE is offered from the description of the endpoint."""
    assert b"sd:BasicFederatedQuery" in server.ask("/sparql", Accept="text/turtle").body


@pytest.mark.parametrize("name", BAD)
def test_bad_endpoint(server, bad, name) -> None:
    """An endpoint that misbehaves is told of in one sentence; SILENT leaves it out, but passes no limit."""
    _, why, status = BAD[name]
    text = f"SELECT * {{ SERVICE <{bad.iri(name)}> {{ ?x ?p ?o }} }}"
    reply = server.query(text)
    assert reply.status == status
    assert told(reply).startswith(f"SERVICE <{bad.iri(name)}>: ")
    assert why in told(reply)
    silent = server.query(text.replace("SERVICE", "SERVICE SILENT"))
    assert silent.status == (200 if status == 502 else status)
    if silent.status == 200:
        assert rows(silent.body) == [{}]


def test_block_without_variables(server, bad) -> None:
    """Where a block has no variable, an endpoint may answer with one of its own, which is left out."""
    text = f"SELECT * {{ SERVICE <{bad.iri('own variable')}> {{ <a:b> <a:c> 1 }} }}"
    assert json.loads(server.query(text).body) == {"head": {"vars": []}, "results": {"bindings": [{}]}}


@pytest.mark.parametrize("name", SLOW)
def test_slow_endpoint(server, bad, name) -> None:
    """An endpoint that never ends takes half of the time, so that SILENT leaves some for the rest."""
    text = f"SELECT * {{ SERVICE <{bad.iri(name)}> {{ ?x ?p ?o }} }}"
    reply = server.query(text, seconds=2)
    assert (reply.status, "has not answered within 1 s" in told(reply)) == (502, True)
    text = f"{COUNT[:-1]} SERVICE SILENT <{bad.iri(name)}> {{ ?x ?p ?o }} }}"
    silent = server.query(text, seconds=8)
    assert (silent.status, silent.count) == (200, 300)


def test_endpoint_that_is_down(server) -> None:
    """An endpoint that nobody answers at is told of at once."""
    reply = server.query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?x ?p ?o } }")
    assert (reply.status, "Connection refused" in told(reply)) == (502, True)


@pytest.mark.parametrize(
    "name",
    [
        "http://127.0.0.1:{port}/",
        "http://127.0.0.1:{port}/good/",
        "http://127.0.0.1:{port}/good?x",
        "http://127.0.0.1:{port}/good#x",
        "http://127.0.0.1:{port}/%67ood",
        "http://127.0.0.1:{port}/./good",
        "http://127.0.0.1:{port}/x/../good",
        "http://127.1:{port}/good",
        "http://localhost:{port}/good",
        "http://u@127.0.0.1:{port}/good",
        "https://127.0.0.1:{port}/good",
        "file:///etc/passwd",
        "good",
    ],
)
@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_others_are_not_asked(server, bad, name, silent) -> None:
    """An IRI that is not one of those named, letter by letter, is refused, and nothing is sent."""
    iri, before = name.format(port=bad.port), len(bad.asked)
    reply = server.query(f"SELECT * {{ sErViCe#}}\n{silent}<{iri}> {{ ?x ?p ?o }} }}")
    assert reply.status == 400
    assert told(reply) == "SERVICE may not ask this endpoint."
    assert len(bad.asked) == before


def test_one_that_may_not_be_asked_stops_all(server, bad) -> None:
    """Nothing is sent anywhere when one block of several cannot be answered."""
    before = len(bad.asked)
    good = f"SERVICE <{bad.iri('good')}> {{ ?x ?p ?o }}"
    for text in (
        f"SELECT * {{ {good} SERVICE <http://127.0.0.1:{bad.port}/no> {{ ?x ?p ?o }} }}",
        f"SELECT * {{ {good} SERVICE ?y {{ ?x ?p ?o }} }}",
        f"SELECT * {{ {good} SERVICE <{bad.iri('good')}> {{ {good} }} }}",
        f"SELECT * {{ {good} ",
        f"SELECT * {{ {good} }} # {'x' * 70_000}",
    ):
        assert server.ask(
            "/sparql", "POST", text.encode(), Content_Type="application/sparql-query"
        ).status in {
            400,
            413,
        }
    assert len(bad.asked) == before


def test_only_the_question_is_sent(server, bad) -> None:
    """The other endpoint learns the block with its prologue, and nothing of the rest or of the client."""
    text = (
        f'PREFIX ex: <{EX}> SELECT * {{ ?s ex:value "secret" . SERVICE <{bad.iri("good")}> {{ ?x ex:q 1 }} }}'
    )
    assert (
        server.query(text, Cookie="a=b", Authorization="Basic abc", X_Forwarded_For="9.9.9.9").status == 200
    )
    sent = bad.asked[-1].decode()
    head, _, body = sent.partition("\r\n\r\n")
    assert {line.partition(":")[0] for line in head.split("\r\n")[1:]} == {
        *("Host", "Accept", "Accept-Encoding", "Content-Type", "Content-Length", "User-Agent", "Connection")
    }
    query = unquote_plus(body.removeprefix("query="))
    assert query.endswith(f"PREFIX ex: <{EX}> SELECT * {{ ?x ex:q 1 }}")
    assert "secret" not in sent


@contextmanager
def asking(server: Server, bad: BadEndpoint) -> Iterator[None]:
    """Have a client wait for what is never answered, and hang up when the block ends."""
    text, asked = f"SELECT * {{ SERVICE <{bad.iri('silence')}> {{ ?x ?p ?o }} }}", len(bad.asked)
    head = "POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
    with server.connect() as sock:
        sock.sendall(f"{head}Content-Length: {len(text)}\r\n\r\n{text}".encode())
        assert until(lambda: len(bad.asked) > asked)
        yield
    text = text.replace("silence", "good")
    assert until(lambda: server.query(text).status == 200)


def errands(server: Server) -> list[int]:
    return [pid for pid in children(server.application) if b"bilat.engine.service.errand" in command_of(pid)]


def test_client_that_hangs_up_ends_the_question(server, bad) -> None:
    """A question is given up with the client that waits for it, and its place is free for the next."""
    with asking(server, bad):
        assert len(errands(server)) == 1
    assert until(lambda: not errands(server))


def test_so_many_at_a_time(server, bad) -> None:
    """One client has half of the places; whoever finds none is told at once, and plain queries go on."""
    with asking(server, bad):
        refused = server.query(f"SELECT * {{ SERVICE <{bad.iri('good')}> {{ ?x ?p ?o }} }}")
        assert (refused.status, refused.headers["Retry-After"]) == (503, "1")
        assert server.query(f"{COUNT} # meanwhile").count == 300


def test_the_process_that_asks_has_no_rights(server, bad) -> None:
    """It has no data, few files, no environment of ours, and dies with the server."""
    with asking(server, bad):
        (pid,) = errands(server)
        assert "NoNewPrivs:\t1" in Path(f"/proc/{pid}/status").read_text("ascii")
        limits = Path(f"/proc/{pid}/limits").read_text("ascii")
        assert "Max open files            16                   16" in limits
        assert b"BILAT_" not in Path(f"/proc/{pid}/environ").read_bytes()
        opened = [str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir()]
    # Newer libffi holds itself open.
    assert not [
        name for name in opened if name.startswith("/") and name != "/dev/null" and "libffi" not in name
    ]


def test_workers_have_no_network_still(server, other) -> None:
    """What a block is replaced by cannot make a worker ask."""
    assert server.query(f"SELECT * {{ \\u0053ERVICE <{other}> {{ ?s ?p ?o }} }}").status == 400


def test_certificates(tmp_path, monkeypatch) -> None:
    """An endpoint by https is asked if its certificate is good, and not otherwise."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on this machine")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    asked = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate]
    subprocess.run([*asked, *names], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    endpoint = BadEndpoint(context)
    iri = endpoint.iri("good").replace("http:", "https:")
    publish(tmp_path / "releases", files_of(3))
    for trusted, status in (("", 502), (str(certificate), 200)):
        monkeypatch.setenv("SSL_CERT_FILE", trusted)
        server = Server(tmp_path / "releases", service_endpoints=iri)
        reply = server.query(f"SELECT * {{ SERVICE <{iri}> {{ ?x ?p ?o }} }}")
        assert reply.status == status
        assert server.end() == 0
    assert len(endpoint.asked) == 1
    endpoint.close()


@pytest.mark.parametrize("named", ["example.org", "ftp://e/", "http://u:p@e/", "http://e/#x", "http://e/ x,"])
def test_names_that_cannot_be_asked(tmp_path, named) -> None:
    """A setting that names no endpoint is refused at the start."""
    publish(tmp_path, files_of(3))
    with pytest.raises(EndedError, match="service_endpoints has"):
        Server(tmp_path, service_endpoints=named)


def test_none_unless_named(tmp_path, bad) -> None:
    """Without the setting no endpoint is asked."""
    publish(tmp_path, files_of(3))
    server, before = Server(tmp_path), len(bad.asked)
    reply = server.query(f"SELECT * {{ SERVICE <{bad.iri('good')}> {{ ?x ?p ?o }} }}")
    assert (reply.status, told(reply)) == (400, "SERVICE is not offered: queries never leave this server.")
    assert len(bad.asked) == before
    assert b"FederatedQuery" not in server.ask("/sparql", Accept="text/turtle").body
    assert server.end() == 0
