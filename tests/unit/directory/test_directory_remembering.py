from __future__ import annotations

from collections import Counter

from crmbridge.directory.remembering import RememberingDirectory
from crmbridge.domain.directory import Carrier, Case, Client, Contact, RecordKind
from crmbridge.testing.directory import DirectoryInMemory


class _Counting(DirectoryInMemory):
    """Counts what it is asked, and can be given another client."""

    def __init__(self, client: Client) -> None:
        super().__init__([client], [], [Case(id="m1", number="1", client_id="c1")], [])
        self.asked: Counter[str] = Counter()
        self.client = client

    def find_client(self, client_id: str) -> Client | None:
        self.asked[client_id] += 1
        return self.client if client_id == self.client.id else None


def _client(name: str) -> Client:
    return Client(id="c1", number="C-000001", kind="person", name=name)


def test_what_was_asked_once_is_not_asked_again_nor_what_nobody_knows() -> None:
    beneath = _Counting(_client("Anna Kay"))
    directory = RememberingDirectory(beneath)
    for _ in range(3):
        assert directory.find_client("c1") == _client("Anna Kay")
        assert directory.find_client("c9") is None
    assert beneath.asked == {"c1": 1, "c9": 1}


def test_after_forgetting_it_tells_what_is_true_now() -> None:
    beneath = _Counting(_client("Anna Kay"))
    directory = RememberingDirectory(beneath)
    directory.find_client("c1")
    beneath.client = _client("Anna Smith")
    assert directory.find_client("c1") == _client("Anna Kay")
    directory.forget()
    assert directory.find_client("c1") == _client("Anna Smith")


def test_every_question_is_passed_on() -> None:
    contact = Contact(id="k1", client_id="c1", first_name="Ben", last_name="Hale")
    case = Case(id="m1", number="20000001", client_id="c1")
    directory = RememberingDirectory(DirectoryInMemory([_client("Anna Kay")], [contact], [case], []))
    carrier = Carrier(kind=RecordKind.CLIENT, record_id="c1", client_id="c1")
    assert directory.find_carriers("client_number", "C000001") == (carrier,)
    assert directory.find_known("reference", ["C000001", "C000002"]) == {"C000001"}
    assert directory.find_contact("k1") == contact
    assert directory.find_case("m1") == case
    assert directory.list_cases("c1") == (case,)
    assert not directory.is_own("email", "anna@post.example")
