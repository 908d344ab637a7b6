"""A long list as files: so many rows at a time, with the way to the next."""

from __future__ import annotations

from typing import Final

from werkzeug.wrappers import Response as FlaskResponse

from bilat.web.http.truncation import HEADER

#: Rows of one file: half a second of work, 4 MB.
IN_A_FILE: Final = 50_000


def continued(answer: FlaskResponse, path: str, query: str, page: int, pages: int) -> FlaskResponse:
    """Return the response with a file, which says where the next is if there is one (RFC 8288).

    Args:
        answer: has the file.
        path: of files of this kind.
        query: what the address asks for, without the page; may be empty.
        page: from 1.
        pages: how many files there are.
    """
    if page < pages:
        asked = f"{query}&page={page + 1}" if query else f"page={page + 1}"
        answer.headers.extend((HEADER,))
        answer.headers.add("Link", f'<{path}?{asked}>; rel="next"')
    return answer
