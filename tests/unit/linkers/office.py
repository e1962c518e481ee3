"""A small office for tests of the linker: a household, namesakes, a firm, their cases; and short questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from crmbridge.domain.decision import Decision, Link, NeedsReview, ReviewReason
from crmbridge.domain.directory import Case, Client, Contact
from crmbridge.domain.reading import Authentication, Reading
from crmbridge.ports import Enquiry, Linker, ThreadLink
from crmbridge.testing.directory import DirectoryInMemory
from linkers import EvidenceLinker
from tests.unit.linkers.builders import small_directory

ANNA = Client(
    id="1",
    number="C-104233",
    kind="person",
    name="Anna Garcia",
    emails=("anna@mail.example", "home@mail.example"),
    phones=("+44 1632 960111", "+44 1632 960999"),
    accounts=("HL-1000-0001-K", "HL-1000-0009-K"),
    street="7 Mill Lane",
    city="Port Arden",
    postcode="PA1 4ZZ",
    birth_date=date(1980, 4, 3),
)
PETER = Client(
    id="2",
    number="C-104234",
    kind="person",
    name="Peter Garcia",
    emails=("peter@mail.example", "home@mail.example"),
    phones=("+44 1632 960222", "+44 1632 960999"),
    accounts=("HL-1000-0002-K", "HL-1000-0009-K"),
    street="7 Mill Lane",
    city="Port Arden",
    postcode="PA1 4ZZ",
    birth_date=date(1978, 1, 2),
)
JOHN = Client(
    id="3",
    number="C-200001",
    kind="person",
    name="John Smith",
    emails=("john@post.example",),
    phones=("+44 1632 960333",),
    street="1 High Street",
    city="Easton",
    postcode="EA2 2AA",
    birth_date=date(1970, 5, 5),
)
OTHER_JOHN = replace(
    JOHN,
    id="4",
    number="C-200002",
    emails=("js@other.example",),
    phones=("+44 1632 960444",),
    street="9 Low Road",
    postcode="WE3 3BB",
    birth_date=date(1991, 6, 6),
)
FIRM = Client(id="5", number="C-300001", kind="organisation", name="Reed Marine Ltd", emails=("info@reed.example",))
TOM = Contact(id="k1", client_id="5", first_name="Tom", last_name="Reed", emails=("tom@reed.example",))
ANNA_OPEN = Case(id="a1", number="00147745", client_id="1", subject="Storm damage", opened=date(2024, 3, 1))
ANNA_NEWER = Case(id="a2", number="00147746", client_id="1", opened=date(2024, 6, 1), accounts=("HL-1000-0001-K",))
ANNA_CLOSED = Case(id="a3", number="00100000", client_id="1", opened=date(2020, 1, 1), closed=date(2020, 2, 1))
PETER_CASE = Case(id="p1", number="00150000", client_id="2", opened=date(2024, 1, 1))
DIRECTORY = small_directory(
    clients=(ANNA, PETER, JOHN, OTHER_JOHN, FIRM),
    contacts=(TOM,),
    cases=(ANNA_OPEN, ANNA_NEWER, ANNA_CLOSED, PETER_CASE),
)
FORGED = Authentication(dmarc="fail")


def decide(read: Reading, *thread: ThreadLink, directory: DirectoryInMemory = DIRECTORY) -> Decision:
    linker: Linker = EvidenceLinker()
    return linker.decide(Enquiry(reading=read, thread=thread), directory)


def linked(decision: Decision) -> set[tuple[str, str]]:
    assert isinstance(decision, Link), decision
    return {(one.client_number, one.case_number) for one in decision.targets}


def reviewed(decision: Decision, why: ReviewReason) -> NeedsReview:
    assert isinstance(decision, NeedsReview), decision
    assert decision.why is why, decision.reason
    return decision


def named(review: NeedsReview) -> set[str]:
    return {one.client_number for one in review.candidates}


def in_thread(client: str, case: str = "") -> ThreadLink:
    return ThreadLink(message_id="m1@mail.example", client_id=client, case_id=case, is_confirmed=False)
