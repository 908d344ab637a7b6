"""Every limit and choice in one table: name, unit, default, reason.

The table feeds the environment (``BILAT_`` and the name in capitals), the command line and the docs.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from bilat.errors import Place, SettingError

#: What clocks and the kernel take: eleven days of milliseconds, a petabyte.
_MOST = {float: 1e6, int: 1e15}


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table.

    Args:
        name: snake case, with its unit at the end where it has one.
        default: value when nothing else is said; its type is the type of the setting.
        least: smallest allowed value of a number.
        most: largest; that of its type, `_MOST`, when None.
        help: one sentence that says what it does and why the default is what it is.
        choices: what a text may be; any text where there are none.
    """

    name: str
    default: int | float | str
    help: str
    least: float = 1
    most: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        """Return the name of the environment variable."""
        return f"BILAT_{self.name.upper()}"

    def parse_variable(self, text: str) -> int | float | str:
        """Return the value written in the environment.

        Raises:
            SettingError: as for `parse`; its place is the name of the variable.
        """
        try:
            return self.parse(text)
        except SettingError as error:
            raise SettingError(error.message, remedy=error.remedy, place=Place(self.variable)) from None

    def parse(self, text: str) -> int | float | str:
        """Return the value written in ``text``.

        Raises:
            SettingError: it is not of the setting's type, too small or large, or none of the choices.
        """
        if isinstance(self.default, str):
            return self._choice(text)
        kind = type(self.default)
        try:
            value = kind(text)
        except ValueError:
            wanted = "a whole number" if kind is int else "a number"
            raise SettingError(f"{self.name} is {text!r}.", remedy=f"It takes {wanted}.") from None
        if value != value or not self.least <= value <= self.greatest:
            bound = f"{self.greatest:,.0f} or less" if value > self.greatest else f"{self.least:g} or more"
            raise SettingError(f"{self.name} is {text}.", remedy=f"It takes {bound}.")
        return value

    @property
    def greatest(self) -> float:
        """Return the largest allowed value of a number."""
        return _MOST[type(self.default)] if self.most is None else self.most

    def _choice(self, text: str) -> str:
        if self.choices and text not in self.choices:
            choices = " or ".join(self.choices)
            raise SettingError(f"{self.name} is {text!r}.", remedy=f"It takes {choices}.")
        return text


