"""What the receiving server wrote about the sender of a mail (RFC 8601), and what of it can be believed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crmbridge.domain.reading import Authentication, Party
from crmbridge.normalise import normalise_email

VERDICT_FIELDS = ("authentication-results", "received-spf")
TRUST_FIELDS = frozenset({"received", *VERDICT_FIELDS})

_RESULT = re.compile(r"\s*(spf|dkim|dmarc)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)(?![^\s])", re.I)
_PROPERTY = re.compile(r"(?<![^\s])([a-z]{2,20}\.[a-z]{1,20})\s*=\s*(\S+)", re.I)
# An escaped letter, a mark, or what stands between.
_PIECE = re.compile(r"\\.?|[\"()]|[^\\\"()]+", re.S)
_FAIL_ANYWHERE = re.compile(r"(?<![^\s;])dmarc\s*=\s*(?:fail|reject|quarantine)\b", re.I)
_VOUCHED_FOR = {"spf": ("smtp.mailfrom",), "dkim": ("header.d", "header.i"), "dmarc": ("header.from",)}
_REFUSALS = frozenset({"fail", "reject", "quarantine"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """One clause: a method, its verdict, and the domain that it vouches for, empty where the clause names none."""

    method: str
    verdict: str
    domain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    """One Authentication-Results header: who wrote it, and what it says."""

    server: str
    results: tuple[_Result, ...]


def read_authentication(items: list[tuple[str, str]], senders: tuple[Party, ...]) -> Authentication:
    """The verdicts of our own server, from the lines of `TRUST_FIELDS` in order, names in lower case."""
    addresses = {normalise_email(party.address) or party.address.casefold() for party in senders if party.address}
    domain = normalise_email(senders[0].address).rpartition("@")[2] if senders else ""
    near, far = _list_results(items)
    methods = _VOUCHED_FOR if near or far else ()
    verdicts = {method: _judge(method, near, far, domain) for method in methods}
    if not any(verdicts.values()) and _is_refused_by_received_spf(items):
        verdicts["spf"] = "fail"
    return Authentication(**verdicts, sender_is_ambiguous=len(addresses) > 1)


def _list_results(items: list[tuple[str, str]]) -> tuple[list[_Result], list[_Result]]:
    """Those that surely were written by our own server, and those further down that bear its name.

    A sender can write a header with the name of our server into his mail. It then stands below the Received line that
    our server put on top, so that nothing good of the sender is believed from there on, only the bad.
    """
    near: list[_Result] = []
    far: list[_Result] = []
    server: str | None = None
    is_near = True
    for name, value in items:
        if name == "received":
            is_near = server is None
        elif name == "authentication-results":
            statement = _parse_statement(value)
            server = statement.server if server is None else server
            if statement.server == server:
                (near if is_near else far).extend(statement.results)
    return near, far


def _parse_statement(value: str) -> _Statement:
    plain = _strip_quotations(value)
    if plain is None:
        # Whatever such a header says in favour of the sender may be his own words.
        results = (_Result(method="dmarc", verdict="fail", domain=""),) if _FAIL_ANYWHERE.search(value) else ()
        return _Statement(server=_find_server(value.split(";", maxsplit=1)[0]), results=results)
    clauses = plain.split(";")
    server = _find_server(clauses[0])
    return _Statement(server=server, results=tuple(_iter_results(clauses[1:] if server else clauses)))


def _find_server(clause: str) -> str:
    """The name of the server that wrote the header; some servers leave it out and begin with a result."""
    words = clause.split()
    return "" if not words or "=" in clause else words[0].casefold()


def _iter_results(clauses: list[str]) -> Iterator[_Result]:
    for clause in clauses:
        match = _RESULT.match(clause)
        if match:
            method = match[1].casefold()
            properties = {name.casefold(): value for name, value in _PROPERTY.findall(clause)}
            named = next((properties[one] for one in _VOUCHED_FOR[method] if one in properties), "")
            domain = named.strip("<>").rpartition("@")[2].casefold().rstrip(".")
            yield _Result(method=method, verdict=match[2].casefold(), domain=domain)


def _strip_quotations(value: str) -> str | None:
    """The header without quoted strings and comments, in which anybody's words may stand; None where one has no end."""
    kept: list[str] = []
    depth, is_quoted = 0, False
    for piece in _PIECE.findall(value):
        if piece.startswith("\\"):
            continue
        if piece == '"' and not depth:
            is_quoted = not is_quoted
        elif not is_quoted and piece in {"(", ")"}:
            depth = max(0, depth + (1 if piece == "(" else -1))
        elif not is_quoted and not depth:
            kept.append(piece)
    return None if is_quoted or depth else "".join(kept)


def _judge(method: str, near: list[_Result], far: list[_Result], domain: str) -> str:
    passed = any(one.method == method and one.verdict == "pass" and _is_aligned(one, domain) for one in near)
    failed = any(one.method == method and _is_refusal(one) for one in [*near, *far])
    if method == "dkim":  # a mail may bear several signatures, and one that holds is enough
        return "pass" if passed else "fail" if failed else ""
    return "fail" if failed else "pass" if passed else ""


def _is_refusal(one: _Result) -> bool:
    return one.verdict in _REFUSALS if one.method == "dmarc" else one.verdict == "fail"


def _is_aligned(one: _Result, domain: str) -> bool:
    """Whether a pass is for the domain of the From address, one above it or one below it."""
    if one.method == "dmarc" and not one.domain:
        return True
    if not domain or "." not in one.domain:
        return False
    return one.domain == domain or domain.endswith(f".{one.domain}") or one.domain.endswith(f".{domain}")


def _is_refused_by_received_spf(items: list[tuple[str, str]]) -> bool:
    first = next((value for name, value in items if name == "received-spf"), "")
    return first.split()[:1] != [] and first.split()[0].casefold().rstrip(":;") == "fail"
