import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crmbridge.crm.embedded import EmbeddedCrm
from crmbridge.domain.communication import Receipt
from crmbridge.domain.directory import Case, Client, Contact
from crmbridge.errors import CrmUnreachableError, NotFoundError, RequestError
from crmbridge.ports import DeliveryRefusal
from crmbridge.testing.clock import FixedClock
from crmbridge.testing.crm_contract import make_delivery, make_target

NOON = datetime(2025, 3, 17, 12, 0, tzinfo=UTC)


@pytest.fixture
def crm(tmp_path: Path) -> Iterator[EmbeddedCrm]:
    with EmbeddedCrm(tmp_path / "crm.db", FixedClock(NOON)) as crm:
        crm.upsert(Client(id="c1", number="C1", kind="person", name="Anna Kay"))
        crm.upsert(Client(id="c2", number="C2", kind="person", name="Bert Moor"))
        crm.upsert(Contact(id="k1", client_id="c1", first_name="Carl", last_name="Dee"))
        crm.upsert(Case(id="m1", number="20250001", client_id="c1"))
        crm.upsert(Case(id="m2", number="20250002", client_id="c2"))
        yield crm


def shown(crm: EmbeddedCrm, *, client_id: str = "", contact_id: str = "", case_id: str = "") -> list[str]:
    found = crm.list_communications_of(client_id=client_id, contact_id=contact_id, case_id=case_id)
    return [one.tracking_number for one in found]


def test_everything_of_a_communication_is_kept(crm: EmbeddedCrm, tmp_path: Path) -> None:
    delivery = make_delivery(tmp_path, 7, [make_target("c1", "m1", "k1")])
    (receipt,) = crm.deliver([delivery])
    (held,) = crm.list_communications_of(client_id="c1")
    assert isinstance(receipt, Receipt)
    assert (held.record_id, receipt.delivered_at) == (receipt.record_id, NOON)
    assert held.targets == (("c1", "k1", "m1"),)
    assert held.original.read_bytes() == delivery.original.read_bytes()
    kept = ("external_id", "fingerprint", "tracking_number", "channel", "direction", "occurred_at", "subject")
    more = ("sender", "recipients", "media_type", "size", "text")
    assert [getattr(held, name) for name in kept + more] == [getattr(delivery, name) for name in kept + more]


def test_a_client_has_what_is_linked_to_it_its_contacts_and_its_cases(crm: EmbeddedCrm, tmp_path: Path) -> None:
    crm.deliver(
        [
            make_delivery(tmp_path, 3, [make_target("c1")]),
            make_delivery(tmp_path, 1, [make_target("c1", "m1")]),
            make_delivery(tmp_path, 2, [make_target("c1", contact_id="k1")]),
            make_delivery(tmp_path, 4, [make_target("c2")]),
        ]
    )
    assert shown(crm, client_id="c1") == ["T-1", "T-2", "T-3"]
    assert shown(crm, case_id="m1") == ["T-1"]
    assert shown(crm, contact_id="k1") == ["T-2"]
    assert shown(crm, client_id="c2") == ["T-4"]


def test_an_undated_communication_is_listed_last(crm: EmbeddedCrm, tmp_path: Path) -> None:
    undated = replace(make_delivery(tmp_path, 1, [make_target("c1")]), occurred_at=None)
    crm.deliver([undated, make_delivery(tmp_path, 2, [make_target("c1")])])
    assert shown(crm, client_id="c1") == ["T-2", "T-1"]


def test_listing_needs_exactly_one_record(crm: EmbeddedCrm) -> None:
    with pytest.raises(RequestError, match="one record"):
        crm.list_communications_of()
    with pytest.raises(RequestError, match="one record"):
        crm.list_communications_of(client_id="c1", case_id="m1")


def test_the_same_delivery_again_leaves_no_history(crm: EmbeddedCrm, tmp_path: Path) -> None:
    delivery = make_delivery(tmp_path, 1, [make_target("c1", "m1")])
    (receipt,) = crm.deliver([delivery])
    crm.deliver([delivery])
    assert isinstance(receipt, Receipt)
    assert crm.list_field_changes("communication", receipt.record_id) == ()


def test_a_moved_link_stands_in_the_field_history(crm: EmbeddedCrm, tmp_path: Path) -> None:
    (receipt,) = crm.deliver([make_delivery(tmp_path, 1, [make_target("c1", "m1")])])
    crm.deliver([make_delivery(tmp_path, 1, [make_target("c2")], subject="Other")])
    assert isinstance(receipt, Receipt)
    history = crm.list_field_changes("communication", receipt.record_id)
    assert [(one.field, one.old, one.new) for one in history] == [
        ("subject", "About it", "Other"),
        ("targets", "c1//m1", "c2//"),
    ]


