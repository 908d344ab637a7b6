"""The rules give on Spark what they give here."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bilat.errors import BilatError
from bilat.graph.owl.dictionary import Triple
from bilat.graph.owl.reason import reason
from bilat.graph.owl.spark import local_session, reason_on

Read = Callable[[str], list[Triple]]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java")
@pytest.mark.filterwarnings("ignore")
def test_spark_infers_the_same(tmp_path: Path, read: Read) -> None:
    """Equal sets over 30,000 generated triples with their ontology, sameAs and clashes of values."""
    pytest.importorskip("pyspark", reason="bilat[spark] is not installed")
    from reason import make  # of the benchmarks

    data = make(tmp_path / "data.nt", 30_000)
    triples = read(data.read_text())
    triples += read(
        ":a owl:sameAs :b . :b :p 1 , 1.5 . :p a owl:FunctionalProperty ; rdfs:range xsd:integer ."
    )
    with local_session() as session:
        found = reason_on(session, triples, str(tmp_path / "tables"))
    here = reason(triples)
    assert found.inferred == here.inferred
    assert (
        found.contradicted
        == ("dt-diff", "dt-not-type")
        == tuple(sorted({c.kind for c in here.inconsistencies}))
    )


def test_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyspark there is one sentence, and what to install."""
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(BilatError, match="pyspark is not installed") as stopped, local_session():
        pass
    assert "bilat[spark]" in (stopped.value.remedy or "")
