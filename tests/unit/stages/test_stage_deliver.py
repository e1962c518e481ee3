from __future__ import annotations

from crmbridge.domain.communication import ItemState
from crmbridge.domain.decision import Decision
from crmbridge.domain.directory import Client
from crmbridge.errors import CrmUnreachableError
from crmbridge.ledger.decisions import find_receipt
from crmbridge.pipeline import run_pipeline
from crmbridge.review import assign_client, dismiss
from crmbridge.stages.deliver import deliver_communications
from tests.builders import NOBODY, Office, actions_of, communication_of, item_at, make_link, make_question


def add_linked(office: Office, *names: str, made: Decision | None = None) -> None:
    for name in names:
        office.add(name, name.encode(), made or make_link(1))


def test_delivered_is_said_only_with_the_receipt_in_hand(office: Office) -> None:
    add_linked(office, "a")
    office.deliver()
    one = communication_of(office.ledger, b"a")
    with office.ledger.reading() as connection:
        receipt = find_receipt(connection, one)
    assert receipt is not None
    assert (office.state("a"), receipt.record_id) == (ItemState.DELIVERED, f"r-{one}")
    assert actions_of(office.ledger, f"communication:{one}")[-1] == "receipt"


def test_only_what_is_linked_is_delivered(office: Office) -> None:
    add_linked(office, "a", made=NOBODY)
    add_linked(office, "b", made=make_question(1))
    office.deliver()
    assert office.crm.calls == 0


def test_a_refused_record_fails_alone_and_is_tried_again_by_the_next_run(office: Office) -> None:
    add_linked(office, "a", "b", "c")
    office.crm.refused = {"b"}
    office.deliver()
    row = item_at(office.ledger, "b")
    assert (row.state, row.reason) == (ItemState.FAILED, "the case is closed")
    assert [office.state(one) for one in "ac"] == [ItemState.DELIVERED] * 2
    office.crm.refused.clear()
    office.deliver()
    assert (office.state("b"), office.crm.batches[-1]) == (ItemState.DELIVERED, ["b"])


def test_a_refused_record_is_tried_again_though_its_file_was_overwritten_since(office: Office) -> None:
    add_linked(office, "a")
    office.crm.refused = {"a"}
    office.deliver()
    office.scans.contents["a"] = b"other"
    office.crm.refused.clear()
    office.deliver()
    assert len(office.crm.holdings) == 1
    assert actions_of(office.ledger, "item:1")[-1] == "delivered"


def test_a_record_that_reads_back_other_bytes_is_failed_and_has_no_receipt(office: Office) -> None:
    add_linked(office, "a")
    office.crm.altering = {"a"}
    office.deliver()
    row = item_at(office.ledger, "a")
    assert (row.state, row.reason) == (ItemState.FAILED, "the CRM read back something else than was sent")
    with office.ledger.reading() as connection:
        assert find_receipt(connection, communication_of(office.ledger, b"a")) is None


def test_a_record_that_gets_no_answer_is_failed(office: Office) -> None:
    add_linked(office, "a", "b")
    office.crm.silent = {"a"}
    office.deliver()
    row = item_at(office.ledger, "a")
    assert (row.state, row.reason) == (ItemState.FAILED, "the CRM gave no answer for it")
    assert office.state("b") is ItemState.DELIVERED


def test_a_crm_out_of_reach_leaves_everything_linked_and_is_a_problem_of_the_run(office: Office) -> None:
    add_linked(office, "a", "b")
    office.crm.is_down = True
    report = run_pipeline(office.bench)
    assert report.problems == ["the CRM cannot be reached: no answer"]
    assert report.is_unreachable
    assert [office.state(one) for one in "ab"] == [ItemState.LINKED] * 2
    office.crm.is_down = False
    assert run_pipeline(office.bench).problems == []
    assert office.crm.batches == [["a", "b"]]


def test_a_directory_that_cannot_be_refreshed_is_a_problem_and_the_rest_is_done(office: Office) -> None:
    add_linked(office, "a")

    def refresh() -> None:
        raise CrmUnreachableError("no answer")

    office.refresh = refresh
    assert run_pipeline(office.bench).problems == ["the CRM cannot be reached: no answer"]
    assert office.state("a") is ItemState.DELIVERED


def test_a_second_sighting_of_what_the_crm_has_needs_no_call(office: Office) -> None:
    add_linked(office, "a")
    office.deliver()
    office.scans.contents["copy"] = b"a"
    office.deliver()
    assert (office.state("copy"), office.crm.calls) == (ItemState.DELIVERED, 1)


def test_a_link_that_a_person_moved_is_delivered_again(office: Office) -> None:
    add_linked(office, "a")
    office.deliver()
    other = Client(id="c2", number="C-000002", kind="person", name="Ben Moor")
    assign_client(office.ledger, communication_of(office.ledger, b"a"), "clerk", other)
    office.deliver()
    (holding,) = office.crm.holdings.values()
    assert (holding.targets, office.state("a")) == ((("c2", ""),), ItemState.DELIVERED)


def test_what_the_crm_refused_can_be_dismissed_by_a_person_and_is_not_tried_again(office: Office) -> None:
    add_linked(office, "a")
    office.crm.refused = {"a"}
    office.deliver()
    dismiss(office.ledger, communication_of(office.ledger, b"a"), "clerk", "sent by mistake")
    office.crm.refused.clear()
    office.deliver()
    assert (office.state("a"), office.crm.calls) == (ItemState.EXCLUDED, 1)


def test_a_large_delivery_goes_in_batches_and_stops_between_them(office: Office) -> None:
    add_linked(office, *(f"{place:03}" for place in range(201)))
    office.decide()
    office.patience = 1
    deliver_communications(office.bench)
    assert [len(batch) for batch in office.crm.batches] == [200]
    assert (office.state("199"), office.state("200")) == (ItemState.DELIVERED, ItemState.LINKED)
    office.patience = None
    deliver_communications(office.bench)
    assert [len(batch) for batch in office.crm.batches] == [200, 1]
