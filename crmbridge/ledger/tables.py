"""The tables of the ledger. One row of `item` is one version of one thing that a repository listed."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from crmbridge.domain.communication import ItemState
from crmbridge.domain.gap import GapStatus
from crmbridge.ledger.columns import Json, UtcTime
from crmbridge.ledger.metadata import metadata

Id = BigInteger().with_variant(Integer, "sqlite")


def _one_of(column: str, values: type[ItemState] | type[GapStatus]) -> str:
    return f"{column} IN ({', '.join(repr(str(one)) for one in values)})"


run = Table(
    "run",
    metadata,
    Column("id", Id, primary_key=True),
    Column("job", String(32), nullable=False),
    # A scheduled run names the moment it was planned for; the constraint refuses a second run for the same moment.
    Column("planned_for", UtcTime),
    Column("started_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("exit_code", Integer),
    Column("counts", Json),
    UniqueConstraint("job", "planned_for"),
)

communication = Table(
    "communication",
    metadata,
    Column("id", Id, primary_key=True),
    Column("fingerprint", String(64), nullable=False, unique=True),
    Column("size", BigInteger, nullable=False),
    Column("tracking_number", String(32), unique=True),
    Column("captured_at", UtcTime, nullable=False),
    Column("read_at", UtcTime),
    Column("media_type", String(128)),
    Column("channel", String(16)),
    Column("direction", String(16)),
    Column("occurred_at", UtcTime),
    # Where that time stood: in the document, or in a register that names it.
    Column("occurred_at_source", String(32)),
    Column("subject", Text),
    Column("sender", Text),
    Column("recipients", Text),
    Column("message_id", Text, index=True),
    Column("key", Text),
    Column("automatic", Boolean),
    Column("reading_state", String(32)),
    Column("reading_reason", Text),
    # Which readers tried last, whether or not they could read it.
    Column("reader", String(128)),
    Column("decision_id", Id),
)

item = Table(
    "item",
    metadata,
    Column("id", Id, primary_key=True),
    Column("repository", String(64), nullable=False),
    Column("locator", Text, nullable=False),
    Column("version", String(128), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("modified_at", UtcTime, nullable=False),
    Column("listed_at", UtcTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("state_at", UtcTime, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("communication_id", ForeignKey("communication.id")),
    Column("sidecar", String(64), nullable=False, server_default=""),
    # Set when the repository shows a newer version at the same locator; this row keeps its state as history.
    Column("superseded_at", UtcTime),
    # Set while a complete listing does not show it.
    Column("gone_at", UtcTime),
    CheckConstraint(_one_of("state", ItemState), name="state"),
    CheckConstraint(
        "communication_id IS NOT NULL OR state IN ('listed', 'excluded', 'failed', 'quarantined')",
        name="captured_has_communication",
    ),
    UniqueConstraint("repository", "locator", "version"),
)
Index(
    "uq_item_current",
    item.c.repository,
    item.c.locator,
    unique=True,
    sqlite_where=item.c.superseded_at.is_(None),
    postgresql_where=item.c.superseded_at.is_(None),
)
Index("ix_item_state_id", item.c.state, item.c.id)
Index("ix_item_communication_id", item.c.communication_id)

reading = Table(
    "reading",
    metadata,
    Column("communication_id", ForeignKey("communication.id"), primary_key=True),
    Column("content", Json, nullable=False),
)

thread_reference = Table(
    "thread_reference",
    metadata,
    Column("communication_id", ForeignKey("communication.id"), primary_key=True),
    Column("message_id", Text, primary_key=True),
)
Index("ix_thread_reference_message_id", thread_reference.c.message_id)

decision = Table(
    "decision",
    metadata,
    Column("id", Id, primary_key=True),
    Column("communication_id", ForeignKey("communication.id"), nullable=False, index=True),
    Column("made_at", UtcTime, nullable=False),
    # "machine", or the name of the person.
    Column("made_by", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("why", String(32), nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("rules", String(64), nullable=False),
    Column("directory_version", BigInteger, nullable=False),
    Column("content", Json, nullable=False),
    CheckConstraint("status IN ('linked', 'review', 'unlinked', 'excluded')", name="status"),
)

link = Table(
    "link",
    metadata,
    Column("communication_id", ForeignKey("communication.id"), primary_key=True),
    Column("client_id", Text, primary_key=True),
    Column("case_id", Text, primary_key=True, server_default=""),
    Column("contact_id", Text, nullable=False, server_default=""),
    Column("decision_id", ForeignKey("decision.id"), nullable=False),
)
Index("ix_link_client_id", link.c.client_id)
Index("ix_link_case_id", link.c.case_id)

receipt = Table(
    "receipt",
    metadata,
    Column("communication_id", ForeignKey("communication.id"), primary_key=True),
    Column("record_id", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("words", String(64), nullable=False, server_default=""),
    Column("delivered_at", UtcTime, nullable=False),
    # Which decision the CRM has; a newer one must be delivered again.
    Column("decision_id", ForeignKey("decision.id"), nullable=False),
)

gap = Table(
    "gap",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(32), nullable=False, unique=True),
    Column("identity", String(64), nullable=False, unique=True),
    Column("check", String(32), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("severity", Integer, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("key_type", String(32), nullable=False),
    Column("key", Text, nullable=False),
    Column("also", Json, nullable=False),
    Column("witness", Text, nullable=False),
    Column("repository", String(64), nullable=False),
    Column("locator", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("communication_id", Id),
    Column("occurred_at", UtcTime),
    Column("explanation", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("found_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    Column("note", Text, nullable=False, server_default=""),
    CheckConstraint(_one_of("status", GapStatus), name="status"),
)
Index("ix_gap_status", gap.c.status)

gap_event = Table(
    "gap_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("gap_id", ForeignKey("gap.id"), nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("cause", String(32), nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
)

control_total = Table(
    "control_total",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False, index=True),
    Column("made_at", UtcTime, nullable=False),
    Column("period", String(32), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("direction", String(16), nullable=False),
    Column("source", String(64), nullable=False),
    Column("expected", Integer, nullable=False),
    Column("captured", Integer, nullable=False),
    Column("excused", Integer, nullable=False),
    Column("pending", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("extra", Integer, nullable=False),
    Column("grade", String(32), nullable=False),
    Column("evidence_hash", String(64), nullable=False),
    CheckConstraint("expected = captured + excused + pending + missing", name="balanced"),
)

listing = Table(
    "listing",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("repository", String(64), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("items", Integer, nullable=False),
    # False where a place could not be listed: then nothing below it was taken for absent.
    Column("is_complete", Boolean, nullable=False),
    Column("problem", Text, nullable=False, server_default=""),
)
Index("ix_listing_repository", listing.c.repository, listing.c.id)

journal = Table(
    "journal",
    metadata,
    Column("seq", Id, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("run_id", Id),
    Column("actor", Text, nullable=False),
    Column("action", String(48), nullable=False),
    Column("subject", String(96), nullable=False),
    Column("facts", Json, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)
Index("ix_journal_subject", journal.c.subject)
