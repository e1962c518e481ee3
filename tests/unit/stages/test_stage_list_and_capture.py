from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import pytest

from crmbridge.domain.communication import ItemState
from crmbridge.errors import (
    ItemChangedError,
    ItemGoneError,
    ItemUnreadableError,
    RepositoryUnreachableError,
    StoreError,
)
from crmbridge.ledger.communications import list_communications_by
from crmbridge.pipeline import run_pipeline
from crmbridge.store import Kept, OriginalStore
from tests.builders import Office, actions_of, communication_of, fingerprint_of, item_at, make_link, state_of


def test_every_item_has_a_row_before_a_byte_is_fetched(office: Office) -> None:
    office.add("a.pdf", b"1")
    office.list()
    assert office.state("a.pdf") is ItemState.LISTED
    assert office.scans.opened == []


def test_a_source_out_of_reach_is_a_problem_and_nothing_in_it_is_gone(office: Office) -> None:
    office.add("a.pdf", b"1")
    office.list()
    office.scans.outage = "the share does not answer"
    assert office.list() == ["repository 'scans' cannot be reached: the share does not answer"]
    assert item_at(office.ledger, "a.pdf").gone_at is None


def test_a_place_that_cannot_be_listed_is_a_problem_and_nothing_is_gone(office: Office) -> None:
    office.add("a.pdf", b"1")
    office.add("locked/b.pdf", b"2")
    office.list()
    del office.scans.contents["locked/b.pdf"]
    office.scans.problems = ["locked"]
    assert office.list() == ["repository 'scans': locked: permission denied"]
    assert item_at(office.ledger, "locked/b.pdf").gone_at is None


def test_an_empty_share_is_doubted_and_nothing_is_gone(office: Office) -> None:
    office.add("a.pdf", b"1")
    office.list()
    office.scans.contents.clear()
    (problem,) = office.list()
    assert "is the share mounted?" in problem
    assert item_at(office.ledger, "a.pdf").gone_at is None


def test_a_plugin_that_breaks_while_it_lists_is_a_problem_and_the_other_sources_go_on(tmp_path: Path) -> None:
    office = Office(tmp_path, "broken", "scans")
    office.repositories["broken"].listing_defect = ValueError("Anna Kay")
    office.add("a.pdf", b"1", make_link(1))
    report = run_pipeline(office.bench)
    assert report.problems == ["plugin 'broken' failed with ValueError"]
    assert office.state("a.pdf") is ItemState.DELIVERED
    office.close()


def test_what_a_rule_leaves_out_is_excluded_with_the_rule_and_never_fetched(office: Office) -> None:
    office.add("Thumbs.db", b"1")
    office.scans.exclusions["Thumbs.db"] = "not in include"
    office.capture()
    row = item_at(office.ledger, "Thumbs.db")
    assert (row.state, row.reason, office.scans.opened) == (ItemState.EXCLUDED, "not in include", [])


def test_what_no_rule_leaves_out_any_more_is_listed_again_and_captured(office: Office) -> None:
    office.add("a.pdf", b"1")
    office.scans.exclusions["a.pdf"] = "not in include"
    office.capture()
    office.scans.exclusions.clear()
    office.capture()
    assert office.state("a.pdf") is ItemState.CAPTURED


def test_a_captured_item_is_never_excluded_afterwards(office: Office) -> None:
    office.add("a.pdf", b"1")
    office.capture()
    office.scans.exclusions["a.pdf"] = "not in include"
    office.capture()
    assert office.state("a.pdf") is ItemState.CAPTURED


def test_the_original_is_kept_under_its_fingerprint(office: Office) -> None:
    office.add("a.pdf", b"some bytes")
    office.capture()
    assert office.store.path_of(fingerprint_of(b"some bytes")).read_bytes() == b"some bytes"
    row = item_at(office.ledger, "a.pdf")
    assert (row.state, row.communication_id) == (ItemState.CAPTURED, communication_of(office.ledger, b"some bytes"))


def test_the_same_bytes_in_two_repositories_are_one_communication_with_two_sightings(tmp_path: Path) -> None:
    office = Office(tmp_path, "scans", "mail")
    for repository in office.repositories.values():
        repository.contents["a"] = b"same"
    office.capture()
    found = {item_at(office.ledger, "a", name).communication_id for name in office.repositories}
    assert found == {communication_of(office.ledger, b"same")}
    office.close()


def test_text_beside_an_item_is_kept_with_it(office: Office) -> None:
    office.add("a.tif", b"picture")
    office.scans.sidecars["a.tif"] = "Dear Sir"
    office.capture()
    kept = item_at(office.ledger, "a.tif").sidecar
    assert office.store.path_of(kept).read_text() == "Dear Sir"


FAILURES = [
    (ItemGoneError("a.pdf"), "a.pdf was listed but was gone when it was fetched"),
    (ItemChangedError("a.pdf"), "a.pdf changed while it was fetched; it is fetched again when it is at rest"),
    (ItemUnreadableError("a.pdf", "permission denied"), "a.pdf cannot be fetched: permission denied"),
    (ValueError("Anna Kay"), "plugin 'scans' failed with ValueError"),
]


@pytest.mark.parametrize(("error", "reason"), FAILURES)
def test_an_item_that_cannot_be_fetched_fails_with_a_reason_and_the_others_are_captured(
    office: Office, error: Exception, reason: str
) -> None:
    for place, name in enumerate(("a.pdf", "b.pdf", "c.pdf")):
        office.add(name, str(place).encode())
    office.scans.failures["a.pdf"] = error
    office.capture()
    row = item_at(office.ledger, "a.pdf")
    assert (row.state, row.reason) == (ItemState.FAILED, reason)
    assert [office.state(one) for one in ("b.pdf", "c.pdf")] == [ItemState.CAPTURED] * 2


