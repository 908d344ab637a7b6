"""The body of a request: so many octets, or chunks (RFC 9112, 6 and 7)."""

from __future__ import annotations

from typing import Final

import httptools

from bilat.errors import RequestError
from bilat.web.http.head import Head

#: What makes the parser expect chunks.
_CHUNKED: Final = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
#: Octets on the way for each of a body in the smallest chunks; more are extensions and trailers without end.
_MOST_PER_OCTET: Final = len(b"1\r\nx\r\n")


class Body:
    """A body that is being received.

    Args:
        head: of its request.
        most: octets that it may have.

    `cut_off` tells that something came behind it that was not read.

    Raises:
        RequestError: it is declared to be longer.
    """

    def __init__(self, head: Head, most: int) -> None:
        self.head = head
        self.octets = bytearray()
        self.cut_off = False
        self._most = most
        self._length = head.length
        self._come = 0
        self._whole = False
        if self._length is None:
            self._parser = httptools.HttpRequestParser(self)
            self._parser.feed_data(_CHUNKED)
        elif self._length > most:
            raise self._too_long()

    def take(self, buffer: bytearray) -> bool:
        """Take what belongs to the body out of a buffer; return whether it is whole.

        Raises:
            RequestError: it is too long, or its chunks are none.
        """
        if self._length is not None:
            missing = self._length - len(self.octets)
            self.octets += buffer[:missing]
            del buffer[:missing]
            return len(self.octets) == self._length
        self._come += len(buffer)
        try:
            # All that came with it is taken: hardly anybody sends a further request behind chunks unasked.
            self._parser.feed_data(bytes(buffer))
        except httptools.HttpParserError:
            self.cut_off = self._whole
            if not self._whole:
                raise RequestError("The chunks of the body are none.", remedy="Send it whole.") from None
        buffer.clear()
        if len(self.octets) > self._most or self._come > self._most * _MOST_PER_OCTET:
            raise self._too_long()
        return self._whole

    def on_body(self, piece: bytes) -> None:
        """Take a chunk, from the parser."""
        if self._whole or len(self.octets) > self._most:
            return
        self.octets += piece

    def on_message_begin(self) -> None:
        """See that something follows the last chunk, from the parser; it is lost."""
        self.cut_off = self._whole

    def on_message_complete(self) -> None:
        """See the last chunk, from the parser."""
        self._whole = True

    def _too_long(self) -> RequestError:
        return RequestError(
            f"The body is longer than {self._most:,} bytes.",
            status=413,
            title="Body too long",
            remedy="Send less.",
        )
