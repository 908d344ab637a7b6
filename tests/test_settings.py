"""The settings table: what it says is what there is."""

from __future__ import annotations

import dataclasses

import pytest

from bilat.errors import SettingError
from bilat.settings import TABLE, Settings, unknown


def test_table_and_fields_agree() -> None:
    """Each row of the table is a field of the same name and type, in the same order, and nothing else is."""
    rows = [(row.name, type(row.default).__name__) for row in TABLE]
    assert rows == [(field.name, field.type) for field in dataclasses.fields(Settings)]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_default_is_allowed(row) -> None:
    """Each default is a value that the setting itself would take, and is explained in one sentence."""
    assert row.parse(str(row.default)) == row.default
    assert row.help.endswith(".")


def test_given_wins_over_environment_wins_over_default() -> None:
    """What is given wins over the environment, which wins over the default."""
    environment = {"BILAT_PORT": "81", "BILAT_WORKERS": "3"}
    settings = Settings.read(environment, port=82)
    assert (settings.port, settings.workers, settings.host) == (82, 3, "127.0.0.1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "x"),
        ("port", "65536"),
        ("workers", "0"),
        ("workers", "100000"),
        ("worker_megabytes", "99999999999999"),
        ("query_seconds", "nan"),
        ("query_seconds", "inf"),
        ("follow_seconds", "1e300"),
        ("result_bytes", "9" * 30),
    ],
)
def test_bad_value_is_refused(name: str, value: str) -> None:
    """A value of the wrong type, too small or large, or no number is refused with the setting's name."""
    with pytest.raises(SettingError, match=name):
        Settings.read({f"BILAT_{name.upper()}": value})


def test_bad_value_of_a_variable_is_told_with_its_name() -> None:
    """Whoever reads the error may not know that the environment has it."""
    with pytest.raises(SettingError) as caught:
        Settings.read({"BILAT_PORT": "many"})
    assert str(caught.value) == "BILAT_PORT: port is 'many'. It takes a whole number."


def test_names_that_look_like_settings_are_found() -> None:
    """A slip of typing in the environment of a service would else go unseen."""
    assert unknown({"BILAT_WORKER": "3", "BILAT_PORT": "1", "PATH": "x"}) == ["BILAT_WORKER"]
