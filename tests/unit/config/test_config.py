from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crmbridge.config import Settings, as_business_days, as_timedelta, load_settings, parse_settings
from crmbridge.domain.communication import Channel, Direction
from crmbridge.errors import ConfigError
from jobs.template import TEMPLATE

FULL = r"""
[organisation]
name = "Harbour Mutual"
names = ["Harbour Mutual Society Ltd"]
domains = ["harbour.example"]
emails = ["service@harbour.example"]
phones = ["+44 1632 000100"]
addresses = ["Harbour House, 12 Quay Street, Port Arden PA1 4ZZ"]
identifiers = ["HL-0000-0001-X"]
timezone = "Europe/London"
country = "GB"
[ledger]
url = "sqlite:///var/ledger.db"
[store]
url = "var/originals"
[crm]
type = "embedded"
[identifiers.client_number]
pattern = 'C-\d{6}'
[identifiers.case_number]
pattern = '\d{8}'
context = ["case", "our ref", "claim"]
[identifiers.account_number]
pattern = 'HL-\d{4}-\d{4}-[A-Z]'
check = "letter-mod22"
[[repositories]]
name = "scans"
type = "folder"
url = "/srv/scans"
channel = "letter"
direction = "auto"
include = ["**/*"]
sidecar = ".txt"
key = '(?P<key>OL-\d{4}-\d{6})\.pdf$'
[repositories.fields]
text = "message"
[[witnesses]]
name = "post-room"
type = "register"
path = "/srv/register/*.csv"
channel = "letter"
direction = "in"
repositories = ["scans"]
columns = { key = "reg_no", date = "received_date", time = "received_time", sender = "sender_name", pages = "pages_est", batch = "batch", status = "status", kind = "item_type" }
match = 'REG (?P<key>P-\d{4}-\d{6})'
counts = ["SCANNED"]
void = ["VOID"]
consecutive = true
grace = "1 business day"
[calendar]
holidays = ["2025-12-25"]
[schedule]
sync = "*/5 * * * *"
check = "0 * * * *"
[linking]
wrong_clients_per_1000 = 1.0
wrong_cases_per_1000 = 2.0
[web]
bind = "127.0.0.1:8321"
[workers]
engine = "processes"
"""  # noqa: E501 - as it stands in the published example


def parse(content: dict[str, Any]) -> Settings:
    return parse_settings({"organisation": {"name": "Us"}} | content, base=Path("/office"), source="crmbridge.toml")


def problems_of(content: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ConfigError) as caught:
        parse(content)
    return {one.key: one.problem for one in caught.value.problems}


def repository(**changes: Any) -> dict[str, Any]:
    return {"name": "scans", "url": "scans"} | changes


def witness(**changes: Any) -> dict[str, Any]:
    facts = {"name": "post-room", "type": "register", "path": "*.csv", "channel": "letter", "repositories": ["scans"]}
    return facts | {"columns": {"key": "no", "date": "day"}} | changes


def test_the_published_example_loads_as_far_as_this_version_goes() -> None:
    settings = parse(tomllib.loads(FULL))
    assert settings.zone == ZoneInfo("Europe/London")
    assert settings.identifiers["account_number"].check == "letter-mod22"
    assert settings.repositories[0].fields.text == "message"
    assert settings.repositories[0].presumed_channel is Channel.LETTER
    assert settings.repositories[0].presumed_direction is None
    assert settings.witnesses[0].columns.sender == "sender_name"
    assert settings.calendar.holidays == (date(2025, 12, 25),)


def test_the_template_that_init_writes_loads(tmp_path: Path) -> None:
    path = tmp_path / "crmbridge.toml"
    path.write_text(TEMPLATE, "utf-8")
    assert [one.name for one in load_settings(path).repositories] == ["inbox"]


def test_all_mistakes_are_reported_together_with_their_dotted_keys_and_the_nearest_known_key() -> None:
    problems = problems_of(
        {
            "organisation": {"name": "Us", "timezone": "Europe/Londn", "contry": "GB"},
            "identifiers": {"client_number": {"pattern": "C-(", "chek": "luhn"}},
            "repositories": [repository(), {"name": "more", "chanel": "letter"}],
            "shedule": {"sync": "*/5 * * * *"},
        }
    )
    assert problems == {
        "organisation.timezone": "'Europe/Londn' is no time zone; write one like Europe/London",
        "organisation.contry": "unknown key (did you mean 'country'?)",
        "identifiers.client_number.pattern": problems["identifiers.client_number.pattern"],
        "identifiers.client_number.chek": "unknown key (did you mean 'check'?)",
        "repositories[2].url": "is required and missing",
        "repositories[2].chanel": "unknown key (did you mean 'channel'?)",
        "shedule": "unknown key (did you mean 'schedule'?)",
    }
    assert problems["identifiers.client_number.pattern"].startswith("is no regular expression")


def test_an_unknown_key_that_is_near_nothing_is_answered_with_the_known_keys() -> None:
    assert problems_of({"web": {"xyzzy": 1}}) == {"web.xyzzy": "unknown key; known here are bind"}


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ({"crm": {"type": "salesforc"}}, "crm.type"),
        ({"repositories": [repository(type="imap")]}, "repositories[1].type"),
        ({"repositories": [repository()], "witnesses": [witness(type="postfix")]}, "witnesses[1].type"),
    ],
)
def test_a_type_that_this_installation_does_not_know_is_named_with_those_it_knows(
    content: dict[str, Any], key: str
) -> None:
    problem = problems_of(content)[key]
    assert "unknown type" in problem
    assert "this installation knows" in problem