@pytest.mark.parametrize("error", [one for one, _ in FAILURES])
def test_an_item_that_failed_is_captured_by_the_next_run_that_can_fetch_it(office: Office, error: Exception) -> None:
    office.add("a.pdf", b"1")
    office.scans.failures["a.pdf"] = error
    office.capture()
    office.capture()
    office.scans.failures.clear()
    office.capture()
    assert actions_of(office.ledger, "item:1") == ["listed", "failed", "captured"]
    assert item_at(office.ledger, "a.pdf").reason == ""


def test_another_failure_than_before_is_written_down(office: Office) -> None:
    office.add("a.pdf", b"1")
    for error in (ItemChangedError("a.pdf"), ItemUnreadableError("a.pdf", "permission denied")):
        office.scans.failures["a.pdf"] = error
        office.capture()
    row = item_at(office.ledger, "a.pdf")
    assert (row.attempts, row.reason) == (2, "a.pdf cannot be fetched: permission denied")


def test_a_sidecar_that_cannot_be_read_fails_the_item_and_not_the_run(office: Office) -> None:
    office.add("a.pdf", b"1")
    office.add("b.pdf", b"2")
    office.scans.sidecar_defect = OSError("Anna Kay")
    office.capture()
    assert item_at(office.ledger, "b.pdf").reason == "plugin 'scans' failed with OSError"


def test_an_item_deleted_before_it_could_be_captured_is_quarantined(office: Office) -> None:
    office.add("a.pdf", b"1")
    office.add("b.pdf", b"2")
    office.list()
    del office.scans.contents["a.pdf"]
    office.capture()
    row = item_at(office.ledger, "a.pdf")
    assert (row.state, row.reason) == (
        ItemState.QUARANTINED,
        "it was deleted at the source before it could be captured",
    )


def test_an_item_that_was_deleted_too_early_is_captured_when_it_comes_back(office: Office) -> None:
    office.add("a.pdf", b"1")
    office.add("b.pdf", b"2")
    office.list()
    kept = office.scans.contents.pop("a.pdf")
    office.capture()
    office.scans.contents["a.pdf"] = kept
    office.capture()
    assert office.state("a.pdf") is ItemState.CAPTURED


def test_a_moved_file_is_one_item_at_its_new_place(office: Office) -> None:
    office.add("in/a.pdf", b"1")
    office.add("b.pdf", b"2")
    office.capture()
    office.scans.contents["done/a.pdf"] = office.scans.contents.pop("in/a.pdf")
    office.capture()
    assert office.state("done/a.pdf") is ItemState.CAPTURED
    assert actions_of(office.ledger, "item:2") == ["listed", "captured", "gone", "moved"]


class DiskThatFills(OriginalStore):
    """Takes two originals, then the disk is full."""

    left = 2

    def keep(self, stream: BinaryIO) -> Kept:
        self.left -= 1
        if self.left < 0:
            raise StoreError("originals", "the disk is full")
        return super().keep(stream)


def test_a_source_that_vanishes_while_it_is_fetched_is_a_problem_and_the_other_sources_go_on(tmp_path: Path) -> None:
    office = Office(tmp_path, "share", "scans")
    for name, locators in (("share", ("a.pdf", "b.pdf")), ("scans", ("c.pdf",))):
        for locator in locators:
            office.repositories[name].contents[locator] = locator.encode()
    office.repositories["share"].failures["b.pdf"] = RepositoryUnreachableError("share", "the share is gone")
    report = run_pipeline(office.bench)
    assert report.problems == ["repository 'share' cannot be reached: the share is gone"]
    assert state_of(office.ledger, "b.pdf", "share") is ItemState.LISTED
    assert state_of(office.ledger, "a.pdf", "share") is ItemState.UNLINKED
    assert state_of(office.ledger, "c.pdf", "scans") is ItemState.UNLINKED
    office.close()


def test_a_full_disk_stops_the_run_and_keeps_what_was_done(office: Office, tmp_path: Path) -> None:
    for place, name in enumerate(("a.pdf", "b.pdf", "c.pdf", "d.pdf")):
        office.add(name, str(place).encode())
    office.store = DiskThatFills(tmp_path / "small", reserve=0)
    with pytest.raises(StoreError, match="the disk is full"):
        office.capture()
    states = [office.state(name) for name in office.scans.contents]
    assert states == [ItemState.CAPTURED, ItemState.CAPTURED, ItemState.LISTED, ItemState.LISTED]
    office.store = OriginalStore(tmp_path / "small", reserve=0)
    office.capture()
    assert {office.state(name) for name in office.scans.contents} == {ItemState.CAPTURED}


def test_a_run_that_is_told_to_stop_begins_no_further_stage(office: Office) -> None:
    office.add("a.pdf", b"1")
    office.patience = 1
    report = run_pipeline(office.bench)
    assert report.is_stopped
    assert (office.state("a.pdf"), office.scans.opened) == (ItemState.LISTED, [])


def test_what_came_and_was_seen_once_is_never_seen_as_two(office: Office) -> None:
    office.add("a.pdf", b"1", make_link(1))
    for _ in range(3):
        office.deliver()
    with office.ledger.reading() as connection:
        assert len(list_communications_by(connection, fingerprint_of(b"1"))) == 1
    assert actions_of(office.ledger, "item:1") == ["listed", "captured", "read", "linked", "delivered"]
