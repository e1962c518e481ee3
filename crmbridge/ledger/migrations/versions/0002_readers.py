"""Which readers tried a communication last, and where the time it occurred stood."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("communication", sa.Column("occurred_at_source", sa.String(length=32), nullable=True))
    op.add_column("communication", sa.Column("reader", sa.String(length=128), nullable=True))


def downgrade() -> None:
    op.drop_column("communication", "reader")
    op.drop_column("communication", "occurred_at_source")
