"""What every repository must do, as tests: subclass `RepositoryContract`, say how its place is written, run pytest.

    class TestMyRepository(RepositoryContract):
        def make_repository(self): ...

Names of subclasses begin with `Test`; this class itself is not collected.
"""

# The name of a test is its docstring, and a change in the middle of reading takes several statements.
# ruff: noqa: D102, PT012

from __future__ import annotations

import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from crmbridge.domain.communication import Item, ListingProblem
from crmbridge.errors import ItemChangedError, ItemError, ItemGoneError
from crmbridge.ports import Repository

STRANGE_LOCATORS = (
    "Brief an Frau Müller.pdf",
    "письмо.eml",
    "契約書/第一号.pdf",
    "a b  c.pdf",
    "-rf.pdf",
    "=1+1.csv",
    "100%.pdf",
    "a%20b.pdf",
    "%2e%2e/%2e%2e/shadow.pdf",
    "...pdf",
    ".hidden/.letter.pdf",
    "CON/aux.pdf",
    "quote'and\"more.pdf",
    "semi;colon&and|pipe.pdf",
    "$(reboot).pdf",
    "no suffix",
    "🙂.pdf",
)


class RepositoryContract(ABC):
    """Scenarios for one kind of repository. Each test begins with an empty place."""

    strange_locators: tuple[str, ...] = STRANGE_LOCATORS
    longest_name = 255
    """Bytes that one name may have there."""

    @abstractmethod
    def make_repository(self) -> Repository:
        """A repository over the place; called again, another one over the same place."""

    @abstractmethod
    def write(self, locator: str, content: bytes) -> None:
        """Puts a document there, or other content into one, by another way than the repository."""

    @abstractmethod
    def delete(self, locator: str) -> None:
        """Takes a document away."""

    @abstractmethod
    def move(self, old: str, new: str) -> None:
        """Gives a document another name or folder."""

    @abstractmethod
    def set_modified(self, locator: str, moment: datetime) -> None:
        """Sets the time that the place says a document was modified."""

    @abstractmethod
    def take_snapshot(self) -> Mapping[str, object]:
        """All that can be known of the place, by locator: bytes, times, permissions."""

    @abstractmethod
    def add_unlistable_place(self) -> str:
        """Makes a place below the root that cannot be listed; gives what its problem's locator begins with."""

    def list_all(self) -> dict[str, Item]:
        """The items of a fresh listing, which must be free of problems and name nothing twice."""
        found = list(self.make_repository().list_items())
        assert [one for one in found if isinstance(one, ListingProblem)] == []
        items = {one.locator: one for one in found if isinstance(one, Item)}
        assert len(items) == len(found)
        return items

    def fetch(self, item: Item) -> bytes:
        """All bytes of an item, by a fresh repository."""
        with self.make_repository().open_item(item) as stream:
            return stream.read()

    def test_an_empty_place_lists_nothing(self) -> None:
        assert self.list_all() == {}

    def test_items_come_with_their_bytes(self) -> None:
        contents = {"a.pdf": b"%PDF-1.7 one", "in/b.eml": b"From: x\r\n\r\n", "in/deep/er/c": bytes(range(256)) * 5000}
        for locator, content in contents.items():
            self.write(locator, content)
        items = self.list_all()
        assert {locator: self.fetch(item) for locator, item in items.items()} == contents
        assert {locator: item.size for locator, item in items.items()} == {k: len(v) for k, v in contents.items()}

    def test_items_carry_the_name_of_the_repository_and_an_aware_utc_time(self) -> None:
        self.write("a.pdf", b"x")
        item = self.list_all()["a.pdf"]
        assert item.repository == self.make_repository().name
        assert item.modified_at.utcoffset() == timedelta(0)

    def test_listing_twice_gives_the_same(self) -> None:
        for number in range(20):
            self.write(f"in/{number % 3}/{number}.pdf", str(number).encode())
        assert self.list_all() == self.list_all()

    def test_an_item_that_grows_while_it_is_read_is_changed(self) -> None:
        self.write("a.pdf", b"x" * 200_000)
        item = self.list_all()["a.pdf"]
        with pytest.raises(ItemChangedError), self.make_repository().open_item(item) as stream:
            stream.read(10)
            self.write("a.pdf", b"x" * 300_000)
            stream.read()

    def test_an_item_that_shrinks_while_it_is_read_is_changed(self) -> None:
        self.write("a.pdf", b"x" * 200_000)
        item = self.list_all()["a.pdf"]
        with pytest.raises(ItemChangedError), self.make_repository().open_item(item) as stream:
            stream.read(10)
            self.write("a.pdf", b"x" * 100)
            stream.read()

    def test_an_item_whose_bytes_are_exchanged_while_it_is_read_is_changed(self) -> None:
        self.write("a.pdf", b"x" * 200_000)
        self.set_modified("a.pdf", datetime(2025, 3, 1, tzinfo=UTC))
        item = self.list_all()["a.pdf"]
        with pytest.raises(ItemChangedError), self.make_repository().open_item(item) as stream:
            stream.read(10)
            self.write("a.pdf", b"y" * 200_000)
            stream.read()

    def test_an_item_whose_bytes_were_exchanged_since_it_was_listed_is_changed(self) -> None:
        self.write("a.pdf", b"11111")
        self.set_modified("a.pdf", datetime(2025, 3, 1, tzinfo=UTC))
        item = self.list_all()["a.pdf"]
        self.write("a.pdf", b"22222")
        with pytest.raises(ItemChangedError):
            self.fetch(item)

    def test_an_item_that_changed_since_it_was_listed_is_changed(self) -> None:
        self.write("a.pdf", b"first")
        item = self.list_all()["a.pdf"]
        self.write("a.pdf", b"second, longer")
        with pytest.raises(ItemChangedError):
            self.fetch(item)

    def test_what_the_reader_of_an_item_raises_is_not_hidden(self) -> None:
        self.write("a.pdf", b"first")
        item = self.list_all()["a.pdf"]
        with pytest.raises(ZeroDivisionError), self.make_repository().open_item(item):
            self.write("a.pdf", b"second, longer")
            raise ZeroDivisionError

    def test_an_item_that_is_not_read_to_its_end_is_not_changed(self) -> None:
        self.write("a.pdf", b"x" * 200_000)
        with self.make_repository().open_item(self.list_all()["a.pdf"]) as stream:
            assert stream.read(4) == b"xxxx"

    def test_an_item_deleted_between_listing_and_fetching_is_gone(self) -> None:
        self.write("a.pdf", b"x")
        item = self.list_all()["a.pdf"]
        self.delete("a.pdf")
        with pytest.raises(ItemGoneError):
            self.fetch(item)
        assert self.list_all() == {}

    def test_a_renamed_item_is_gone_under_the_old_name_and_whole_under_the_new(self) -> None:
        self.write("a.pdf", b"x")
        old = self.list_all()["a.pdf"]
        self.move("a.pdf", "b.pdf")
        with pytest.raises(ItemGoneError):
            self.fetch(old)
        assert {locator: self.fetch(item) for locator, item in self.list_all().items()} == {"b.pdf": b"x"}

    def test_an_item_moved_to_another_folder_is_listed_there_only(self) -> None:
        self.write("in/a.pdf", b"x")
        self.write("done/b.pdf", b"y")
        self.move("in/a.pdf", "done/a.pdf")
        assert set(self.list_all()) == {"done/a.pdf", "done/b.pdf"}

    def test_an_item_of_zero_bytes_is_listed_and_is_another_version_when_bytes_come(self) -> None:
        self.write("a.pdf", b"")
        empty = self.list_all()["a.pdf"]
        assert (empty.size, self.fetch(empty)) == (0, b"")
        self.write("a.pdf", b"now it is here")
        filled = self.list_all()["a.pdf"]
        assert filled.version != empty.version
        assert self.fetch(filled) == b"now it is here"

    def test_other_bytes_under_the_same_name_are_another_version(self) -> None:
        self.write("a.pdf", b"11111")
        self.set_modified("a.pdf", datetime(2025, 3, 1, tzinfo=UTC))
        before = self.list_all()["a.pdf"]
        self.write("a.pdf", b"22222")
        after = self.list_all()["a.pdf"]
        assert after.version != before.version
        assert self.fetch(after) == b"22222"

    def test_the_same_bytes_under_two_names_are_two_items(self) -> None:
        self.write("a.pdf", b"same")
        self.write("in/a.pdf", b"same")
        assert set(self.list_all()) == {"a.pdf", "in/a.pdf"}

    def test_strange_names_are_listed_as_they_are_and_can_be_fetched(self) -> None:
        for locator in self.strange_locators:
            self.write(locator, locator.encode())
        items = self.list_all()
        assert {locator: self.fetch(item).decode() for locator, item in items.items()} == {
            locator: locator for locator in self.strange_locators
        }

    def test_composed_and_decomposed_letters_are_different_names(self) -> None:
        composed, decomposed = (unicodedata.normalize(form, "Müller.pdf") for form in ("NFC", "NFD"))
        self.write(composed, b"composed")
        self.write(decomposed, b"decomposed")
        items = self.list_all()
        assert {locator: self.fetch(item) for locator, item in items.items()} == {
            composed: b"composed",
            decomposed: b"decomposed",
        }

    def test_the_longest_names_are_listed_and_can_be_fetched(self) -> None:
        name = "n" * (self.longest_name - 4) + ".pdf"
        self.write(f"{'f' * self.longest_name}/{name}", b"x")
        assert [self.fetch(item) for item in self.list_all().values()] == [b"x"]

    def test_an_address_outside_the_place_is_never_fetched(self) -> None:
        self.write("in/a.pdf", b"x")
        item = self.list_all()["in/a.pdf"]
        for locator in ("../in/a.pdf", "in/../in/a.pdf", "/etc/hostname", "in//a.pdf", "./in/a.pdf", "in/a.pdf\0", ""):
            forged = Item(
                repository=item.repository,
                locator=locator,
                version=item.version,
                size=item.size,
                modified_at=item.modified_at,
            )
            with pytest.raises(ItemError):
                self.fetch(forged)

    def test_an_item_with_an_old_time_is_listed_like_any_other(self) -> None:
        self.write("new.pdf", b"x")
        self.list_all()
        self.write("old.pdf", b"y")
        self.set_modified("old.pdf", datetime(1999, 12, 31, tzinfo=UTC))
        assert self.list_all()["old.pdf"].modified_at == datetime(1999, 12, 31, tzinfo=UTC)

    def test_a_place_that_cannot_be_listed_is_reported_and_the_rest_is_listed(self) -> None:
        self.write("a.pdf", b"x")
        self.write("z/b.pdf", b"y")
        place = self.add_unlistable_place()
        found = list(self.make_repository().list_items())
        problems = [one for one in found if isinstance(one, ListingProblem)]
        assert len(problems) == 1
        assert problems[0].locator.startswith(place)
        assert problems[0].reason
        assert {one.locator for one in found if isinstance(one, Item)} == {"a.pdf", "z/b.pdf"}

    def test_listing_and_fetching_leave_the_place_as_it_was(self) -> None:
        self.write("a.pdf", b"x" * 1000)
        self.write("in/b.pdf", b"y")
        self.set_modified("a.pdf", datetime(2020, 1, 1, tzinfo=UTC))
        before = self.take_snapshot()
        for item in self.list_all().values():
            self.fetch(item)
        assert self.take_snapshot() == before

    def test_nothing_is_left_out_and_nothing_stands_beside_an_item_unless_the_configuration_says_so(self) -> None:
        self.write("a.tif", b"x")
        self.write("a.txt", b"y")
        repository = self.make_repository()
        found = [(repository.find_exclusion(one), repository.read_sidecar(one)) for one in self.list_all().values()]
        assert found == [("", ""), ("", "")]
