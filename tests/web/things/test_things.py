"""What the engine says of a thing, asked by many at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bilat.engine.interface import Limits, Operation, Result
from bilat.engine.oxigraph import Oxigraph
from bilat.graph.releases.release import Release
from bilat.settings import Settings
from bilat.web.things.things import Things

JAPAN = "https://w3id.org/bilat/id/japan"


class Interrupted:
    """An engine before whose first answer about names something else is done, as another thread may."""

    def __init__(self, engine: Oxigraph) -> None:
        self._engine = engine
        self.between: Callable[[], Any] | None = None

    def run(self, operation: Operation, media_type: str, limits: Limits) -> Result:
        """Return the result of the engine."""
        between, self.between = (self.between, None) if "oa:start" in operation.text else (None, self.between)
        if between:
            between()
        return self._engine.run(operation, media_type, limits)


def test_who_asks_meanwhile_gets_all_names(release: Release, settings: Settings) -> None:
    """Names that another request is about to get are not taken for none."""
    engine = Interrupted(Oxigraph.load(release.quads))
    things, found = Things(engine, Limits.of(settings), ()), []
    engine.between = lambda: found.append(things.thing(JAPAN, ""))
    found.append(things.thing(JAPAN, ""))
    assert found[0] == found[1] == things.thing(JAPAN, "")
    assert len(found[0].mentions) == len(set(found[0].mentions)) > 0
