"""The seams: what the core asks of the outside, as protocols. Adapters and plugins fulfil them, fakes too."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from crmbridge.domain.communication import Channel, Direction, Item, ListingProblem, Receipt
from crmbridge.domain.decision import Candidate, Decision
from crmbridge.domain.directory import Carrier, Case, Client, Contact, RecordChange, RecordKind
from crmbridge.domain.reading import Reading


class Clock(Protocol):
    """Where every part of the product reads the time."""

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        ...


class Repository(Protocol):
    """A place that holds documents. It is read and never altered: there is no method that could."""

    @property
    def name(self) -> str:
        """The name given in the configuration."""
        ...

    def list_items(self) -> Iterator[Item | ListingProblem]:
        """Every item there is now, in any order; places that cannot be listed come as problems.

        Raises RepositoryUnreachableError where the repository as a whole cannot be listed.
        """
        ...

    def open_item(self, item: Item) -> AbstractContextManager[BinaryIO]:
        """The bytes of an item. Leaving the context raises ItemChangedError if they are not those that were listed.

        Raises ItemGoneError, ItemChangedError or ItemUnreadableError.
        """
        ...

    def find_exclusion(self, item: Item) -> str:
        """The rule that leaves this item out ("not in include"), empty where none does; every exclusion is counted."""
        ...

    def read_sidecar(self, item: Item) -> str:
        """The text that a scanner or fax server put beside the item, empty where there is none.

        Raises ItemUnreadableError or ItemChangedError where there is one and it cannot be read whole.
        """
        ...


class Progress(Protocol):
    """Tells a person how far a run is."""

    def report(self, stage: str, count: int, total: int | None) -> None:
        """So many of a stage are done; `total` is None where nobody knows yet."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTask:
    """One document to read: where its original lies, its name at the source, and what its repository presumes."""

    key: int
    path: Path
    fingerprint: str
    name: str
    channel: Channel | None
    direction: Direction | None
    fields: tuple[tuple[str, str], ...] = ()
    sidecar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFailure:
    """The reader could not finish: `why` is one of crash, time, memory, error, too_large; `reason` is for a clerk."""

    why: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOutcome:
    """What became of one task."""

    key: int
    result: Reading | ReadFailure


class Executor(Protocol):
    """Carries the reading of documents, several at once, each with limits of its own."""

    @property
    def reader(self) -> str:
        """The version of the readers and of the engines they use; another one may read what this one could not."""
        ...

    def read_all(self, tasks: Iterable[ReadTask]) -> Iterator[ReadOutcome]:
        """One outcome for each task, in the order they finish. A document cannot stop the iteration."""
        ...

    def close(self) -> None:
        """Ends the worker processes; may be called twice."""
        ...


class Directory(Protocol):
    """The clients, contacts and cases of the CRM, looked up by identifiers normalised as the reader does it."""

    def find_carriers(self, kind: str, normalised: str) -> tuple[Carrier, ...]:
        """The records that carry exactly this identifier; of several kinds where the kind does not say."""
        ...

    def find_known(self, kind: str, values: Collection[str]) -> frozenset[str]:
        """Those of these values that any record carries, each exactly: one look-up for many."""
        ...

    def find_client(self, client_id: str) -> Client | None:
        """The client with this CRM record id, or the survivor of its merge."""
        ...

    def find_contact(self, contact_id: str) -> Contact | None:
        """The contact with this CRM record id."""
        ...

    def find_case(self, case_id: str) -> Case | None:
        """The case with this CRM record id."""
        ...

    def list_cases(self, client_id: str) -> tuple[Case, ...]:
        """All cases of a client, newest first."""
        ...

    def is_own(self, kind: str, normalised: str) -> bool:
        """Whether the identifier is the organisation's own and so can identify nobody."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLink:
    """What an earlier message of the same thread was linked to, or what the CRM says of it."""

    message_id: str
    client_id: str
    case_id: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """All that a linker may look at: the reading, and where the messages it answers belong."""

    reading: Reading
    thread: tuple[ThreadLink, ...] = ()


class Linker(Protocol):
    """Decides whose a communication is. The same enquiry and directory give the same decision."""

    @property
    def version(self) -> str:
        """Names the rules, so that a decision can be traced to them."""
        ...

    def decide(self, enquiry: Enquiry, directory: Directory) -> Decision:
        """A link, a question, nobody, or an exclusion; never an exception for what stands in a document."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One communication on its way to the CRM, which keeps one record for each `external_id`."""

    communication_id: int
    external_id: str
    fingerprint: str
    tracking_number: str
    channel: str
    direction: str
    occurred_at: datetime | None
    subject: str
    sender: str
    recipients: str
    media_type: str
    size: int
    original: Path
    text: str
    targets: tuple[Candidate, ...]

    @property
    def words(self) -> str:
        """The digest of what people will read of it in the CRM."""
        return compute_words_digest(self.channel, self.direction, self.subject, self.sender, self.recipients, self.text)


def compute_words_digest(*words: str) -> str:
    """SHA-256 of channel, direction, subject, sender, recipients and text, in this order, divided by NUL.

    Half characters, which a broken document can hold and no database takes, count as U+FFFD.
    """
    whole = "\0".join(words).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return hashlib.sha256(whole.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRefusal:
    """The CRM took the batch but not this record."""

    communication_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmHolding:
    """A communication as the CRM holds it now: read for completeness. `words` as in the receipt."""

    external_id: str
    record_id: str
    fingerprint: str
    targets: tuple[tuple[str, str], ...]
    words: str = ""


class Crm(Protocol):
    """The CRM that the organisation lives in."""

    def list_changes(self, after: int) -> Iterator[RecordChange]:
        """Changes of clients, contacts, cases and known messages after a cursor, oldest first."""
        ...

    def deliver(self, batch: Sequence[Delivery]) -> Sequence[Receipt | DeliveryRefusal]:
        """Writes a batch, each record by its external id, reads back, and answers for each record alone.

        Raises CrmUnreachableError where nothing is known of the whole batch; writing it again is safe.
        """
        ...

    def list_holdings(self) -> Iterator[CrmHolding]:
        """Every communication that the CRM holds of ours, by external id."""
        ...

    @property
    def calls(self) -> int:
        """How many calls this object has made to the CRM."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighted:
    """What a witness saw: one unit that must turn up, or is excused under a name."""

    key_type: str
    key: str
    occurred_at: datetime
    direction: Direction
    excused: str = ""
    sender: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MalformedLine:
    """A line of a witness log that could not be understood; counted and listed."""

    file: str
    line: int
    problem: str


class WitnessLog(Protocol):
    """An independent log that says which communications existed."""

    @property
    def name(self) -> str:
        """The name given in the configuration."""
        ...

    def list_sightings(self) -> Iterator[Sighted | MalformedLine]:
        """Everything the log says. Raises RepositoryUnreachableError where the log cannot be read."""
        ...


__all__ = [
    "Clock",
    "Crm",
    "CrmHolding",
    "Delivery",
    "DeliveryRefusal",
    "Directory",
    "Enquiry",
    "Executor",
    "Linker",
    "MalformedLine",
    "Progress",
    "ReadFailure",
    "ReadOutcome",
    "ReadTask",
    "RecordKind",
    "Repository",
    "Sighted",
    "ThreadLink",
    "WitnessLog",
    "compute_words_digest",
]
