from __future__ import annotations

import http.client
import io
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest

from crmbridge.config import Settings, parse_settings
from crmbridge.directory.keys import list_keys
from crmbridge.directory.mirror import DirectoryMirror
from crmbridge.directory.own import OwnIdentifiers
from crmbridge.domain.communication import Channel, Direction, Item, ItemState, Receipt
from crmbridge.domain.decision import Candidate, Decision, Link, NeedsReview, ReviewReason
from crmbridge.domain.directory import Case, Client
from crmbridge.domain.gap import Finding, GapKind, Severity
from crmbridge.domain.reading import Authentication, Part, PartState, Party, Reading
from crmbridge.domain.statement import ControlTotal, Grade
from crmbridge.errors import RequestError
from crmbridge.ledger.communications import as_tracking_number, ensure_communication, save_reading
from crmbridge.ledger.database import Entering, Ledger, open_ledger
from crmbridge.ledger.decisions import save_decision, save_receipts
from crmbridge.ledger.directory_rows import record_merge, replace_records
from crmbridge.ledger.gaps import record_findings
from crmbridge.ledger.items import Move, move_items
from crmbridge.ledger.runs import close_run, open_run
from crmbridge.ledger.statements import save_totals
from crmbridge.ledger.tables import item as item_table
from crmbridge.store import OriginalStore
from crmbridge.testing.clock import FixedClock
from crmbridge.web.app import build_app
from crmbridge.web.server import Desk

NOW = datetime(2025, 3, 17, 8, 36, tzinfo=UTC)
SCRIPT = "<script>alert(1)</script>"
SHOWN_SCRIPT = "&lt;script&gt;alert(1)&lt;/script&gt;"
ANNA = Client(id="cli-1", number="C-104233", kind="person", name=f"Anna {SCRIPT}", emails=("anna@example.org",))
CASE = Case(id="case/1", number="40874427", client_id="cli-1", subject=f"Roof {SCRIPT}", opened=date(2025, 1, 7))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskOffice:
    ledger: Ledger
    settings: Settings
    store: OriginalStore
    linked: str
    waiting: str
    content: bytes
    fingerprint: str

    def open_desk(self, bind: str = "127.0.0.1:0") -> Desk:
        directory = DirectoryMirror(self.ledger.engine, OwnIdentifiers.from_settings(self.settings.organisation))
        return Desk(build_app(self.ledger, directory, self.settings), bind)

    @contextmanager
    def browse(self) -> Iterator[httpx.Client]:
        desk = self.open_desk()
        with desk.serving(), httpx.Client(base_url=desk.address, trust_env=False) as browser:
            yield browser


@contextmanager
def _open_office(folder: Path) -> Iterator[DeskOffice]:
    settings = parse_settings({"organisation": {"name": f"Harbour {SCRIPT}"}}, base=folder, source="test")
    store = OriginalStore(settings.as_path(settings.store.url), reserve=0)
    ledger = open_ledger(settings.as_sqlite_path(settings.ledger.url), FixedClock(NOW))
    run_id = open_run(ledger, "sync")
    content = b"Subject: hello\r\n\r\n\x00\xff" + SCRIPT.encode()
    with ledger.entering() as entering:
        replace_records(entering.connection, Client, [ANNA], list_keys(ANNA, "GB"))
        replace_records(entering.connection, Case, [CASE], list_keys(CASE, "GB"))
        linked = _add(entering, store, content, f"in/{SCRIPT}.eml", _link("cli-1", "case/1"))
        waiting = _add(entering, store, b"second", "in/second.eml", _question())
        _list_item(entering, "in/never.eml")
        record_findings(entering, [_finding()], [])
        save_totals(entering, [_total()])
    assert run_id is not None
    close_run(ledger, run_id, 10, {})
    yield DeskOffice(
        ledger=ledger,
        settings=settings,
        store=store,
        linked=as_tracking_number(linked),
        waiting=as_tracking_number(waiting),
        content=content,
        fingerprint=linked,
    )
    ledger.close()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskOffice]:
    with _open_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture(scope="module")
def desk(office: DeskOffice) -> Iterator[httpx.Client]:
    with office.browse() as browser:
        yield browser


@pytest.fixture
def fresh_office(tmp_path: Path) -> Iterator[DeskOffice]:
    with _open_office(tmp_path) as office:
        yield office


