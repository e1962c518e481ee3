from __future__ import annotations

import pytest

from extractors.language import find_language
from tests.unit.extractors.extractor_builders import make_mail, read


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Please send me the form again, the date on it was wrong.", "en"),
        ("Bitte senden Sie mir das Formular noch einmal zu.", "de"),
        ("Veuillez me renvoyer le formulaire, la date était fausse.", "fr"),
        ("Stuurt u mij het formulier alstublieft nog een keer toe.", "nl"),
        ("Por favor envíeme de nuevo el formulario con la fecha correcta.", "es"),
    ],
)
def test_the_language_of_a_sentence_is_found(text: str, language: str) -> None:
    assert find_language(text) == language


@pytest.mark.parametrize("text", ["", "ok", "C-104233 HL-1234-5678-A 01632 960123", "a@b.example https://x.example/de"])
def test_a_text_without_enough_words_has_no_language(text: str) -> None:
    assert find_language(text) == ""


def test_the_language_of_a_mail_is_that_of_its_new_words() -> None:
    body = "Bitte senden Sie mir das Formular noch einmal zu.\n\nOn 12/03/2025 10:15, Harbour wrote:\n" + (
        "> Please find the form attached, and send it back to us as soon as you can.\n" * 20
    )
    assert read(make_mail(body).as_bytes()).language == "de"


def test_a_plain_letter_has_a_language_too() -> None:
    assert read(b"Dear Sirs, please send me the form again, the date was wrong.", "a.txt").language == "en"
