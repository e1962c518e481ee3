from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select

from crmbridge.ledger.audit import iter_unjournaled_rows, iter_wrong_states
from crmbridge.ledger.items import count_states
from crmbridge.ledger.journal import verify_chain
from crmbridge.ledger.tables import item
from tests.builders import list_into, make_item, make_ledger

LOCATORS = st.sampled_from(["a", "in/a", "in/b", "ä"])
CONTENTS = st.sampled_from([b"1", b"2", b"3"])


class ListingsAgainstAModel(RuleBasedStateMachine):
    """A folder in which files appear, change, vanish and come back, listed now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.ledger = make_ledger(Path(self.folder.name))
        self.place: dict[str, bytes] = {}
        self.current: dict[str, bytes] = {}
        self.gone: set[str] = set()
        self.ever: set[tuple[str, bytes]] = set()

    @rule(locator=LOCATORS, content=CONTENTS)
    def write(self, locator: str, content: bytes) -> None:
        self.place[locator] = content

    @rule(locator=LOCATORS)
    def delete(self, locator: str) -> None:
        self.place.pop(locator, None)

    @rule(is_complete=st.booleans(), hidden=st.sets(LOCATORS))
    def list_now(self, is_complete: bool, hidden: set[str]) -> None:
        """An incomplete listing does not see what is hidden."""
        seen = {one: content for one, content in self.place.items() if is_complete or one not in hidden}
        list_into(self.ledger, [make_item(*one) for one in seen.items()], is_complete=is_complete)
        self.current |= seen
        self.ever |= set(seen.items())
        self.gone -= seen.keys()
        if is_complete:
            self.gone = self.current.keys() - seen.keys()

    @invariant()
    def holds(self) -> None:
        with self.ledger.reading() as connection:
            rows = connection.execute(select(item)).all()
            states = count_states(connection)
            assert list(iter_wrong_states(connection)) == []
            assert list(iter_unjournaled_rows(connection)) == []
            verify_chain(connection)
        versions = {(one, make_item(one, content).version) for one, content in self.ever}
        assert Counter((row.locator, row.version) for row in rows) == Counter(versions), "nothing lost, nothing twice"
        current = [row for row in rows if row.superseded_at is None]
        assert {row.locator: row.version for row in current} == {
            one: make_item(one, content).version for one, content in self.current.items()
        }
        assert len(current) == len(self.current) == sum(states.values()), "each locator in exactly one state"
        assert {row.locator for row in current if row.gone_at is not None} == self.gone

    def teardown(self) -> None:
        self.ledger.close()
        self.folder.cleanup()


TestListingsAgainstAModel = ListingsAgainstAModel.TestCase
TestListingsAgainstAModel.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