TABLE = (
    Setting("host", "127.0.0.1", "Address to listen on; only this machine unless said otherwise."),
    Setting("port", 8000, "Port to listen on; 0 takes a free one.", least=0, most=65_535),
    Setting("query_seconds", 10.0, "Deadline of a query; a usual one takes milliseconds.", least=0.001),
    Setting("query_bytes", 65_536, "Longest query text; no nesting of this size overflows a worker."),
    Setting("result_bytes", 104_857_600, "Largest result; it is held whole before the first byte is sent."),
    Setting("result_rows", 1_000_000, "Most rows or triples in a result."),
    Setting("table_rows", 10_000, "Most rows that pages and Markdown show; longer results are for files."),
    Setting(
        "table_bytes",
        8_388_608,
        "Largest result that pages and Markdown show; to write a larger one holds up other requests.",
    ),
    Setting(
        "workers", 4, "Processes that answer queries; one client holds at most half of them.", most=1_000
    ),
    Setting(
        "worker_megabytes", 1024, "Memory that one query may use beyond the data, in MiB.", least=64, most=1e9
    ),
    Setting(
        "queue_length",
        1_024,
        "Requests that wait their turn, at most half of them from one client; some ask hundreds at once.",
    ),
    Setting("body_seconds", 10.0, "Time that a client has to send the body of a request.", least=0.001),
    Setting(
        "service_endpoints",
        "",
        "Endpoints that SERVICE may ask: IRIs, with commas; none if empty.",
    ),
    Setting("service_rows", 1_000, "Most rows that one SERVICE may bring; they become part of the query."),
    Setting("service_bytes", 1_048_576, "Longest answer that another endpoint may give to one SERVICE."),
    Setting(
        "store",
        "auto",
        "Where workers have the data: memory answers sooner, disk takes little memory; auto goes by size.",
        choices=("auto", "memory", "disk"),
    ),
    Setting(
        "memory_quads", 100_000, "Most quads that auto holds in memory, at some 700 bytes each.", least=0
    ),
    Setting("engine", "", "Address of a store that answers queries in place of workers; none if empty."),
    Setting(
        "engine_dataset",
        "release",
        "What queries see of that store: what bilat publish has put there, or its own default graph.",
        choices=("release", "union"),
    ),
    Setting(
        "engine_credentials",
        "",
        "File with a line for that store, user:password or Bearer TOKEN; none if empty.",
    ),
    Setting("engine_connections", 8, "Requests to that store at a time; one client holds at most half."),
    Setting(
        "engine_rest_seconds",
        5.0,
        "Time for which a store that failed five times in a row is left alone.",
        least=0.01,
    ),
    Setting("cache_bytes", 67_108_864, "Memory for finished responses; 0 keeps none.", least=0),
    Setting(
        "ahead_bytes",
        33_554_432,
        "Memory for what things answer, made ahead while nothing else is to be done; 0 makes nothing.",
        least=0,
    ),
    Setting("send_seconds", 30.0, "Time that a client has to take each 256 KiB of a response.", least=0.001),
    Setting(
        "sending_bytes", 536_870_912, "Memory for large responses under way, at most half for one client."
    ),
    Setting(
        "explained_statements",
        5_000,
        "Most inferred statements whose reasons a build keeps for pages, at some 2 ms each; 0 keeps none.",
        least=0,
    ),
    Setting(
        "unsupported_axioms",
        "warning",
        "What an axiom outside OWL 2 RL is: a violation stops the build, else reasoning goes on without it.",
        choices=("violation", "warning", "info"),
    ),
    Setting(
        "publish",
        "conforming",
        "What a build publishes: a graph without violations, or any that can be read, with its report.",
        choices=("conforming", "readable"),
    ),
    Setting(
        "streaming_bytes",
        16_777_216,
        "Size of RDF files from which on a build works on disk; below it the small way is as fast.",
        least=0,
    ),
    Setting("build_megabytes", 2048, "Memory of the tables of a build on disk, in MiB.", least=128, most=1e9),
    Setting(
        "check_seconds",
        300.0,
        "Longest run of a saved check, a query of pages, or those of a shape; what takes longer is told.",
        least=0.01,
    ),
    Setting(
        "statement_bytes",
        10_485_760,
        "Longest statement of a large file; a text is no place for files.",
        least=1024,
    ),
    Setting("endpoint_rows", 10_000, "Most rows asked at once of a remote endpoint that is checked."),
    Setting("endpoint_seconds", 60.0, "Longest wait for an answer of a remote endpoint that is checked."),
    Setting("follow_seconds", 2.0, "Time between two looks whether a new release is published.", least=0.01),
    Setting("pull_seconds", 60.0, "Time between two looks whether storage has a new release.", least=0.01),
    Setting(
        "pull_silence_seconds",
        30.0,
        "Longest wait for each 64 KiB out of storage; what is slower is tried again.",
        least=0.01,
    ),
    Setting("pull_bytes", 107_374_182_400, "Largest release that is brought out of storage."),
    Setting("pull_folder", "", "Folder for releases out of storage; one in the user's cache if empty."),
    Setting("sources", "", "Folder of the documents, for pages to show the text of passages; none if empty."),
    Setting("trusted_proxies", "", "Addresses or networks, with commas, whose X-Forwarded-For is believed."),
    Setting(
        "access_log", "", "File for one line of JSON a request, or - for standard output; none if empty."
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force, one field for each row of `TABLE`."""

    host: str
    port: int
    query_seconds: float
    query_bytes: int
    result_bytes: int
    result_rows: int
    table_rows: int
    table_bytes: int
    workers: int
    worker_megabytes: int
    queue_length: int
    body_seconds: float
    service_endpoints: str
    service_rows: int
    service_bytes: int
    store: str
    memory_quads: int
    engine: str
    engine_dataset: str
    engine_credentials: str
    engine_connections: int
    engine_rest_seconds: float
    cache_bytes: int
    ahead_bytes: int
    send_seconds: float
    sending_bytes: int
    explained_statements: int
    unsupported_axioms: str
    publish: str
    streaming_bytes: int
    build_megabytes: int
    check_seconds: float
    statement_bytes: int
    endpoint_rows: int
    endpoint_seconds: float
    follow_seconds: float
    pull_seconds: float
    pull_silence_seconds: float
    pull_bytes: int
    pull_folder: str
    sources: str
    trusted_proxies: str
    access_log: str

    @classmethod
    def read(
        cls,
        environment: Mapping[str, str] | None = None,
        configured: Mapping[str, int | float | str] | None = None,
        **given: int | float | str | None,
    ) -> Settings:
        """Return the settings: what is given, else the environment, else what a project says or the default.

        Raises:
            SettingError: a value is not of its setting's type, or too small.
        """
        environment = os.environ if environment is None else environment
        values: dict[str, int | float | str] = {}
        for row in TABLE:
            value = given.get(row.name)
            if value is None and row.variable in environment:
                value = row.parse_variable(environment[row.variable])
            if value is None and configured:
                value = configured.get(row.name)
            values[row.name] = row.default if value is None else row.parse(str(value))
        return cls(**values)  # type: ignore[arg-type]  # a test compares the table with the fields


def unknown(environment: Mapping[str, str]) -> list[str]:
    """Return the variables that look like settings and are none, sorted."""
    known = {row.variable for row in TABLE}
    return sorted(name for name in environment if name.startswith("BILAT_") and name not in known)