@pytest.fixture
def fresh_desk(fresh_office: DeskOffice) -> Iterator[httpx.Client]:
    with fresh_office.browse() as browser:
        yield browser


def _list_item(entering: Entering, locator: str) -> int:
    item = Item(repository="mail", locator=locator, version="1", size=6, modified_at=NOW)
    values = {name: getattr(item, name) for name in Item.__dataclass_fields__}
    values.update(listed_at=entering.at, state=ItemState.LISTED, state_at=entering.at)
    statement = item_table.insert().values(values).returning(item_table.c.id)
    return int(entering.connection.execute(statement).scalar_one())


def _add(entering: Entering, store: OriginalStore, content: bytes, locator: str, decision: Decision) -> str:
    kept = store.keep(io.BytesIO(content))
    item_id = _list_item(entering, locator)
    new = ensure_communication(entering, kept.fingerprint, kept.size)
    move = Move(item_id=item_id, from_=ItemState.LISTED, to=ItemState.CAPTURED, communication_id=new)
    move_items(entering, [move])
    move_items(entering, [Move(item_id=item_id, from_=ItemState.CAPTURED, to=ItemState.READ)])
    save_reading(entering, new, _reading(kept.fingerprint))
    made = save_decision(entering, new, decision, made_by="machine", rules="test", directory_version=1)
    state = ItemState.LINKED if isinstance(decision, Link) else ItemState.REVIEW
    move_items(entering, [Move(item_id=item_id, from_=ItemState.READ, to=state, reason=f"because {SCRIPT}")])
    if isinstance(decision, Link):
        receipt = Receipt(communication_id=new, record_id="r-1", fingerprint=kept.fingerprint, delivered_at=NOW)
        save_receipts(entering, [(receipt, made)])
    return kept.fingerprint


def _reading(fingerprint: str) -> Reading:
    text = f"first page {SCRIPT}\fsecond page \x00\u202e\x1b end"
    part = Part(
        path="0", name=f"{SCRIPT}.pdf", media_type="application/pdf", size=6, state=PartState.READ, text=text, pages=2
    )
    return Reading(
        fingerprint=fingerprint,
        media_type="message/rfc822",
        channel=Channel.EMAIL,
        direction=Direction.IN,
        occurred_at=datetime(2025, 3, 16, 9, 0, tzinfo=UTC),
        subject=f"subject {SCRIPT}",
        sender=Party(role="from", name=f"sender {SCRIPT}", address="anna@example.org"),
        recipients=(),
        message_id="",
        references=(),
        state=PartState.READ,
        reason="",
        pages=2,
        text=text,
        parts=(part,),
        identifiers=(),
        authentication=Authentication(dmarc="fail"),
    )


def _link(client_id: str, case_id: str) -> Link:
    return Link(targets=(_candidate(client_id, case_id),), reason="its number")


def _candidate(client_id: str, case_id: str = "") -> Candidate:
    return Candidate(
        client_id=client_id,
        client_number="C-104233",
        client_name=f"Anna {SCRIPT}",
        case_id=case_id,
        probability=0.9,
        evidence=(),
    )


def _question() -> NeedsReview:
    return NeedsReview(why=ReviewReason.WEAK, reason=f"weak {SCRIPT}", candidates=(_candidate("cli-1"),))


def _finding() -> Finding:
    return Finding(
        check="content",
        kind=GapKind.UNREADABLE,
        severity=Severity.LATE,
        channel="email",
        key_type="path",
        key=f"in/{SCRIPT}.eml",
        explanation=f"cannot be read {SCRIPT}",
        repository="mail",
        client_id="cli-1",
        communication_id=1,
    )


def _total() -> ControlTotal:
    return ControlTotal(
        period="2025-03-16",
        channel="email",
        direction="in",
        source="mail",
        expected=471,
        captured=470,
        excused=0,
        pending=0,
        missing=1,
        extra=0,
        grade=Grade.INCOMPLETE,
        evidence_hash="ab" * 32,
    )


def _list_addresses(office: DeskOffice) -> list[str]:
    return [
        "/",
        "/communications",
        "/communications?state=review",
        "/communications?page=2",
        f"/communications/{office.linked}",
        f"/communications/{office.waiting}",
        "/items/3",
        "/clients",
        "/clients?q=C-104233",
        "/clients/cli-1",
        "/cases/case/1",
        "/review",
        "/gaps",
        "/gaps?show=closed",
        "/gaps/G-2025-000001",
        "/statement",
    ]


