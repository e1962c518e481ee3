"""The kinds of values in the configuration, each with the sentence that is said of a wrong one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator

from crmbridge.normalise import COUNTRIES
from crmbridge.plugins import list_plugins

CHECK_SCHEMES = ("letter-mod22", "luhn", "mod11", "mod97", "verhoeff")
REPOSITORY_TYPES = ("folder",)
CRM_TYPES = ("embedded",)
WITNESS_TYPES = ("register",)

_GRACE = re.compile(r"(?P<count>\d+)\s*(?P<unit>s|m|h|d|business days?)")
_MOST_DAYS = 366
_LONGEST_GRACE = {"s": _MOST_DAYS * 86400, "m": _MOST_DAYS * 1440, "h": _MOST_DAYS * 24}
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _as_pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from error
    return value


def _as_key_pattern(value: str) -> str:
    if "key" not in re.compile(_as_pattern(value)).groupindex:
        raise ValueError("must hold a group named key, like (?P<key>P-\\d+)")
    return value


def _as_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"'{value}' is no time zone; write one like Europe/London") from error
    return value


def _as_country(value: str) -> str:
    if value.upper() not in COUNTRIES:
        raise ValueError(f"'{value}' is no ISO 3166 country code; write one like GB")
    return value.upper()


def _as_check(value: str) -> str:
    if value and value not in CHECK_SCHEMES:
        raise ValueError(f"unknown check digit scheme '{value}'; known are {', '.join(CHECK_SCHEMES)}")
    return value


def _as_grace(value: str) -> str:
    match = _GRACE.fullmatch(value)
    if match is None:
        raise ValueError(f"'{value}' is no span of time; write one like 60m, 48h or 1 business day")
    if int(match["count"]) > _LONGEST_GRACE.get(match["unit"], _MOST_DAYS):
        raise ValueError(f"'{value}' is longer than a year")
    return value


def _as_place(value: str) -> str:
    if not value or any(ord(one) < 32 for one in value):
        raise ValueError("is no path: it is empty or holds a control character")
    return value


def _as_cron(value: str) -> str:
    if len(value.split()) != 5:
        raise ValueError(f"'{value}' is no cron expression; write five fields like */5 * * * *")
    return value


Pattern = Annotated[str, AfterValidator(_as_pattern)]
KeyPattern = Annotated[str, AfterValidator(_as_key_pattern)]
ZoneName = Annotated[str, AfterValidator(_as_zone)]
Country = Annotated[str, AfterValidator(_as_country)]
CheckScheme = Annotated[str, AfterValidator(_as_check)]
Grace = Annotated[str, AfterValidator(_as_grace)]
Place = Annotated[str, AfterValidator(_as_place)]
Cron = Annotated[str, AfterValidator(_as_cron)]


def as_timedelta(grace: str) -> timedelta | None:
    """A span like `60m` as a timedelta; None for business days, which need the calendar."""
    match = _GRACE.fullmatch(grace)
    if match is None or match["unit"] not in _UNITS:
        return None
    return timedelta(**{_UNITS[match["unit"]]: int(match["count"])})


def as_business_days(grace: str) -> int:
    """The number of business days in a span like `1 business day`, 0 for other spans."""
    match = _GRACE.fullmatch(grace)
    return int(match["count"]) if match and match["unit"].startswith("business") else 0


def check_type(value: str, built_in: tuple[str, ...], group: str) -> str:
    """The type, if it is built in or a plugin's name. Raises ValueError naming the nearest known one."""
    known = built_in + list_plugins(group)
    if value not in known:
        raise ValueError(
            f"unknown type '{value}'; this installation knows {', '.join(known)}{name_nearest(value, known)}"
        )
    return value


def name_nearest(name: str, known: Iterable[str]) -> str:
    """` (did you mean 'timezone'?)`, or nothing where nothing is near."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f" (did you mean '{near[0]}'?)" if near else ""
