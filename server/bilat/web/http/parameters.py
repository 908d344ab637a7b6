"""The parameters of a SPARQL request, from wherever the protocol lets them come, decoded exactly once.

SPARQL 1.1 Protocol, 2.1: GET, POST of a form, POST of the query itself; and the QUERY method like the latter.
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from collections.abc import Callable
from dataclasses import dataclass, field
from math import isfinite
from typing import Final

from werkzeug.http import parse_options_header

from bilat.errors import QueryRefused, RequestError
from bilat.settings import Settings

_FORM_ROOM: Final = 3  # A percent-encoded byte takes three.
_OTHER_FIELDS_BYTES: Final = 8_192
#: Most that come together in an address or a form; each is decoded while others wait.
_MOST_PAIRS: Final = 2_000
FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
#: Tells that queries are taken by the method QUERY too, and in which type (RFC 10008).
ACCEPT_QUERY: Final = ("Accept-Query", DIRECT)
_UPDATE_TYPE: Final = "application/sparql-update"
_UPDATE_NAMES: Final = frozenset({"update", "using-graph-uri", "using-named-graph-uri"})
_ONCE: Final = ("query", "timeout", "truncate")
_YES: Final = {"true": True, "1": True, "false": False, "0": False}
_GRAPHS: Final = ("default-graph-uri", "named-graph-uri")
#: What other servers call the format; some clients send both.
_FORMATS: Final = ("format", "output")
#: How SPARQL 1.1 Graph Store HTTP Protocol, 4.2, names a graph.
_GRAPH_STORE: Final = frozenset({"graph", "default"})
#: UTF-8, and what is a part of it.
_CHARSETS: Final = frozenset({"utf-8", "utf8", "us-ascii"})
#: Of byte order: some programs begin a file with it, and clients send files.
_MARK: Final = "\ufeff"
_BAD_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f-\x9f]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What a client asks of the endpoint.

    Args:
        query: the text, or None when there is none.
        default_graphs: IRIs, in the order given.
        named_graphs: IRIs, in the order given.
        format: names of a result format, with commas between them where there are several, or None.
        seconds: deadline that the client sets itself, or None.
        truncate: whether a result that passes a limit is wanted as far as it goes.
        pairs: all parameters as they came, by address and by form; none beside a query alone.
    """

    query: str | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None
    seconds: float | None = None
    truncate: bool = False
    pairs: tuple[tuple[str, str], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """The parts of an HTTP request that carry parameters.

    Args:
        method: GET, HEAD, POST or QUERY.
        query_string: as sent, its octets as Latin-1.
        content_type: the header, or an empty text.
        read: returns the body.
    """

    method: str
    query_string: str
    content_type: str = ""
    read: Callable[[], bytes] = field(default=lambda: b"")


def most_octets(settings: Settings) -> int:
    """Return the length of the longest target, and of the longest body, in octets."""
    return settings.query_bytes * _FORM_ROOM + _OTHER_FIELDS_BYTES


def parameters(call: Call) -> Parameters:
    """Return the parameters of a request.

    Raises:
        RequestError: a rule of the protocol is broken; the message says which.
        QueryRefused: the request is an update.
    """
    # WSGI hands over octets as Latin-1 (PEP 3333).
    pairs = _pairs(_decode(call.query_string.encode("latin-1"), "query string"), "query string")
    if call.method in {"POST", "QUERY"}:
        pairs = [*pairs, *_body_pairs(call)]
    return _check(pairs)


def _body_pairs(call: Call) -> list[tuple[str, str]]:
    """Return the parameters in a body; the whole body is the query when it is sent as one."""
    media_type, options = parse_options_header(call.content_type)
    charset = options.get("charset", "utf-8").lower()
    if charset not in _CHARSETS:
        raise RequestError(
            f"The charset {charset!r} is not taken.",
            status=415,
            title="Unsupported media type",
            remedy="Send UTF-8.",
        )
    if media_type.lower() == DIRECT:
        return [("query", _decode(call.read(), "body"))]
    if media_type.lower() == FORM and call.method == "POST":
        return _pairs(_decode(call.read(), "body"), "form")
    if media_type.lower() == _UPDATE_TYPE:
        raise _no_update()
    # WikibaseIntegrator, and many a script, has all in the address: a body without octets is of no type.
    if call.method == "POST" and call.query_string and not call.read():
        return []
    taken = DIRECT if call.method == "QUERY" else f"{DIRECT} or {FORM}"
    stated = f"Content-Type {media_type!r} is not taken" if media_type else "There is no Content-Type"
    raise RequestError(
        f"{stated} with {call.method}.", status=415, title="Unsupported media type", remedy=f"Send {taken}."
    )


def _pairs(text: str, where: str) -> list[tuple[str, str]]:
    """Return names and values, each decoded once.

    Raises:
        RequestError: there are too many, or one cannot be decoded.
    """
    if text.count("&") >= _MOST_PAIRS:
        raise RequestError(
            f"The {where} has more than {_MOST_PAIRS:,} parameters.",
            remedy="Name graphs by FROM.",
        )
    pairs = []
    for piece in text.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            pairs.append((_unquote(name, where), _unquote(value, where)))
    return pairs


def _unquote(text: str, where: str) -> str:
    if "%" not in text:
        return text.replace("+", " ")
    if _BAD_PERCENT.search(text):
        raise RequestError(
            f"The {where} has a % that two hexadecimal digits do not follow.", remedy="Write %25."
        )
    # A percent sign is to this coding what an equals sign is to quoted-printable, whose decoder is in C: with
    # that of urllib a long query takes longer to decode than to answer.
    quoted = text.replace("=", "=3D").replace("%", "=").replace("+", " ")
    return _decode(a2b_qp(quoted.encode()), where)


def _decode(octets: bytes, where: str) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        raise RequestError(f"The {where} is not UTF-8.", remedy="Send UTF-8.") from None


def _check(pairs: list[tuple[str, str]]) -> Parameters:
    """Return the parameters, or raise the error for the first rule that they break."""
    names = [name for name, _ in pairs]
    if names == ["query"] and pairs[0][1].strip():
        return Parameters(query=pairs[0][1].removeprefix(_MARK))
    if not _UPDATE_NAMES.isdisjoint(names):
        raise _no_update()
    for name in _ONCE:
        if names.count(name) > 1:
            raise RequestError(f"There are {names.count(name)} {name} parameters.", remedy="Send one.")
    # A form in a page sends the fields that nobody has filled in, too.
    single = {name: value for name, value in pairs if value.strip() or name == "query"}
    query = single.get("query")
    if query is None and not _GRAPH_STORE.isdisjoint(names):
        raise RequestError("The endpoint hands out no graph by name.", remedy="Ask with CONSTRUCT.")
    if query is None and not {*_GRAPHS, "timeout", "truncate"}.isdisjoint(names):
        raise RequestError("There is no query parameter.", remedy="Send query=.")
    if query is not None and not query.strip():
        raise RequestError("The query is empty.", remedy="Write one, such as SELECT * { ?s ?p ?o } LIMIT 10.")
    return Parameters(
        query=query and query.removeprefix(_MARK),
        default_graphs=tuple(_iri("default-graph-uri", value) for value in _all(pairs, "default-graph-uri")),
        named_graphs=tuple(_iri("named-graph-uri", value) for value in _all(pairs, "named-graph-uri")),
        format=next((",".join(found) for name in _FORMATS if (found := _all(pairs, name))), None),
        seconds=_seconds(single["timeout"]) if "timeout" in single else None,
        truncate=_truth("truncate", single.get("truncate", "false")),
        pairs=tuple(pairs),
    )


def _all(pairs: list[tuple[str, str]], name: str) -> list[str]:
    """Return the values of a parameter that are not blank."""
    return [value for each, value in pairs if each == name and value.strip()]


def _iri(name: str, value: str) -> str:
    if not _IRI.fullmatch(value):
        raise RequestError(f"{name} {value!r} is not an absolute IRI.", remedy="Send one, such as http://...")
    return value


def _seconds(value: str) -> float | None:
    """Return a deadline; none for 0, by which clients of other servers say that they have none."""
    if value == "0":
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not isfinite(seconds) or seconds <= 0:
        raise RequestError(
            f"timeout {value!r} is not a number of seconds above zero.", remedy="Send timeout=5."
        )
    return seconds


def _truth(name: str, value: str) -> bool:
    if value.lower() not in _YES:
        raise RequestError(f"{name} {value!r} is neither true nor false.", remedy=f"Send {name}=true.")
    return _YES[value.lower()]


def _no_update() -> QueryRefused:
    return QueryRefused("Updates are not taken: the data is read-only.", remedy="Send a query.")