@pytest.mark.parametrize(
    ("client_id", "case_id", "contact_id", "reason"),
    [
        ("nobody", "", "", "there is no client 'nobody'"),
        ("c1", "m9", "", "there is no case 'm9'"),
        ("c1", "m2", "", "the case 'm2' belongs to client 'c2', not to 'c1'"),
        ("c1", "", "k9", "there is no contact 'k9'"),
        ("c2", "", "k1", "the contact 'k1' belongs to client 'c1', not to 'c2'"),
    ],
)
def test_a_target_that_does_not_hold_is_refused_with_its_reason(
    crm: EmbeddedCrm, tmp_path: Path, client_id: str, case_id: str, contact_id: str, reason: str
) -> None:
    answers = crm.deliver([make_delivery(tmp_path, 1, [make_target(client_id, case_id, contact_id)])])
    assert answers == [DeliveryRefusal(communication_id=1, reason=reason)]
    assert list(crm.list_holdings()) == []


def test_one_bad_target_of_two_refuses_the_whole_communication(crm: EmbeddedCrm, tmp_path: Path) -> None:
    (answer,) = crm.deliver([make_delivery(tmp_path, 1, [make_target("c1"), make_target("nobody")])])
    assert isinstance(answer, DeliveryRefusal)
    assert shown(crm, client_id="c1") == []


def test_a_refused_move_leaves_the_held_links(crm: EmbeddedCrm, tmp_path: Path) -> None:
    crm.deliver([make_delivery(tmp_path, 1, [make_target("c1")])])
    crm.deliver([make_delivery(tmp_path, 1, [make_target("nobody")])])
    assert shown(crm, client_id="c1") == ["T-1"]


def test_a_communication_whose_original_is_gone_is_refused(crm: EmbeddedCrm, tmp_path: Path) -> None:
    delivery = make_delivery(tmp_path, 1, [make_target("c1")])
    delivery.original.unlink()
    (answer,) = crm.deliver([delivery])
    assert answer == DeliveryRefusal(communication_id=1, reason="its original is not where it should be")


def test_a_new_communication_without_a_client_is_refused(crm: EmbeddedCrm, tmp_path: Path) -> None:
    (answer,) = crm.deliver([make_delivery(tmp_path, 1, [])])
    assert answer == DeliveryRefusal(communication_id=1, reason="it names no client")


def test_a_held_communication_can_be_withdrawn_from_its_client(crm: EmbeddedCrm, tmp_path: Path) -> None:
    crm.deliver([make_delivery(tmp_path, 1, [make_target("c1")])])
    (answer,) = crm.deliver([make_delivery(tmp_path, 1, [])])
    assert isinstance(answer, Receipt)
    assert shown(crm, client_id="c1") == []


def test_a_target_named_twice_is_one_link(crm: EmbeddedCrm, tmp_path: Path) -> None:
    crm.deliver([make_delivery(tmp_path, 1, [make_target("c1", "m1"), make_target("c1", "m1")])])
    assert [holding.targets for holding in crm.list_holdings()] == [(("c1", "m1"),)]


def test_half_a_character_in_a_text_stops_nothing(crm: EmbeddedCrm, tmp_path: Path) -> None:
    delivery = replace(make_delivery(tmp_path, 1, [make_target("c1")]), text="broken \ud83d here, whole 😀 there")
    (answer,) = crm.deliver([delivery])
    assert isinstance(answer, Receipt)
    (held,) = crm.list_communications_of(client_id="c1")
    assert held.text == "broken \ufffd here, whole 😀 there"


def test_an_empty_batch_costs_no_call(crm: EmbeddedCrm) -> None:
    before = crm.calls
    assert list(crm.deliver([])) == []
    assert crm.calls == before


def test_the_database_refuses_a_second_record_of_an_external_id(crm: EmbeddedCrm, tmp_path: Path) -> None:
    crm.deliver([make_delivery(tmp_path, 1, [make_target("c1")])])
    copy = "INSERT INTO communications SELECT 99, external_id, fingerprint, tracking_number, channel, direction, "
    copy += "occurred_at, subject, sender, recipients, media_type, size, original, text FROM communications"
    with closing(sqlite3.connect(tmp_path / "crm.db")) as connection:
        with pytest.raises(sqlite3.IntegrityError, match="external_id"):
            connection.execute(copy)
        connection.rollback()


def test_a_deleted_communication_is_held_no_more_and_comes_back_as_a_new_record(
    crm: EmbeddedCrm, tmp_path: Path
) -> None:
    delivery = make_delivery(tmp_path, 1, [make_target("c1")])
    (first,) = crm.deliver([delivery])
    crm.delete_communication(delivery.external_id)
    assert list(crm.list_holdings()) == []
    (second,) = crm.deliver([delivery])
    assert isinstance(first, Receipt)
    assert isinstance(second, Receipt)
    assert second.record_id != first.record_id


