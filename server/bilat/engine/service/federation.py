"""Queries with SERVICE, for the endpoints that the operator has named: each block is asked and replaced.

Workers never learn of it: they get a query in which the answers stand as VALUES, and have no network as ever.
"""

from __future__ import annotations

import time
from dataclasses import replace

from bilat.engine.interface import Limits, Operation
from bilat.engine.outline import no_service
from bilat.engine.service.block import Question, ServiceBlock, service_blocks, with_values
from bilat.engine.service.columns import columns
from bilat.engine.service.endpoints import named_endpoints
from bilat.engine.service.errand import Errand
from bilat.engine.service.messenger import Messenger
from bilat.errors import EndpointFailed, QueryRefused, TooLate
from bilat.settings import Settings


class Federation:
    """Replaces SERVICE by what it brings.

    Args:
        settings: endpoints that may be asked, and limits.

    Raises:
        SettingError: an endpoint is not named as it must be.
    """

    def __init__(self, settings: Settings) -> None:
        self.endpoints = named_endpoints(settings.service_endpoints)
        self._settings = settings
        self._messenger = Messenger(settings.workers)

    def __bool__(self) -> bool:
        """Tell whether any endpoint may be asked."""
        return bool(self.endpoints)

    def without_service(self, operation: Operation, limits: Limits) -> tuple[Operation, Limits]:
        """Return what is left to be evaluated here when all blocks are answered, and the limits for it.

        Each block has half of the time that is left, so that SILENT leaves some for the rest. This waits for
        others, so it is not for the thread of a loop.

        Raises:
            QuerySyntaxError: the text is not SPARQL.
            QueryRefused: an endpoint may not be asked, or an answer has no meaning here.
            EndpointFailed: an endpoint does not answer as it should.
            ResultTooLarge: the query or an answer is too long.
            Overloaded: the deadline has passed, or too many such queries are under way.
        """
        began, text = time.monotonic(), operation.text
        if len(text.encode("utf-8", "surrogatepass")) > self._settings.query_bytes:
            return operation, limits  # The engine says so.
        blocks = service_blocks(text, operation.base)
        self._admit(blocks)
        known: dict[tuple[Question, bool], str] = {}
        for block in blocks:
            if (block.question, block.silent) not in known:
                known[block.question, block.silent] = self._ask(block, _left(began, limits), limits)
        values = {block: known[block.question, block.silent] for block in blocks}
        left = _left(began, limits)
        brought = sum(len(each.encode()) for each in values.values())
        rewritten = replace(operation, text=with_values(text, values), brought=brought)
        return rewritten, replace(limits, seconds=left)

    def _admit(self, blocks: tuple[ServiceBlock, ...]) -> None:
        """Refuse a query before anything is sent, if any of its blocks cannot be answered."""
        if not self.endpoints:
            raise no_service()
        for block in blocks:
            if block.question.endpoint not in self.endpoints:
                offered = ", ".join(f"<{each}>" for each in self.endpoints)
                raise QueryRefused(
                    "SERVICE may not ask this endpoint.", remedy=f"These may be asked: {offered}."
                )

    def _ask(self, block: ServiceBlock, left: float, limits: Limits) -> str:
        question = block.question
        errand = Errand(
            endpoint=question.endpoint,
            text=question.text,
            variables=tuple(sorted(question.variables)),
            seconds=left / 2,
            rows=self._settings.service_rows,
            bytes=self._settings.service_bytes,
        )
        try:
            return self._messenger.run(errand, limits.client, limits.cancellation)
        except EndpointFailed:
            if block.silent:
                return _nothing(question)
            raise


def _nothing(question: Question) -> str:
    """Return a solution that binds nothing, what a SERVICE SILENT that fails stands for; its columns stay."""
    names = columns(question.text)
    return f"VALUES ({' '.join(names)}) {{ ({' '.join('UNDEF' for _ in names)}) }}"


def _left(began: float, limits: Limits) -> float:
    """Return how many seconds are left of those that a query may take."""
    left = limits.seconds - (time.monotonic() - began)
    if left <= 0:
        raise TooLate(limits.seconds)
    return left
