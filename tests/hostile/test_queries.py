"""Queries that no honest client sends, of every kind known: each is answered or refused in one line."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from running import COUNT, ENDLESS, EX, Server, processor_seconds

ALL = "?s ?p ?o"


def nested(opening: str, inner: str, closing: str, times: int) -> str:
    return opening * times + inner + closing * times


def deep(opening: str, inner: str, closing: str) -> str:
    """Return a text nested as deep as the longest query allows."""
    return nested(opening, inner, closing, 60_000 // (len(opening) + len(closing)))


def joined(count: int) -> str:
    return " . ".join(f"?v{n} ?p{n} ?v{n + 1}" for n in range(count))


NESTING = {
    "braces": "SELECT * " + deep("{", ALL, "}"),
    "braces left open": "SELECT * " + "{" * 60_000,
    "parentheses": f"SELECT * {{ {ALL} FILTER({deep('(', '1', ')')}) }}",
    "parentheses left open": f"SELECT * {{ {ALL} FILTER({'(' * 60_000}",
    "not": f"SELECT * {{ {ALL} FILTER({'!' * 50_000}true) }}",
    "minus": f"SELECT ({'-' * 50_000}1 AS ?x) {{}}",
    "functions": f"SELECT ({deep('CONCAT(', '1', ')')} AS ?x) {{}}",
    "if": f"SELECT ({deep('IF(true,', '1', ',1)')} AS ?x) {{}}",
    "coalesce": f"SELECT ({deep('COALESCE(', '1', ')')} AS ?x) {{}}",
    "optional": "SELECT * {" + deep("OPTIONAL{", ALL, "}") + "}",
    "exists": "SELECT * { ?s ?p ?o " + deep("FILTER EXISTS{ ?s ?p ?o ", "", "}") + "}",
    "not exists": "SELECT * { ?s ?p ?o " + deep("FILTER NOT EXISTS{ ?s ?p ?o ", "", "}") + "}",
    "minus groups": "SELECT * { ?s ?p ?o " + deep("MINUS{ ?s ?p ?o ", "", "}") + "}",
    "graph": "SELECT * {" + deep("GRAPH ?g {", ALL, "}") + "}",
    "sub-selects": "SELECT * {" + deep("{SELECT * {", ALL, "}}") + "}",
    "unions": "SELECT * {" + " UNION ".join(["{?s ?p ?o}"] * 4_000) + "}",
    "union tree": "SELECT * {" + deep("{{} UNION ", "{}", "}") + "}",
    "paths": f"SELECT * {{ ?s {deep('(', '<a:b>', ')*')} ?o }}",
    "inverse paths": f"SELECT * {{ ?s {deep('(^', '<a:b>', ')')} ?o }}",
    "alternative paths": f"SELECT * {{ ?s {'|'.join(['<a:b>'] * 8_000)} ?o }}",
    "path sequence": f"SELECT * {{ ?s {'/'.join(['<a:b>'] * 8_000)} ?o }}",
    "negated paths": f"SELECT * {{ ?s !({'|'.join(['<a:b>'] * 8_000)}) ?o }}",
    "blank nodes": "SELECT * {" + deep("[<a:b> ", "1", "]") + " <a:b> 1}",
    "lists": "SELECT * {" + deep("(", "1", ")") + " <a:b> 1}",
    "long list": "SELECT * { ?s ?p (" + "1 " * 25_000 + ") }",
    "triple terms": "SELECT * { ?s ?p " + deep("<<( ?s ?p ", "?o", " )>>") + " }",
    "reified triples": "SELECT * { " + deep("<< ?s ?p ", "?o", " >>") + " ?p ?o }",
    "prefixes": "".join(f"PREFIX p{n}: <a:{n}> " for n in range(3_500)) + "ASK {}",
    "one prefix again": "PREFIX p: <a:> " * 4_000 + "ASK {}",
    "bases": "BASE <x/> " * 6_000 + "SELECT (<a> AS ?x) {}",
    "long IRI": f"ASK {{ <a:{'x' * 60_000}> ?p ?o }}",
    "long literal": f'ASK {{ ?s ?p "{"x" * 60_000}" }}',
    "long variable": f"ASK {{ ?{'x' * 60_000} ?p ?o }}",
    "long comment": "ASK {} #" + "x" * 60_000,
    "long language tag": f'ASK {{ ?s ?p "x"@a{"-b" * 30_000} }}',
    "long number": f"SELECT ({'9' * 60_000} AS ?x) {{}}",
    "long exponent": f"SELECT (1e{'9' * 50_000} AS ?x) {{}}",
    "arguments": f"SELECT (CONCAT({','.join(['1'] * 25_000)}) AS ?x) {{}}",
    "in": f"SELECT * {{ {ALL} FILTER(?o IN ({','.join(['1'] * 25_000)})) }}",
    "values": f"SELECT * {{ VALUES ?x {{ {'1 ' * 25_000} }} }}",
    "projected": "SELECT " + " ".join(f"(1 AS ?v{n})" for n in range(4_000)) + "{}",
    "filters": f"SELECT * {{ {ALL} {'FILTER(1=1)' * 5_000} }}",
    "binds": "SELECT * {" + "".join(f"BIND(1 AS ?v{n})" for n in range(3_500)) + "}",
    "order": f"SELECT * {{ {ALL} }} ORDER BY {'?s ' * 18_000}",
    "group": f"SELECT (1 AS ?x) {{ {ALL} }} GROUP BY {'?s ' * 18_000}",
    "conjunction": f"SELECT * {{ {ALL} FILTER({'&&'.join(['true'] * 10_000)}) }}",
    "sum": f"SELECT ({'+'.join(['1'] * 30_000)} AS ?x) {{}}",
}

COST = {
    "300 joined patterns": f"SELECT * {{ {joined(300)} }}",
    "300 patterns of one subject": "SELECT * {" + " . ".join(f"?s ?p{n} ?o{n}" for n in range(300)) + "}",
    "300 optional patterns": "SELECT * {" + "".join(f"OPTIONAL {{ ?a{n} ?b ?c }}" for n in range(300)) + "}",
    "product counted": ENDLESS,
    "product sorted": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY DESC(?f) ?a LIMIT 1",
    "product distinct": "SELECT DISTINCT ?a ?d ?f { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "product grouped": "SELECT ?a ?d (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?a ?d ?g",
    "product concatenated": "SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "product streamed": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "product offset": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } OFFSET 99999999999",
    "product filtered": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c + ?f + ?i < 0) }",
    "product sampled": "SELECT (MAX(CONCAT(STR(?c), STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "product constructed": "CONSTRUCT { ?a ?e ?i } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "product described": "DESCRIBE ?a ?d { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "product asked": "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?c + ?f + ?i < 0) }",
    "minus of products": "SELECT * { ?a ?b ?c . ?d ?e ?f MINUS { ?a ?b ?f . ?d ?e ?c } }",
    "exists in products": "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS { ?g ?h ?i FILTER(?i=?c+?f) } }",
    "doubling": "SELECT ?x39 { BIND('xxxxxxxx' AS ?x0) "
    + "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(39))
    + "}",
    "doubling by replace": "SELECT ?x9 { BIND('xxxxxxxx' AS ?x0) "
    + "".join(f"BIND(REPLACE(?x{n}, 'x', 'xxxxxxxxxx') AS ?x{n + 1}) " for n in range(9))
    + "}",
    "doubling by encoding": "SELECT ?x20 { BIND('%%%%' AS ?x0) "
    + "".join(f"BIND(ENCODE_FOR_URI(ENCODE_FOR_URI(?x{n})) AS ?x{n + 1}) " for n in range(20))
    + "}",
    "all pairs": "SELECT (COUNT(*) AS ?n) { ?a (<a:b>|!<a:b>)* ?b . ?c (<a:b>|!<a:b>)* ?d }",
    "all paths": "SELECT * { ?a (!<a:b>|^!<a:b>)+ ?b }",
    "path from each": f"SELECT * {{ ?a <{EX}value>* ?b . ?c ^<{EX}value>* ?b . ?d !<a:b>* ?e }}",
    "regex": "SELECT * { BIND(REGEX('" + "a" * 5_000 + "b', '^(a+)+$') AS ?x) }",
    "regex backtracking": "SELECT * { BIND(REGEX('" + "a" * 5_000 + "!', '(a|aa)+$') AS ?x) }",
    "regex counted": "SELECT * { BIND(REGEX('x', '((((x{1,99}){1,99}){1,99}){1,99})') AS ?x) }",
    "regex per row": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER REGEX(CONCAT(STR(?a), STR(?d)), "
    "'(.*)(.*)(.*)(.*)(.*)z$') }",
    "regex nested": "SELECT * { BIND(REGEX('x', '" + "(" * 5_000 + "x" + ")" * 5_000 + "') AS ?x) }",
    "hashes": "SELECT (MAX(SHA512(CONCAT(STR(?c), STR(?f), STR(?i)))) AS ?x) "
    "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "random": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(RAND() > 2) }",
    "uuids": "SELECT (COUNT(DISTINCT ?u) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i BIND(STRUUID() AS ?u) }",
    "big powers": "SELECT ?x30 { BIND(99999999999.999 AS ?x0) "
    + "".join(f"BIND(?x{n} * ?x{n} AS ?x{n + 1}) " for n in range(30))
    + "}",
}

FETCHING = {
    "service": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "service in other letters": "SELECT * { sErViCe#c\n<http://127.0.0.1:1/> { ?s ?p ?o } }",
    "silent service": "SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "service by variable": "SELECT * { BIND(<http://127.0.0.1:1/> AS ?x) SERVICE ?x { ?s ?p ?o } }",
    "service in escapes": "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "service in a filter": "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <file:///etc/passwd> {} } }",
    "service in a path": "ASK { { SELECT * { SERVICE<http://[::1]:1/>{} } } }",
}
FORM = {"Content_Type": "application/x-www-form-urlencoded"}
UPDATES = (
    "DROP ALL",
    "CLEAR ALL",
    "INSERT DATA { <a:b> <a:c> <a:d> }",
    "DELETE WHERE { ?s ?p ?o }",
    "LOAD <http://127.0.0.1:1/>",
    "LOAD <file:///etc/passwd>",
    "PREFIX a: <a:> #\nDELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "COPY DEFAULT TO <a:b>",
    "CREATE GRAPH <a:b> ; DROP ALL",
)


def one_line(body: bytes) -> str:
    """Return the reason in a problem, which has no second line and nothing internal."""
    problem = json.loads(body)
    assert "\n" not in problem["detail"].strip()
    assert not any(word in body for word in (b"Traceback", b'File "', b"site-packages", b"panicked", b"0x"))
    return str(problem["detail"])


def check(server: Server, text: str, allowed: set[int]) -> int:
    """Post a query; return the status, which is allowed, with a body that is whole or one line of reason."""
    answer = server.ask(
        "/sparql",
        "POST",
        urlencode({"query": text, "timeout": 1}).encode(),
        Content_Type="application/x-www-form-urlencoded",
    )
    assert answer.status in allowed, answer.body[:300]
    if answer.status != 200:
        assert one_line(answer.body)
    elif answer.headers.get_content_subtype() == "sparql-results+json":
        json.loads(answer.body)
    return answer.status


@pytest.mark.parametrize("text", NESTING.values(), ids=NESTING.keys())
def test_nesting_and_length(server, text) -> None:
    """A query as deep or as long as it may be is answered or refused."""
    check(server, text, {200, 400, 413, 503})


@pytest.mark.parametrize("text", COST.values(), ids=COST.keys())
def test_cost(server, text) -> None:
    """A query that would take for ever, or all memory, ends in time."""
    check(server, text, {200, 400, 413, 503})


#: Small for the engine, and for formats that leave out what is unbound.
SHOWN = {
    "columns": "SELECT " + " ".join(f"?v{n}" for n in range(8_000)) + " { ?s ?p ?o }",
    "rows": "SELECT (1 AS ?x) { ?a ?b ?c . ?d ?e ?f } LIMIT 200000",
    "triple terms": f"SELECT ({'TRIPLE(<a:b>,<a:b>,' * 800}1{')' * 800} AS ?x) {{}}",
}


@pytest.mark.parametrize("media_type", ["text/html", "text/markdown"])
@pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN.keys())
def test_what_people_cannot_read(server, text, media_type) -> None:
    """What is written outside of workers, for people, is bounded in what it takes."""
    before = processor_seconds(server.application)
    answer = server.query(text, seconds=1, Accept=media_type)
    assert answer.status in {400, 413, 503} or len(answer.body) < 100_000
    assert processor_seconds(server.application) - before < 3


@pytest.mark.parametrize("text", FETCHING.values(), ids=FETCHING.keys())
def test_nothing_is_fetched(server, text) -> None:
    """SERVICE is refused in whatever spelling."""
    assert check(server, text, {400}) == 400


def test_from_fetches_nothing(server) -> None:
    """FROM names a graph that is here or nowhere."""
    answer = server.query(COUNT.replace("{", f"FROM <http://127.0.0.1:{server.port}/> {{"))
    assert (answer.status, answer.count) == (200, 0)


@pytest.mark.parametrize("text", UPDATES)
def test_updates_are_refused(server, text) -> None:
    """Nothing changes the data, by whatever door it comes."""
    for name in ("query", "update"):
        answer = server.ask("/sparql", "POST", urlencode({name: text}).encode(), **FORM)
        assert (answer.status, bool(one_line(answer.body))) == (400, True)
        assert server.ask(f"/sparql?{urlencode({name: text})}").status == 400
    answer = server.ask("/sparql", "POST", text.encode(), Content_Type="application/sparql-update")
    assert answer.status == 400
    answer = server.ask("/sparql", "POST", text.encode(), Content_Type="application/sparql-query")
    assert answer.status == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST"])
@pytest.mark.parametrize("path", ["/sparql?graph=a:b", "/sparql?default", "/store?default", "/id/japan"])
def test_graph_store_is_refused(server, method, path) -> None:
    """There is no graph store to write to."""
    answer = server.ask(path, method, b"<a:b> <a:c> <a:d> .", Content_Type="text/turtle")
    assert answer.status in {404, 405, 415}
    assert one_line(answer.body)


TERMS = {
    "lone surrogate": b"ASK { ?s ?p '\xed\xa0\x80' }",
    "escaped surrogate": rb"ASK { ?s ?p '\uD800' }",
    "escaped pair": rb"ASK { ?s ?p '\uD83D\uDE00' }",
    "overlong": b"ASK { ?s ?p '\xc0\xaf' }",
    "latin": b"ASK { ?s ?p '\xe9' }",
    "utf-16": "ASK { ?s ?p 'x' }".encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbfASK { ?s ?p 'x' }",
    "nul": b"ASK { ?s ?p '\x00' }",
    "nul in an IRI": rb"ASK { <a:\u0000> ?p ?o }",
    "beyond unicode": rb"ASK { ?s ?p '\UFFFFFFFF' }",
    "controls": b"ASK { ?s ?p '\x01\x02\x1b[31m' }",
    "bidi": "ASK { ?s ?p '\u202e\u2066' }".encode(),
    "nothing": b"\x00" * 1_000,
    "huge integer": b"SELECT (9" + b"9" * 400 + b" + 1 AS ?x) {}",
    "huge decimal": b"SELECT (0." + b"1" * 4_000 + b" AS ?x) {}",
    "division by zero": b"SELECT (1/0 AS ?x) (1.0e0/0 AS ?y) {}",
    "least integer": b"SELECT (-9223372036854775808 - 1 AS ?x) (ABS(-9223372036854775808) AS ?y) {}",
    "dates": b"SELECT ('999999999999-01-01T00:00:00Z'^^<http://www.w3.org/2001/XMLSchema#dateTime> AS ?x) {}",
    "substring": b"SELECT (SUBSTR('x', -9223372036854775808, 9223372036854775807) AS ?x) {}",
    "limits": b"SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999",
    "negative limit": b"SELECT * { ?s ?p ?o } LIMIT -1",
}


@pytest.mark.parametrize("text", TERMS.values(), ids=TERMS.keys())
def test_odd_characters_and_numbers(server, text) -> None:
    """Broken encodings are refused, odd numbers calculated or left unbound; nothing falls over."""
    answer = server.ask("/sparql", "POST", text, Content_Type="application/sparql-query")
    assert answer.status in {200, 400}
    assert answer.status == 200 or one_line(answer.body)


def test_eight_endless_at_once(server) -> None:
    """Endless queries from two clients all end at the deadline; who asks meanwhile waits no longer."""
    with ThreadPoolExecutor(9) as threads:
        bad = [threads.submit(server.query, f"{ENDLESS} #{n}", 10 + n % 2, 1) for n in range(8)]
        good = threads.submit(server.query, f"{COUNT} #e", 20)
        assert {future.result().status for future in bad} == {503}
        assert good.result().count == 2_000


def test_one_client_leaves_room_for_others(server) -> None:
    """However many endless queries one client sends, all that others ask is answered right."""
    with ThreadPoolExecutor(12) as threads:
        bad = [threads.submit(server.query, f"{ENDLESS} #o{n}", 30, 1) for n in range(10)]
        for number in range(100):
            assert server.query(f"{COUNT} #o{number}", 31).count == 2_000
        assert {future.result().status for future in bad} == {503}


def test_mixed_load(server) -> None:
    """2,000 good and 200 hostile queries at once: every good one is answered, and right."""
    hostile = [*NESTING.values(), *COST.values(), *FETCHING.values()]
    with ThreadPoolExecutor(12) as threads:
        bad = [
            threads.submit(check, server, hostile[n % len(hostile)], {200, 400, 413, 503}) for n in range(200)
        ]
        good = [threads.submit(server.query, f"{COUNT} #m{n}", 40 + n % 20) for n in range(2_000)]
        counts = [future.result().count for future in good]
        for future in bad:
            future.result()
    assert counts == [2_000] * 2_000
