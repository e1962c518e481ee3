"""Mails in the forms in which mail programs write replies, each line with what it is."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

Line = tuple[str, str]
"""A line and its kind: new, quoted, forwarded, signature, disclaimer, or empty where it does not matter."""

_WORDS = {
    "en": "thank you for the letter about my policy please send the form again because the date on it was wrong",
    "de": "vielen dank für ihr schreiben zu meinem vertrag bitte senden sie mir das formular noch einmal zu",
    "fr": "merci pour votre lettre au sujet de mon contrat veuillez me renvoyer le formulaire avec la bonne date",
    "es": "gracias por su carta sobre mi contrato por favor envíe de nuevo el formulario con la fecha correcta",
    "it": "grazie per la lettera sul mio contratto vi prego di inviare di nuovo il modulo con la data giusta",
    "nl": "bedankt voor uw brief over mijn polis stuurt u mij het formulier alstublieft nog een keer toe",
}
_ATTRIBUTIONS = {
    "en": ["On Wed, 12 Mar 2025 at 10:15, {n} <{a}> wrote:", "On 12/03/2025 10:15, {n} wrote:"],
    "de": ["Am Mi., 12. März 2025 um 10:15 Uhr schrieb {n} <{a}>:", "Am 12.03.2025 um 10:15 schrieb {n}:"],
    "fr": ["Le mer. 12 mars 2025 à 10:15, {n} <{a}> a écrit :", "Le 12/03/2025 à 10:15, {n} a écrit :"],
    "es": ["El mié, 12 mar 2025 a las 10:15, {n} (<{a}>) escribió:"],
    "it": ["Il giorno mer 12 mar 2025 alle ore 10:15 {n} <{a}> ha scritto:"],
    "nl": ["Op wo 12 mrt 2025 om 10:15 schreef {n} <{a}>:"],
}
_BLOCKS = {
    "en": ("From", "Sent", "To", "Subject"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "es": ("De", "Enviado", "Para", "Asunto"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
}
_ORIGINALS = {
    "en": "-----Original Message-----",
    "de": "-----Ursprüngliche Nachricht-----",
    "fr": "-----Message d'origine-----",
    "es": "-----Mensaje original-----",
    "it": "-----Messaggio originale-----",
    "nl": "-----Oorspronkelijk bericht-----",
}
_FORWARDS = {
    "en": ["---------- Forwarded message ---------", "Begin forwarded message:"],
    "de": ["-------- Weitergeleitete Nachricht --------", "Anfang der weitergeleiteten Nachricht:"],
    "fr": ["-------- Message transféré --------", "Début du message transféré :"],
    "es": ["-------- Mensaje reenviado --------"],
    "it": ["-------- Messaggio inoltrato --------", "Inizio messaggio inoltrato:"],
    "nl": ["-------- Doorgestuurd bericht --------", "Begin doorgestuurd bericht:"],
}
_CLOSINGS = {
    "en": ["Kind regards,", "Yours sincerely", "Thanks,"],
    "de": ["Mit freundlichen Grüßen", "Viele Grüße"],
    "fr": ["Cordialement,", "Bien à vous"],
    "es": ["Un saludo,", "Atentamente,"],
    "it": ["Cordiali saluti", "Distinti saluti"],
    "nl": ["Met vriendelijke groet,"],
}
_NOTICES = {
    "en": "This email and any files transmitted with it are confidential and intended solely for the addressee.",
    "de": "Diese E-Mail enthält vertrauliche Informationen. Sind Sie nicht der richtige Adressat, löschen Sie sie.",
    "fr": "Ce message et ses pièces jointes sont confidentiels et établis à l'intention de ses destinataires.",
    "es": "Este mensaje es confidencial y va dirigido a su destinatario.",
    "it": "Questo messaggio è confidenziale e riservato al destinatario.",
    "nl": "Dit bericht is vertrouwelijk en alleen bestemd voor de geadresseerde.",
}
_MOBILES = {"en": "Sent from my iPhone", "de": "Von meinem iPhone gesendet", "fr": "Envoyé de mon iPhone"}
_NAMES = ["Anna Kay", "Bob Ray", "Jürgen Groß", "Hélène Roux", "Carla Neri", "Piet de Wit"]


@dataclass(frozen=True, slots=True)
class Sample:
    """One mail body and what each of its lines is."""

    form: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return "\n".join(line for line, _ in self.lines)


def make_samples(count: int, seed: int) -> list[Sample]:
    dice = random.Random(seed)
    return [_make_sample(dice, number) for number in range(count)]


def _make_sample(dice: random.Random, number: int) -> Sample:
    form, build = list(_FORMS.items())[number % len(_FORMS)]
    language = dice.choice(sorted(_WORDS))
    return Sample(form=form, lines=tuple(build(dice, language)))


def _say(dice: random.Random, language: str, kind: str, count: int, mark: str = "") -> list[Line]:
    lines: list[Line] = []
    for _ in range(count):
        words = dice.choices(_WORDS[language].split(), k=dice.randint(4, 11))
        lines.append((f"{mark}{' '.join(words).capitalize()}.", kind))
        if dice.random() < 0.3:
            lines.append((mark.rstrip(), "" if not mark else kind))
    return lines


def _sign(dice: random.Random, language: str) -> list[Line]:
    name = dice.choice(_NAMES)
    lines: list[Line] = [("", ""), (dice.choice(_CLOSINGS[language]), "signature"), (name, "signature")]
    if dice.random() < 0.5:
        lines += [("Harbour Mutual, Claims", "signature"), ("Tel. +44 1632 960123", "signature")]
    if language in _MOBILES and dice.random() < 0.2:
        lines = [("", ""), (_MOBILES[language], "signature")]
    if dice.random() < 0.3:
        lines += [("", ""), (_NOTICES[language], "disclaimer")]
    return lines


def _attribute(dice: random.Random, language: str, *, is_wrapped: bool = False) -> list[Line]:
    written = dice.choice(_ATTRIBUTIONS[language]).format(n=dice.choice(_NAMES), a="desk@harbour.example")
    if is_wrapped:
        head, _, tail = written.partition(" <") if " <" in written else written.rpartition(" ")
        return [(head, "quoted"), (f"<{tail}" if " <" in written else tail, "quoted")]
    return [(written, "quoted")]


def _head(dice: random.Random, language: str, kind: str) -> list[Line]:
    sender, sent, to, subject = _BLOCKS[language]
    return [
        (f"{sender}: {dice.choice(_NAMES)} <desk@harbour.example>", kind),
        (f"{sent}: 12.03.2025 10:15", kind),
        (f"{to}: a@post.example", kind),
        (f"{subject}: AW: CAS-2025-000417", kind),
        ("", ""),
    ]


def _top_posted(dice: random.Random, language: str) -> list[Line]:
    top = [*_say(dice, language, "new", 3), *_sign(dice, language), ("", "")]
    quote = _attribute(dice, language, is_wrapped=dice.random() < 0.3)
    return [*top, *quote, ("", ""), *_say(dice, language, "quoted", 4, "> ")]


def _bottom_posted(dice: random.Random, language: str) -> list[Line]:
    quote = [*_attribute(dice, language), *_say(dice, language, "quoted", 3, "> ")]
    return [*quote, ("", ""), *_say(dice, language, "new", 3), *_sign(dice, language)]


def _interleaved(dice: random.Random, language: str) -> list[Line]:
    lines = _attribute(dice, language)
    for _ in range(3):
        lines += [*_say(dice, language, "quoted", 1, "> "), *_say(dice, language, "new", 2)]
    return [*lines, *_sign(dice, language)]


def _outlook(dice: random.Random, language: str) -> list[Line]:
    top = [*_say(dice, language, "new", 3), *_sign(dice, language), ("", "")]
    divider: list[Line] = [("_" * 32, "quoted")] if dice.random() < 0.5 else [(_ORIGINALS[language], "quoted")]
    return [*top, *divider, *_head(dice, language, "quoted"), *_say(dice, language, "quoted", 4)]


def _unmarked(dice: random.Random, language: str) -> list[Line]:
    top = [*_say(dice, language, "new", 3), *_sign(dice, language), ("", "")]
    return [*top, *_attribute(dice, language), ("", ""), *_say(dice, language, "quoted", 4)]


def _forwarded(dice: random.Random, language: str) -> list[Line]:
    divider = dice.choice(_FORWARDS[language])
    inner = [*_head(dice, language, "forwarded"), *_say(dice, language, "forwarded", 4)]
    return [*_say(dice, language, "new", 1), ("", ""), (divider, "forwarded"), ("", ""), *inner]


def _signed_only(dice: random.Random, language: str) -> list[Line]:
    return [*_say(dice, language, "new", 5), *_sign(dice, language)]


def _dashed(dice: random.Random, language: str) -> list[Line]:
    name: list[Line] = [("-- ", "signature"), (dice.choice(_NAMES), "signature"), ("www.kay.example", "signature")]
    return [*_say(dice, language, "new", 3), *name]


def _plain(dice: random.Random, language: str) -> list[Line]:
    """Words that only look like those of a mail program."""
    told = [
        "On Monday your colleague wrote:",
        "From: London",
        "To: Paris",
        "Am Montag schrieb mir Ihre Kollegin:",
        "Date: 1 May",
        "This is my letter about the confidential report that was sent to me in error.",
        "Thanks for that.",
        "----------",
        "P.S. The number is C-104233.",
    ]
    lines = _say(dice, language, "new", 2)
    return [*lines, *((one, "new") for one in dice.sample(told, 4)), *_say(dice, language, "new", 2)]


_FORMS: dict[str, Callable[[random.Random, str], list[Line]]] = {
    "top posted": _top_posted,
    "bottom posted": _bottom_posted,
    "interleaved": _interleaved,
    "outlook": _outlook,
    "unmarked": _unmarked,
    "forwarded": _forwarded,
    "signed only": _signed_only,
    "dashed": _dashed,
    "plain": _plain,
}