def test_every_page_answers(office: DeskOffice, desk: httpx.Client) -> None:
    answers = {address: desk.get(address).status_code for address in _list_addresses(office)}

    assert set(answers.values()) == {200}, answers


def test_nothing_that_others_wrote_becomes_markup_on_any_page(office: DeskOffice, desk: httpx.Client) -> None:
    pages = {address: desk.get(address).text for address in _list_addresses(office)}

    assert not [address for address, page in pages.items() if "<script" in page]
    assert all(SHOWN_SCRIPT in page for page in pages.values())


def test_no_page_loads_anything_but_the_desks_own_sheet_and_icon(office: DeskOffice, desk: httpx.Client) -> None:
    for address in _list_addresses(office):
        loaded = re.findall(r'<(?:link|img|script|iframe)[^>]*(?:href|src)="([^"]*)"', desk.get(address).text)
        assert loaded == ["/static/desk.css", "/static/icon.svg"]
    assert desk.get("/static/desk.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("address", ["/", "/nowhere", "/static/desk.css", "/originals/ab", "/health", "/gaps?page=x"])
def test_every_answer_carries_the_headers(desk: httpx.Client, address: str) -> None:
    headers = desk.get(address).headers

    assert headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("address", ["/", "/communications", "/nowhere", "/static/desk.css"])
def test_the_desk_only_shows(desk: httpx.Client, method: str, address: str) -> None:
    answer = desk.request(method, address)

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8321", "user@localhost", "", "::1"]
)
def test_a_foreign_host_is_refused(desk: httpx.Client, host: str) -> None:
    answer = desk.get("/", headers={"Host": host})

    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8321", "127.0.0.1:8321", "[::1]:8321", "[::1]"])
def test_this_computers_own_names_are_answered(desk: httpx.Client, host: str) -> None:
    assert desk.get("/", headers={"Host": host}).status_code == 200


def test_an_original_is_downloaded_byte_for_byte(office: DeskOffice, desk: httpx.Client) -> None:
    answer = desk.get(f"/originals/{office.fingerprint}")

    assert answer.content == office.content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == f'attachment; filename="{office.linked}.eml"'


def test_an_original_that_was_altered_is_not_handed_out(fresh_office: DeskOffice, fresh_desk: httpx.Client) -> None:
    path = fresh_office.store.path_of(fresh_office.fingerprint)
    path.chmod(0o600)
    path.write_bytes(b"something else")

    answer = fresh_desk.get(f"/originals/{fresh_office.fingerprint}")

    assert answer.status_code == 500
    assert "altered" in answer.text
    assert "something else" not in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere",
        f"/communications/{SCRIPT}",
        "/communications?state=lost",
        "/communications?page=0",
        "/communications?page=99999999999999999999",
        "/items/99999999999999999999",
        "/clients/nobody",
        "/cases/none",
        "/gaps/G-1",
        "/originals/../../ledger.db",
        "/originals/" + "0" * 64,
        "/static/../app.py",
        "/static/%2e%2e/app.py",
    ],
)
def test_what_is_not_there_is_a_plain_404(desk: httpx.Client, address: str) -> None:
    answer = desk.get(address)

    assert answer.status_code == 404
    assert "There is no such page." in answer.text
    assert "<script" not in answer.text


def test_a_message_id_cannot_answer_to_a_tracking_number(office: DeskOffice, desk: httpx.Client) -> None:
    assert desk.get("/communications/anna@example.org").status_code == 404
    assert desk.get(f"/communications/{office.linked.lower()}").status_code == 200


def test_an_item_that_was_never_fetched_is_on_the_list(desk: httpx.Client) -> None:
    page = desk.get("/communications?state=listed").text

    assert "in/never.eml" in page
    assert 'href="/items/3"' in page
    assert "in/second.eml" not in page


def test_the_communication_page_names_whose_it_is_and_warns_of_a_forged_sender(
    office: DeskOffice, desk: httpx.Client
) -> None:
    page = desk.get(f"/communications/{office.linked}").text

    assert 'href="/clients/cli-1"' in page
    assert 'href="/cases/case/1"' in page
    assert 'href="/gaps/G-2025-000001"' in page
    assert "It may be forged." in page
    assert "the CRM holds it as r-1" in page


