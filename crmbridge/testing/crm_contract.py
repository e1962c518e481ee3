"""What every CRM adapter must do. Subclass `CrmContract`, give it `make_crm`, and let pytest collect the subclass.

    class TestMyCrm(CrmContract):
        def make_crm(self, folder, records):
            return MyCrm(...)  # holding these records

The CRM may give the records ids of its own; the tests find them in the change feed by their numbers.
"""

# The name of a test is its docstring.
# ruff: noqa: D102

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from crmbridge.domain.communication import Receipt
from crmbridge.domain.decision import Candidate
from crmbridge.domain.directory import Case, Client, Contact, CrmRecord, RecordKind
from crmbridge.ports import Crm, CrmHolding, Delivery, DeliveryRefusal

RECORDS: tuple[CrmRecord, ...] = (
    Client(id="c1", number="C-000001", kind="person", name="Anna Kay", first_name="Anna", last_name="Kay"),
    Client(id="c2", number="C-000002", kind="organisation", name="Quay Chandlers Ltd"),
    Contact(id="k1", client_id="c2", first_name="Ben", last_name="Moor", emails=("ben@quay.example",)),
    Case(id="m1", number="20250001", client_id="c1", subject="Claim"),
    Case(id="m2", number="20250002", client_id="c2", subject="Policy"),
)
"""What the CRM under test holds at the start."""


def make_delivery(folder: Path, number: int, targets: Sequence[Candidate], *, subject: str = "About it") -> Delivery:
    """A delivery with an original on disk; the same number gives the same communication."""
    content = f"communication {number}".encode()
    original = folder / f"original-{number}.txt"
    original.write_bytes(content)
    return Delivery(
        communication_id=number,
        external_id=f"crmbridge-{number:06d}",
        fingerprint=sha256(content).hexdigest(),
        tracking_number=f"T-{number}",
        channel="email",
        direction="in",
        occurred_at=datetime(2025, 3, 17, 8, number % 60, tzinfo=UTC),
        subject=subject,
        sender="Anna Kay <anna@kay.example>",
        recipients="service@harbour.example",
        media_type="text/plain",
        size=len(content),
        original=original,
        text=content.decode(),
        targets=tuple(targets),
    )


def make_target(client_id: str, case_id: str = "", contact_id: str = "") -> Candidate:
    """A target of a delivery, without evidence."""
    return Candidate(
        client_id=client_id,
        client_number="",
        client_name="",
        case_id=case_id,
        contact_id=contact_id,
        probability=0.999,
        evidence=(),
    )


