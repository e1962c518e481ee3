import pytest

from crmbridge.config import Organisation
from crmbridge.directory import OwnIdentifiers

OWN = OwnIdentifiers.from_settings(
    Organisation(
        name="Harbour Mutual",
        names=("Harbour Mutual Society Ltd",),
        domains=("harbour.example",),
        emails=("Harbour.Mutual@mail.example",),
        phones=("+44 1632 000100", "not a number"),
        addresses=("Harbour House, 12 Quay Street, Port Arden PA1 4ZZ", "Hafenstr. 4, 20457 Hamburg"),
        identifiers=("HL-0000-0001-X",),
    ),
    staff_names=("Jane Clerk",),
    staff_phones=("01632 000177",),
)


@pytest.mark.parametrize(
    ("kind", "normalised"),
    [
        ("email", "harbour.mutual@mail.example"),
        ("email", "anyone@harbour.example"),
        ("email", "anyone@claims.harbour.example"),
        ("phone", "+441632000100"),
        ("phone", "+441632000177"),
        ("name", "harbour mutual"),
        ("name", "harbour mutual society ltd"),
        ("name", "jane clerk"),
        ("postcode", "PA14ZZ"),
        ("postcode", "20457"),
        ("address", "HARBOURHOUSE12QUAYSTREETPORTARDENPA14ZZ"),
        ("address", "12QUAYSTREETPORTARDEN"),
        ("account_number", "HL00000001X"),
        ("reference", "HL00000001X"),
    ],
)
def test_what_is_ours_is_own(kind: str, normalised: str) -> None:
    assert OWN.is_own(kind, normalised)


@pytest.mark.parametrize(
    ("kind", "normalised"),
    [
        ("email", "anyone@notharbour.example"),
        ("email", "someone@mail.example"),
        ("email", ""),
        ("phone", "+441632000101"),
        ("phone", ""),
        ("name", "harbour"),
        ("postcode", "PA14ZY"),
        ("address", "14HIGHSTREETPORTARDENPA14ZY"),
        ("address", "PA14ZZ"),
        ("account_number", "HL00000002X"),
        ("reference", ""),
    ],
)
def test_what_is_not_ours_is_not_own(kind: str, normalised: str) -> None:
    assert not OWN.is_own(kind, normalised)


def test_without_settings_nothing_is_own() -> None:
    assert not OwnIdentifiers().is_own("address", "12QUAYSTREETPORTARDEN")
