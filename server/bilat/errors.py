"""All errors that bilat raises on purpose, in one tree.

    BilatError                  a fact and a remedy; exit status 2
    |- SettingError             an option or environment variable has a bad value
    |- ProjectError             the project folder is missing or empty
    |- SourceError              a file cannot be read or parsed (file, line, column)
    |- UnsupportedAxiom         the ontology uses an axiom that the reasoner does not know
    |- ClosureTooLarge          more follows from a graph than there is room for
    |- ReleaseError             a release is missing, damaged or half-built
    `- RequestError             a request cannot be answered; carries an HTTP status
       |- QuerySyntaxError      400, with line, column and a caret
       |- QueryRefused          400, the query is understood and not allowed (update, SERVICE)
       |- NotAcceptable         406, with the list of what there is
       |- ResultTooLarge        413
       |- EndpointFailed        502, an endpoint that SERVICE names does not answer as it should
       `- Overloaded            503, no worker is free, or there is no room
          `- TooLate            503, the deadline of a query has passed

An error says what is wrong, where, and what to do. Internals never go in a message.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
#: What clients are told that may try again.
_SOON: Final = (("Retry-After", "1"),)
_IN_THE_WAY: Final = frozenset({errno.EEXIST, errno.ENOTDIR})


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file.

    Args:
        file: path as a person would type it, relative to the project where possible.
        line: 1-based line, or None when only the file is known.
        column: 1-based column in code points, or None.
    """

    file: str
    line: int | None = None
    column: int | None = None

    def __reduce__(self) -> tuple[type[Place], tuple[str, int | None, int | None]]:
        """Return what pickle keeps: reports have thousands, and field after field takes thrice as long."""
        return Place, (self.file, self.line, self.column)

    def __str__(self) -> str:
        """Return ``file:line:column``, without the parts that are unknown."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


class BilatError(Exception):
    """A problem that the person at the other end can understand and mend.

    Args:
        message: what is wrong, in one sentence.
        remedy: what to do about it, or None where nothing can be advised.
        place: where it stands, if it stands in a file.
    """

    exit_status = 2

    def __init__(self, message: str, *, remedy: str | None = None, place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.place = place

    def __str__(self) -> str:
        """Return place, message and remedy on one line."""
        where = f"{self.place}: " if self.place else ""
        advice = f" {self.remedy}" if self.remedy else ""
        return f"{where}{self.message}{advice}"


class SettingError(BilatError):
    """An option, environment variable or configuration key has a bad value."""


class ProjectError(BilatError):
    """The project folder is missing or holds nothing to build from."""

    @classmethod
    def missing(cls, folder: Path, wanted: str) -> ProjectError:
        """Return the error for a folder that is not a project."""
        return cls(f"No project at {folder}.", remedy=f"A project folder holds {wanted}.")


class SourceError(BilatError):
    """A file of the project cannot be read or parsed."""


class UnsupportedAxiom(BilatError):
    """The ontology uses an axiom that the reasoner would have to skip."""


class ClosureTooLarge(BilatError):
    """More follows from a graph than there is room for."""


class ReleaseError(BilatError):
    """A release is missing, damaged or half-built."""

    @classmethod
    def unwritable(cls, place: Path, error: OSError, choice: str) -> ReleaseError:
        """Return the error for a folder of releases that cannot be written to.

        Args:
            place: the folder.
            error: what the system said.
            choice: what another folder is named with.
        """
        reason, advice = error.strerror or type(error).__name__, "Choose"
        if error.errno in _IN_THE_WAY:
            reason = "there is a file of that name"
        elif error.errno in _FULL:
            advice = "Make room there, or choose"
        elif error.errno in _FORBIDDEN:
            advice = "Let this user write there, or choose"
        return cls(
            f"The release cannot be written to {place}: {reason}.",
            remedy=f"{advice} another folder with {choice}.",
        )


class RequestError(BilatError):
    """A request that cannot be answered as asked.

    Args:
        message: what is wrong, in one sentence.
        remedy: what to do about it, or None where nothing can be advised.
        status: of HTTP; that of the class when None.
        title: short name of the kind of problem, the same for all of its kind (RFC 9457, 3.1.3).
        detail: further lines, for example the query line with a caret under the place.
        headers: response headers that belong to the answer, such as Retry-After or Allow.
    """

    status = 400
    title = "Bad request"

    def __init__(
        self,
        message: str,
        *,
        remedy: str | None = None,
        status: int | None = None,
        title: str | None = None,
        detail: str | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.status = status or type(self).status
        self.title = title or type(self).title
        self.detail = detail
        self.headers = headers


class QuerySyntaxError(RequestError):
    """The query text is not SPARQL.

    Args:
        message: what was found and what was expected, in words.
        line: 1-based line of the query.
        column: 1-based column in code points.
        detail: the line at fault with a caret under the place.
        remedy: the likely cause and what to write instead, or None.
    """

    title = "Query syntax error"

    def __init__(
        self, message: str, *, line: int, column: int, detail: str, remedy: str | None = None
    ) -> None:
        super().__init__(message, remedy=remedy, detail=detail)
        self.line = line
        self.column = column


class QueryRefused(RequestError):
    """The query is understood and not allowed here."""

    title = "Query refused"


class NotAcceptable(RequestError):
    """Nothing that the client accepts can be served."""

    status = 406
    title = "Not acceptable"


class ResultTooLarge(RequestError):
    """The result is larger than a limit allows."""

    status = 413
    title = "Result too large"


class EndpointFailed(RequestError):
    """Another endpoint, which a query names, does not answer as it should."""

    status = 502
    title = "Endpoint failed"


class Overloaded(RequestError):
    """Nothing is free to answer, or not in time."""

    status = 503
    title = "Service overloaded"


class TooLate(Overloaded):
    """The deadline of a query has passed.

    Args:
        seconds: what it was allowed to take.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The query took longer than {seconds:g} s.", remedy="Narrow the query.", headers=_SOON
        )


def overloaded(message: str, remedy: str = "Try again in a second.") -> Overloaded:
    """Return the error for a request that cannot be answered now."""
    return Overloaded(message, remedy=remedy, headers=_SOON)


def method_not_allowed(method: str, allowed: str) -> RequestError:
    """Return the error for a method that an address does not take; ``allowed`` lists those that it does."""
    return RequestError(
        f"{method} is not taken here.",
        status=405,
        title="Method not allowed",
        remedy=f"Use one of {allowed}.",
        headers=(("Allow", allowed),),
    )
