"""The work folder of a large build: what its tables hold in memory."""

from pathlib import Path

from bilat.graph.bulk.database import Database
from bilat.graph.progress import Stages


def megabytes(database: Database) -> float:
    """Return what the tables hold in memory."""
    return float(database.value("SELECT sum(memory_usage_bytes) FROM duckdb_memory()")) / (1 << 20)


def test_tables_let_go_of_memory_and_may_have_it_again(tmp_path: Path) -> None:
    """What has been read makes room for others and is read again; the limit stays what was set."""
    database = Database.at(tmp_path, b"inputs", megabytes=300, stages=Stages())
    limit = database.value("SELECT current_setting('memory_limit')")
    database.execute("CREATE TABLE much AS SELECT hash(range) AS n FROM range(20_000_000)")
    database.execute("CHECKPOINT")
    most = database.value("SELECT max(n) FROM much")
    assert megabytes(database) > 100
    database.let_go()
    assert megabytes(database) < 65
    assert database.value("SELECT current_setting('memory_limit')") == limit
    assert database.value("SELECT max(n) FROM much") == most
    database.remove()


def test_what_a_crash_has_left_is_made_anew(tmp_path: Path) -> None:
    """Also in a folder whose name has the word that DuckDB has for a file that is in use."""
    place = tmp_path / "locks"
    place.mkdir()
    database = Database.at(place, b"inputs", megabytes=128, stages=Stages())
    database.keep("x", 1)
    database.close()
    (database.folder / "build.duckdb").write_bytes(b"x" * 20_000)
    again = Database.at(place, b"inputs", megabytes=128, stages=Stages())
    assert again.recalled("x") is None
    again.remove()


def test_rows_fit_the_least_memory(tmp_path: Path) -> None:
    """The buffer is as long as lines need; one of 128 MiB was more than there is."""
    database = Database.at(tmp_path, b"x", megabytes=128, stages=Stages())
    database.execute("CREATE TABLE words (text VARCHAR)")
    database.fill("words", [("x" * 3_000_000,), ("y",)])
    assert database.rows("SELECT sum(length(text)) FROM words") == [(3_000_001,)]
    database.close()