def test_characters_that_hide_or_turn_text_are_shown_as_a_sign(office: DeskOffice, desk: httpx.Client) -> None:
    page = desk.get(f"/communications/{office.linked}").text

    assert "second page \ufffd\ufffd\ufffd end" in page


@pytest.mark.parametrize("query", ["C-104233", "c104233", "ANNA@example.org", "40874427"])
def test_a_client_is_found_by_what_the_crm_holds_exactly(desk: httpx.Client, query: str) -> None:
    assert 'href="/clients/cli-1"' in desk.get("/clients", params={"q": query}).text


def test_a_query_that_nobody_carries_is_shown_escaped(desk: httpx.Client) -> None:
    page = desk.get("/clients", params={"q": f'"{SCRIPT}'}).text

    assert "Nobody in the CRM carries exactly this." in page
    assert f"&#34;{SHOWN_SCRIPT}" in page


def test_a_client_shows_what_was_filed_under_a_record_that_was_merged_into_it(
    fresh_office: DeskOffice, fresh_desk: httpx.Client
) -> None:
    with fresh_office.ledger.entering() as entering:
        old = _add(entering, fresh_office.store, b"of the old record", "in/old.eml", _link("cli-0", ""))
        record_merge(entering.connection, "cli-0", "cli-1")

    page = fresh_desk.get("/clients/cli-1").text

    assert as_tracking_number(old) in page
    assert fresh_office.linked in page


def test_a_long_list_is_given_a_hundred_rows_at_a_time(fresh_office: DeskOffice, fresh_desk: httpx.Client) -> None:
    with fresh_office.ledger.entering() as entering:
        for number in range(100):
            _list_item(entering, f"in/more-{number:03}.eml")

    first, second = (fresh_desk.get(f"/communications?state=listed&page={page}").text for page in (1, 2))

    assert (first.count("in/more-"), second.count("in/more-"), second.count("in/never.eml")) == (100, 0, 1)
    assert 'rel="next" href="/communications?state=listed&amp;page=2"' in first
    assert 'rel="next"' not in second


def test_the_overview_counts_items_gaps_and_the_review_list(desk: httpx.Client) -> None:
    page = re.sub(r"\s+", " ", desk.get("/").text)

    assert "<strong>1</strong> waiting for review" in page
    assert "<strong>1</strong> gaps open" in page
    assert "<strong>3</strong> items in all" in page
    assert "10, gaps are open" in page


def test_the_statement_shows_its_numbers(desk: httpx.Client) -> None:
    page = desk.get("/statement").text

    assert {"471", "470", "incomplete"} <= set(re.findall(r">([^<>]+)<", page))


def test_health_is_ok(desk: httpx.Client) -> None:
    assert desk.get("/health").text == "ok\n"


def test_a_page_that_breaks_says_nothing_of_why_and_keeps_its_headers(
    fresh_office: DeskOffice, caplog: pytest.LogCaptureFixture
) -> None:
    with fresh_office.browse() as desk:
        with fresh_office.ledger.entering() as entering:
            entering.connection.exec_driver_sql("ALTER TABLE gap RENAME TO elsewhere")
        answer = desk.get("/gaps/G-SECRET-1")

    assert answer.status_code == 500
    assert "SECRET" not in answer.text + caplog.text
    assert "action=page_refused error=LedgerError" in caplog.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def _list_desk_threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "desk"]


def test_the_desk_serves_on_a_free_port_and_stops(office: DeskOffice) -> None:
    before = len(_list_desk_threads())
    desk = office.open_desk()
    with desk.serving():
        address = httpx.URL(desk.address)
        host, port = address.host, address.port or 0
        connection = http.client.HTTPConnection(host, port, timeout=10)
        connection.request("GET", "/health")
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (200, b"ok\n")
        assert answer.getheader("Server") is None
        connection.close()

    assert len(_list_desk_threads()) == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, port), timeout=10)


def test_a_port_that_is_taken_is_said_in_one_sentence(office: DeskOffice) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        desk = office.open_desk(bind)
        with pytest.raises(RequestError, match=f"the desk cannot listen at http://{bind}/"), desk.serving():
            pass


@pytest.mark.parametrize("bind", ["0.0.0.0:0", "[::]:0"])
def test_a_desk_without_sign_in_listens_on_this_computer_only(office: DeskOffice, bind: str) -> None:
    desk = office.open_desk(bind)

    with pytest.raises(RequestError, match="this computer only"), desk.serving():
        pass