class CrmContract(ABC):
    """The tests. Each makes a CRM of its own in an empty folder."""

    @abstractmethod
    def make_crm(self, folder: Path, records: Sequence[CrmRecord]) -> Crm:
        """A CRM that holds these records and no communication. What must be closed is the subclass's to close."""

    def test_the_change_feed_names_every_record_with_a_growing_cursor(self, tmp_path: Path) -> None:
        changes = list(self.make_crm(tmp_path, RECORDS).list_changes(0))
        cursors = [change.cursor for change in changes]
        assert cursors == sorted(set(cursors)), "cursors must grow"
        kinds = {kind: len({one.record_id for one in changes if one.kind is kind}) for kind in RecordKind}
        assert kinds == {RecordKind.CLIENT: 2, RecordKind.CONTACT: 1, RecordKind.CASE: 2}

    def test_the_change_feed_has_nothing_after_its_last_cursor(self, tmp_path: Path) -> None:
        crm = self.make_crm(tmp_path, RECORDS)
        last = list(crm.list_changes(0))[-1]
        assert list(crm.list_changes(last.cursor)) == []

    def test_the_change_feed_goes_on_after_any_cursor(self, tmp_path: Path) -> None:
        crm = self.make_crm(tmp_path, RECORDS)
        changes = list(crm.list_changes(0))
        assert list(crm.list_changes(changes[1].cursor)) == changes[2:]

    def test_a_delivery_is_answered_with_a_receipt_and_then_held(self, tmp_path: Path) -> None:
        crm = self.make_crm(tmp_path, RECORDS)
        client, case = find_ids(crm, "C-000001", "20250001")
        delivery = make_delivery(tmp_path, 1, [make_target(client, case)])
        (receipt,) = crm.deliver([delivery])
        assert isinstance(receipt, Receipt)
        assert (receipt.communication_id, receipt.fingerprint) == (1, delivery.fingerprint)
        assert list(crm.list_holdings()) == [as_holding(delivery, receipt)]

    def test_the_same_delivery_again_gives_the_same_record(self, tmp_path: Path) -> None:
        crm = self.make_crm(tmp_path, RECORDS)
        client, case = find_ids(crm, "C-000001", "20250001")
        delivery = make_delivery(tmp_path, 1, [make_target(client, case)])
        (first,) = crm.deliver([delivery])
        (second,) = crm.deliver([delivery])
        assert isinstance(first, Receipt)
        assert isinstance(second, Receipt)
        assert first.record_id == second.record_id
        assert list(crm.list_holdings()) == [as_holding(delivery, first)]

    def test_a_delivery_with_other_targets_replaces_the_links(self, tmp_path: Path) -> None:
        crm = self.make_crm(tmp_path, RECORDS)
        first_client, first_case = find_ids(crm, "C-000001", "20250001")
        second_client, second_case = find_ids(crm, "C-000002", "20250002")
        crm.deliver([make_delivery(tmp_path, 1, [make_target(first_client, first_case)])])
        crm.deliver([make_delivery(tmp_path, 1, [make_target(second_client, second_case)])])
        (holding,) = crm.list_holdings()
        assert holding.targets == ((second_client, second_case),)

    def test_a_refused_delivery_does_not_stop_the_others(self, tmp_path: Path) -> None:
        crm = self.make_crm(tmp_path, RECORDS)
        client, case = find_ids(crm, "C-000001", "20250001")
        batch = [
            make_delivery(tmp_path, 1, [make_target(client)]),
            make_delivery(tmp_path, 2, [make_target("nobody")]),
            make_delivery(tmp_path, 3, [make_target(client, case)]),
        ]
        answers = crm.deliver(batch)
        assert [type(answer) for answer in answers] == [Receipt, DeliveryRefusal, Receipt]
        assert [answer.communication_id for answer in answers] == [1, 2, 3]
        assert [holding.external_id for holding in crm.list_holdings()] == ["crmbridge-000001", "crmbridge-000003"]

    def test_a_case_of_another_client_is_refused(self, tmp_path: Path) -> None:
        crm = self.make_crm(tmp_path, RECORDS)
        client, _ = find_ids(crm, "C-000001", "20250001")
        _, foreign_case = find_ids(crm, "C-000002", "20250002")
        (answer,) = crm.deliver([make_delivery(tmp_path, 1, [make_target(client, foreign_case)])])
        assert isinstance(answer, DeliveryRefusal)
        assert list(crm.list_holdings()) == []

    def test_one_communication_may_belong_to_two_clients(self, tmp_path: Path) -> None:
        crm = self.make_crm(tmp_path, RECORDS)
        first_client, first_case = find_ids(crm, "C-000001", "20250001")
        second_client, _ = find_ids(crm, "C-000002", "20250002")
        targets = [make_target(first_client, first_case), make_target(second_client)]
        crm.deliver([make_delivery(tmp_path, 1, targets)])
        (holding,) = crm.list_holdings()
        assert holding.targets == tuple(sorted([(first_client, first_case), (second_client, "")]))

    def test_calls_are_counted(self, tmp_path: Path) -> None:
        crm = self.make_crm(tmp_path, RECORDS)
        client, _ = find_ids(crm, "C-000001", "20250001")
        before = crm.calls
        crm.deliver([make_delivery(tmp_path, 1, [make_target(client)])])
        assert crm.calls > before


def find_ids(crm: Crm, client_number: str, case_number: str) -> tuple[str, str]:
    """The CRM's own ids of the client and the case with these numbers."""
    by_number = {
        change.record.number: change.record_id
        for change in crm.list_changes(0)
        if isinstance(change.record, Client | Case)
    }
    return by_number[client_number], by_number[case_number]


def as_holding(delivery: Delivery, receipt: Receipt) -> CrmHolding:
    """How the CRM must name what was delivered."""
    return CrmHolding(
        external_id=delivery.external_id,
        record_id=receipt.record_id,
        fingerprint=delivery.fingerprint,
        targets=tuple((target.client_id, target.case_id) for target in delivery.targets),
        words=receipt.words,
    )