@pytest.mark.parametrize(
    ("content", "key", "said"),
    [
        ({"ledger": {"url": "postgresql://db"}}, "ledger.url", "keeps its ledger in SQLite"),
        ({"store": {"url": "s3://bucket"}}, "store.url", "keeps originals in a folder"),
        ({"organisation": {}}, "organisation.name", "is required and missing"),
        ({"organisation": {"name": "Us", "country": "XX"}}, "organisation.country", "no ISO 3166 country"),
        (
            {"identifiers": {"a": {"pattern": "a", "check": "mod7"}}},
            "identifiers.a.check",
            "unknown check digit",
        ),
        ({"repositories": [repository(key="no group")]}, "repositories[1].key", "group named key"),
        ({"repositories": [repository(grace="soon")]}, "repositories[1].grace", "no span of time"),
        ({"repositories": [repository(name="a b")]}, "repositories[1].name", "pattern"),
        ({"repositories": [repository(channel="pigeon")]}, "repositories[1].channel", "should be"),
        ({"repositories": [repository()], "witnesses": [witness(columns={})]}, "witnesses[1]", "columns.key"),
        ({"schedule": {"sync": "daily"}}, "schedule.sync", "no cron expression"),
        ({"web": {"bind": "8321"}}, "web.bind", "no address"),
        ({"web": {"bind": "localhost:99999"}}, "web.bind", "no address"),
        ({"workers": {"engine": "dask"}}, "workers.engine", "processes"),
        ({"calendar": {"holidays": ["christmas"]}}, "calendar.holidays[1]", "date"),
        ({"linking": {"wrong_clients_per_1000": -1}}, "linking.wrong_clients_per_1000", "greater than or equal"),
        ({"probes": {"path": "x"}}, "probes", "unknown key"),
    ],
)
def test_each_mistake_is_named_by_its_key_and_said_in_words(content: dict[str, Any], key: str, said: str) -> None:
    assert said in problems_of(content)[key]


def test_names_that_come_twice_and_repositories_that_are_not_there_are_reported_together() -> None:
    problems = problems_of(
        {
            "repositories": [repository(), repository(), repository(name="faxes")],
            "witnesses": [witness(name="faxes"), witness(repositories=["scan"]), witness()],
        }
    )
    assert problems == {
        "repositories[2].name": "another repository or witness is named 'scans' too",
        "witnesses[1].name": "another repository or witness is named 'faxes' too",
        "witnesses[3].name": "another repository or witness is named 'post-room' too",
        "witnesses[2].repositories": "there is no repository 'scan' (did you mean 'scans'?)",
    }


def test_the_message_counts_the_problems_and_names_the_file() -> None:
    with pytest.raises(
        ConfigError, match=r"^crmbridge.toml: 2 problems in the configuration\n  store.ulr: .*\n  web.bnd: "
    ):
        parse({"web": {"bnd": "x"}, "store": {"ulr": "x"}})


def test_no_secret_from_the_file_is_repeated_in_a_message() -> None:
    with pytest.raises(ConfigError) as caught:
        parse({"crm": {"password": "hunter2"}})
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"[organisation", "is not valid TOML"), (b"name = \xff", "cannot be read")],
)
def test_a_file_that_is_no_toml_is_a_mistake_of_the_configuration(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "crmbridge.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=said):
        load_settings(path)


def test_a_file_that_is_not_there_is_answered_with_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="`crmbridge init` writes one"):
        load_settings(tmp_path / "crmbridge.toml")


def test_a_folder_in_place_of_the_file_is_a_mistake_of_the_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path)


def test_a_file_with_the_mark_that_windows_editors_put_first_loads(tmp_path: Path) -> None:
    path = tmp_path / "crmbridge.toml"
    path.write_bytes(b'\xef\xbb\xbf[organisation]\nname = "Us"\n')
    assert load_settings(path).organisation.name == "Us"


def test_relative_paths_are_relative_to_the_file_and_absolute_ones_stay() -> None:
    settings = parse({})
    assert settings.as_path("scans") == Path("/office/scans").resolve()
    assert settings.as_path("/srv/scans") == Path("/srv/scans").resolve()
    assert settings.as_sqlite_path("sqlite:///var/ledger.db") == Path("/office/var/ledger.db").resolve()
    assert settings.as_sqlite_path("sqlite:////srv/ledger.db") == Path("/srv/ledger.db").resolve()


@pytest.mark.parametrize(
    ("written", "span", "days"),
    [
        ("90s", timedelta(seconds=90), 0),
        ("60m", timedelta(hours=1), 0),
        ("48h", timedelta(days=2), 0),
        ("3 d", timedelta(days=3), 0),
        ("1 business day", None, 1),
        ("5 business days", None, 5),
    ],
)
def test_a_grace_is_hours_or_business_days(written: str, span: timedelta | None, days: int) -> None:
    assert (as_timedelta(written), as_business_days(written)) == (span, days)


def test_readers_are_told_what_they_need() -> None:
    readers = parse(tomllib.loads(FULL)).as_reader_settings()
    assert [(one.kind, one.context, one.check) for one in readers.patterns] == [
        ("client_number", (), ""),
        ("case_number", ("case", "our ref", "claim"), ""),
        ("account_number", (), "letter-mod22"),
    ]
    assert (readers.own_domains, readers.country, readers.timezone) == (("harbour.example",), "GB", "Europe/London")
    assert readers.limits.memory_bytes == 1024 * 1024 * 1024


def test_a_direction_that_is_given_is_presumed_for_every_item() -> None:
    assert parse({"repositories": [repository(direction="out")]}).repositories[0].presumed_direction is Direction.OUT