def test_deleting_a_communication_that_is_not_there_is_refused(crm: EmbeddedCrm) -> None:
    with pytest.raises(NotFoundError, match="crmbridge-9"):
        crm.delete_communication("crmbridge-9")


def test_a_merge_moves_the_links_to_the_survivor(crm: EmbeddedCrm, tmp_path: Path) -> None:
    crm.deliver([make_delivery(tmp_path, 1, [make_target("c1", "m1")])])
    crm.merge_clients("c1", "c2")
    assert [holding.targets for holding in crm.list_holdings()] == [(("c2", "m1"),)]
    assert shown(crm, client_id="c2") == ["T-1"]


def test_a_delivery_to_a_merged_client_is_refused_and_names_the_survivor(crm: EmbeddedCrm, tmp_path: Path) -> None:
    crm.merge_clients("c1", "c2")
    (answer,) = crm.deliver([make_delivery(tmp_path, 1, [make_target("c1")])])
    assert answer == DeliveryRefusal(communication_id=1, reason="there is no client 'c1'; it was merged into 'c2'")


def test_a_communication_outlives_its_case_and_its_client(crm: EmbeddedCrm, tmp_path: Path) -> None:
    crm.deliver([make_delivery(tmp_path, 1, [make_target("c1", "m1")])])
    crm.delete("case", "m1")
    assert [holding.targets for holding in crm.list_holdings()] == [(("c1", ""),)]
    crm.delete("client", "c1")
    assert [holding.targets for holding in crm.list_holdings()] == [()]


def test_holdings_are_listed_over_many_pages_in_the_order_of_their_external_ids(
    crm: EmbeddedCrm, tmp_path: Path
) -> None:
    one = make_delivery(tmp_path, 1, [make_target("c1")])
    crm.deliver([replace(one, communication_id=n, external_id=f"x-{n:05d}") for n in range(1100, 0, -1)])
    assert [holding.external_id for holding in crm.list_holdings()] == [f"x-{n:05d}" for n in range(1, 1101)]


def forbid(folder: Path, table: str) -> None:
    """Makes the database refuse whatever is added to a table, as a full disk would in the middle of the work."""
    with closing(sqlite3.connect(folder / "crm.db")) as connection:
        connection.execute(f"CREATE TRIGGER full BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'disk full'); END")


def test_a_delivery_that_breaks_halfway_leaves_nothing(crm: EmbeddedCrm, tmp_path: Path) -> None:
    forbid(tmp_path, "communication_links")
    with pytest.raises(CrmUnreachableError, match="disk full"):
        crm.deliver([make_delivery(tmp_path, 1, [make_target("c1")])])
    assert list(crm.list_holdings()) == []


def test_a_record_whose_change_cannot_be_noted_is_not_written(crm: EmbeddedCrm, tmp_path: Path) -> None:
    forbid(tmp_path, "changes")
    with pytest.raises(CrmUnreachableError, match="disk full"):
        crm.upsert(Client(id="c3", number="C3", kind="person", name="Carl Dee"))
    assert crm.find_client("c3") is None


def test_a_broken_database_says_nothing_of_what_was_to_be_written(crm: EmbeddedCrm, tmp_path: Path) -> None:
    forbid(tmp_path, "communications")
    with pytest.raises(CrmUnreachableError) as caught:
        crm.deliver([make_delivery(tmp_path, 1, [make_target("c1")], subject="Diagnosis")])
    assert "Diagnosis" not in f"{caught.value} {caught.value.__cause__}"


def test_what_one_process_delivers_another_sees(crm: EmbeddedCrm, tmp_path: Path) -> None:
    with EmbeddedCrm(tmp_path / "crm.db", FixedClock(NOON)) as other:
        crm.deliver([make_delivery(tmp_path, 1, [make_target("c1")])])
        assert shown(other, client_id="c1") == ["T-1"]


def test_a_record_changed_by_hand_is_repaired_by_delivering_again(crm: EmbeddedCrm, tmp_path: Path) -> None:
    delivery = make_delivery(tmp_path, 1, [make_target("c1")])
    crm.deliver([delivery])
    with closing(sqlite3.connect(tmp_path / "crm.db")) as connection:
        connection.execute("UPDATE communications SET fingerprint = 'forged'")
        connection.commit()
    assert [holding.fingerprint for holding in crm.list_holdings()] == ["forged"]
    crm.deliver([delivery])
    assert [holding.fingerprint for holding in crm.list_holdings()] == [delivery.fingerprint]


def test_a_read_back_that_differs_is_no_receipt(crm: EmbeddedCrm, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "crm.db")) as connection:
        connection.execute(
            "CREATE TRIGGER twist AFTER INSERT ON communications BEGIN UPDATE communications SET fingerprint = 'x'; END"
        )
    (answer,) = crm.deliver([make_delivery(tmp_path, 1, [make_target("c1")])])
    assert answer == DeliveryRefusal(communication_id=1, reason="what was read back is not what was written")
