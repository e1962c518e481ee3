"""Letters in the layouts of four countries, made by seeded code, with what is true of each told apart from its text."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

_FIRST = ("Anna", "Robert", "Mary-Jane", "Zoë", "Jan", "Helen", "Max", "Erika", "Jean", "Claire", "Tom", "Nadia")
_LAST = (
    "Kay",
    "Lund",
    "O'Brien",
    "van der Berg",
    "Smith-Jones",
    "Müller",
    "Dupont",
    "Lefèvre",
    "Okafor",
    "Huang",
    "Brandt",
)
_FIRMS = ("Harbour Mutual", "Fernhill Supplies Ltd", "Quayside Legal LLP", "Castell Versicherung AG", "Hansen GmbH",
          "Assurances du Port SA", "Lantern Bank plc")  # fmt: skip
_STREETS = ("Quay Street", "Mill Lane", "Castle Road", "St John's Avenue", "The Crescent", "High Street")
_TOWNS = ("Port Arden", "Westbury-on-Sea", "Kingsford", "Upper Haven")
_POSTCODES = ("PA1 4ZZ", "PX14 9AB", "N1C 4AG", "W1A 0AX", "PA12 3QQ")
_GERMAN_STREETS = ("Hauptstraße 5", "Am Hang 12a", "Linzer Str. 7-9", "Lindenallee 33", "Rathausplatz 1")
_GERMAN_TOWNS = ("Köln", "Berlin", "Bad Homburg", "Neustadt an der Weinstraße", "Halle (Saale)")
_FRENCH_STREETS = ("12 rue de la Paix", "4 bis, avenue Foch", "33 boulevard Victor-Hugo", "7, chemin des Lilas")
_FRENCH_TOWNS = ("Paris", "LYON", "Saint-Étienne", "Aix-en-Provence", "LILLE CEDEX")
_AMERICAN_STREETS = ("123 Main Street", "4500 Oak Ave Apt 12", "77 W Lake Drive", "PO Box 881")
_AMERICAN_TOWNS = (("Springfield", "IL"), ("Boston", "MA"), ("San Diego", "CA"), ("New Haven", "CT"))
_GERMAN_MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
_FRENCH_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_SUBJECTS = {
    "EN": ("Your claim for storm damage", "Change of address", "Complaint about the delay", "Renewal of your cover"),
    "DE": ("Kündigung Ihres Vertrages", "Schaden am Dach", "Änderung der Anschrift"),
    "FR": ("Résiliation de contrat", "Demande de remboursement", "Changement d'adresse"),
}
_BODIES = {
    "EN": (
        "Thank you for your letter of 3 January 2024, which arrived here some time after the accident on 17/02/2024.",
        "We have looked at everything you sent us and will pay the sum of 1,250.00 pounds by 30 June 2026.",
        "The surveyor came on Monday. He thinks that the roof must be repaired before the winter.",
        "If we hear nothing before 1 December 2026, we shall close the file and write to you again.",
    ),
    "DE": (
        "wir haben Ihr Schreiben vom 3. Januar 2024 erhalten und danken Ihnen dafür.",
        "Der Betrag von 1.250,00 EUR ist bis zum 30.06.2026 zu zahlen. Der Unfall war am 17.02.2024.",
        "Bitte teilen Sie uns mit, ob sich an Ihren Angaben etwas geändert hat.",
    ),
    "FR": (
        "J'ai bien reçu votre courrier du 3 janvier 2024 et je vous en remercie.",
        "La somme de 1 250,00 euros sera versée avant le 30/06/2026, après l'accident du 17/02/2024.",
        "Je reste à votre disposition pour tout renseignement complémentaire.",
    ),
}
_ENCLOSURES = {
    "EN": ("Claim form", "Copy of passport", "Bank statement", "Medical report"),
    "DE": ("Kontoauszug", "Vollmacht", "Kopie des Ausweises"),
    "FR": ("Copie du contrat", "Relevé d'identité bancaire", "Attestation"),
}


@dataclass(frozen=True)
class Address:
    """Somebody's name as it stands in an address, the lines below it, the postcode."""

    name: str
    lines: tuple[str, ...]
    postcode: str
    titled: str = ""

    @property
    def block(self) -> list[str]:
        return [self.titled or self.name, *self.lines]


@dataclass(frozen=True)
class Example:
    """A letter and its truth; an empty value says that it has none."""

    layout: str
    text: str
    dated: date
    addressee: str
    postcode: str
    salutation: str
    signature: str
    subject: str
    our_reference: str = ""
    your_reference: str = ""
    enclosures: tuple[str, ...] = ()
    letterhead: str = ""
    phones: tuple[str, ...] = ()


@dataclass
class Draw:
    """Everything random about letters, from one seed."""

    rng: random.Random
    phones: list[str] = field(default_factory=list)

    def pick(self, values: tuple[str, ...]) -> str:
        return self.rng.choice(values)

    def maybe(self, share: float = 0.5) -> bool:
        return self.rng.random() < share

    def person(self) -> str:
        return f"{self.pick(_FIRST)} {self.pick(_LAST)}"

    def day(self) -> date:
        return date(2024, 7, 1) + timedelta(days=self.rng.randrange(600))

    def reference(self) -> str:
        number = self.rng.randrange(1000, 99999)
        return self.pick((f"HM/{number}", f"AB-{number}-K", f"{number}/25", f"KL {number}", f"20{number}"))

    def blanks(self, most: int = 3) -> list[str]:
        return [""] * self.rng.randrange(1, most + 1)

    def phone(self, written: str) -> str:
        self.phones.append(written)
        return written

    def british(self, name: str, titled: str = "") -> Address:
        postcode = self.pick(_POSTCODES)
        lines = [f"{self.rng.randrange(1, 200)} {self.pick(_STREETS)}", self.pick(_TOWNS), postcode]
        if self.maybe(0.2):
            lines = [f"Flat {self.rng.randrange(1, 30)}", *lines]
        if self.maybe(0.3):
            lines[-2:] = [f"{lines[-2]} {postcode}"]
        return Address(name, tuple(lines), postcode, titled)

    def german(self, name: str, titled: str = "") -> Address:
        postcode = f"{self.rng.randrange(10000, 99999)}"
        town = f"{'D-' if self.maybe(0.1) else ''}{postcode} {self.pick(_GERMAN_TOWNS)}"
        return Address(name, (self.pick(_GERMAN_STREETS), town), postcode, titled)

    def french(self, name: str, titled: str = "") -> Address:
        postcode = f"{self.rng.randrange(10000, 95999)}"
        return Address(name, (self.pick(_FRENCH_STREETS), f"{postcode} {self.pick(_FRENCH_TOWNS)}"), postcode, titled)

    def american(self, name: str, titled: str = "") -> Address:
        postcode = f"{self.rng.randrange(10000, 99999)}" + (
            f"-{self.rng.randrange(1000, 9999)}" if self.maybe(0.2) else ""
        )
        town, state = self.rng.choice(_AMERICAN_TOWNS)
        return Address(name, (self.pick(_AMERICAN_STREETS), f"{town}, {state} {postcode}"), postcode, titled)

    def body(self, language: str) -> list[str]:
        chosen = self.rng.sample(_BODIES[language], k=2)
        return [chosen[0], *([""] if self.maybe(0.7) else []), chosen[1]]

    def enclosures(self, language: str) -> tuple[str, ...]:
        known = _ENCLOSURES[language]
        return tuple(self.rng.sample(known, k=self.rng.randrange(0, len(known))))


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def british_business(draw: Draw) -> Example:
    firm, signer, first, last = draw.pick(_FIRMS), draw.person(), draw.pick(_FIRST), draw.pick(_LAST)
    title = draw.pick(("Mr", "Mrs", "Ms", "Dr"))
    reader, writer = draw.british(f"{first} {last}", f"{title} {first} {last}"), draw.british(firm)
    day, ours, yours = draw.day(), draw.reference(), draw.reference() if draw.maybe() else ""
    subject, enclosed = draw.pick(_SUBJECTS["EN"]), draw.enclosures("EN")
    dated = draw.pick(
        (f"{day.day} {day:%B %Y}", f"{_ordinal(day.day)} {day:%B %Y}", f"{day:%d/%m/%Y}", f"Date: {day:%d %B %Y}")
    )
    head = writer.block if draw.maybe() else [firm, ", ".join(writer.lines)]
    head = [*head, f"Tel: {draw.phone('01632 960 ' + str(draw.rng.randrange(100, 999)))}", "www.firm.example"]
    references = [f"Our ref: {ours}", *([f"Your ref: {yours}"] if yours else [])]
    if yours and draw.maybe(0.4):
        references = [f"Our ref: {ours}{' ' * draw.rng.randrange(4, 20)}Your ref: {yours}"]
    middle = [references, [dated], (["Private & Confidential"] if draw.maybe(0.3) else []) + reader.block]
    draw.rng.shuffle(middle)
    greeting = f"Dear {title} {last}" + ("," if draw.maybe() else "")
    lines = [*head, *draw.blanks(), *(line for part in middle for line in (*part, *draw.blanks()))]
    re_line = draw.maybe()
    lines += [greeting, "", f"Re: {subject}" if re_line else subject, "", *draw.body("EN"), ""]
    lines += [draw.pick(("Yours sincerely", "Kind regards,", "Yours faithfully,")), *draw.blanks(5), signer]
    lines += [draw.pick(("Claims Manager", "Customer Services", "Partner"))] if draw.maybe() else []
    lines += _list_enclosures(draw, ("Enc:", "Encl.:", "Enclosures:"), enclosed)
    lines += ["", "Page 1 of 1", f"{firm} is registered in England No. 01234567. Registered office as above."]
    return Example(
        layout="british business", text="\n".join(lines), dated=day, addressee=reader.titled, postcode=reader.postcode,
        salutation=greeting.rstrip(","), signature=signer, subject=subject, our_reference=ours, your_reference=yours,
        enclosures=enclosed, letterhead=firm, phones=tuple(draw.phones),
    )  # fmt: skip


def british_private(draw: Draw) -> Example:
    signer = draw.person()
    writer, reader = draw.british(signer), draw.british(draw.pick(_FIRMS))
    day, yours, subject = draw.day(), draw.reference() if draw.maybe(0.7) else "", draw.pick(_SUBJECTS["EN"])
    indent = " " * draw.rng.choice((0, 0, 30))
    own = writer.block if draw.maybe() else list(writer.lines)
    lines = [indent + line for line in own]
    if draw.maybe():
        number = draw.phone("07700 900" + str(draw.rng.randrange(100, 999)))
        lines.append(f"{indent}Phone {number}")
    lines += ["", f"{indent}{day.day} {day:%B %Y}", *draw.blanks(), *reader.block, ""]
    lines += [f"Your ref: {yours}", ""] if yours else []
    greeting = draw.pick(("Dear Sir or Madam", "Dear Sirs", "To whom it may concern"))
    lines += [f"{greeting},", "", subject.upper() if draw.maybe() else f"RE: {subject}", "", *draw.body("EN"), ""]
    lines += [draw.pick(("Yours faithfully", "Sincerely,", "Best wishes")), *draw.blanks(4), signer]
    written = subject.upper() if subject.upper() in lines else subject
    return Example(
        layout="british private", text="\n".join(lines), dated=day, addressee=reader.name, postcode=reader.postcode,
        salutation=greeting, signature=signer, subject=written, your_reference=yours, phones=tuple(draw.phones),
        letterhead=own[0],
    )  # fmt: skip


def german(draw: Draw) -> Example:
    firm, signer, first, last = draw.pick(_FIRMS), draw.person(), draw.pick(_FIRST), draw.pick(_LAST)
    title, ending = draw.rng.choice((("Herr", "r"), ("Frau", "")))
    on_envelope = "Herrn" if title == "Herr" else title
    reader = draw.german(f"{first} {last}", f"{on_envelope} {first} {last}" if draw.maybe() else on_envelope)
    writer = draw.german(firm)
    own_line = reader.titled == on_envelope
    day, ours, yours = draw.day(), draw.reference(), draw.reference()
    subject, enclosed = draw.pick(_SUBJECTS["DE"]), draw.enclosures("DE")
    number = draw.phone("0221 4711 " + str(draw.rng.randrange(10, 99)))
    block = [reader.titled, *([reader.name] if own_line else []), *reader.lines]
    lines = (
        [firm, "", " · ".join((firm, *writer.lines)), *block, ""] if draw.maybe() else [*writer.block, "", *block, ""]
    )
    long_day = f"{day.day}. {_GERMAN_MONTHS[day.month - 1]} {day.year}"
    if draw.maybe():
        width = 24
        names = ("Ihr Zeichen", "Unser Zeichen", "Telefon", "Datum")
        values = (yours, ours, number, f"{day:%d.%m.%Y}")
        lines += ["".join(one.ljust(width) for one in names), "".join(one.ljust(width) for one in values)]
    else:
        lines += [f"Ihr Zeichen: {yours}", f"Unser Zeichen: {ours}", f"Tel.: {number}"]
        lines += [draw.pick((f"Köln, den {long_day}", long_day, f"Datum: {day:%d.%m.%Y}"))]
    greeting = f"Sehr geehrte{ending} {title} {last}"
    betreff = "Betreff: " if draw.maybe(0.4) else ""
    lines += [*draw.blanks(), betreff + subject, *draw.blanks(2), f"{greeting},", "", *draw.body("DE"), ""]
    lines += [draw.pick(("Mit freundlichen Grüßen", "Freundliche Grüße", "Mit besten Grüßen")), *draw.blanks(4), signer]
    lines += _list_enclosures(draw, ("Anlagen:", "Anlage:"), enclosed)
    lines += ["", f"{firm} Geschäftsführer: Otto Meier  Amtsgericht Köln HRB 12345", "USt-IdNr. DE136695976"]
    return Example(
        layout="german", text="\n".join(lines), dated=day, addressee=reader.name, postcode=reader.postcode,
        salutation=greeting, signature=signer, subject=subject, our_reference=ours, your_reference=yours,
        enclosures=enclosed, letterhead=firm, phones=tuple(draw.phones),
    )  # fmt: skip


def french(draw: Draw) -> Example:
    signer = draw.person()
    writer, reader = draw.french(signer), draw.french(draw.pick(_FIRMS))
    day, yours, ours = draw.day(), draw.reference(), draw.reference() if draw.maybe() else ""
    subject, enclosed = draw.pick(_SUBJECTS["FR"]), draw.enclosures("FR")
    indent = " " * draw.rng.choice((0, 34))
    number = f"{'1er' if day.day == 1 else day.day} {_FRENCH_MONTHS[day.month - 1]} {day.year}"
    lines = [*writer.block, f"Tél. : {draw.phone('+33 1 23 45 67 ' + str(draw.rng.randrange(10, 99)))}", ""]
    lines += [*(indent + line for line in reader.block), ""]
    lines += [indent + draw.pick((f"Paris, le {number}", f"Lyon, le {day:%d/%m/%Y}", f"Le {number}")), ""]
    about = [f"Objet : {subject}", f"Vos réf. : {yours}", *([f"Nos références : {ours}"] if ours else [])]
    greeting = draw.pick(("Madame, Monsieur", "Madame", "Monsieur le Directeur"))
    lines += [*about, *draw.blanks(), f"{greeting},", "", *draw.body("FR"), ""]
    lines += [f"Veuillez agréer, {greeting}, l'expression de mes", "sentiments distingués."] if draw.maybe() else [
        f"Je vous prie d'agréer, {greeting}, mes salutations distinguées."]  # fmt: skip
    lines += [*draw.blanks(4), signer, *_list_enclosures(draw, ("P.J. :", "Pièces jointes :"), enclosed)]
    return Example(
        layout="french", text="\n".join(lines), dated=day, addressee=reader.name, postcode=reader.postcode,
        salutation=greeting, signature=signer, subject=subject, our_reference=ours, your_reference=yours,
        enclosures=enclosed, letterhead=signer, phones=tuple(draw.phones),
    )  # fmt: skip


def american(draw: Draw) -> Example:
    signer, last = draw.person(), draw.pick(_LAST)
    writer, reader = draw.american(signer), draw.american(f"{draw.pick(_FIRST)} {last}", "")
    firm, day, enclosed = draw.pick(_FIRMS), draw.day(), draw.enclosures("EN")
    subject, ours = draw.pick(_SUBJECTS["EN"]), draw.reference() if draw.maybe(0.4) else ""
    own = [firm, *writer.lines] if draw.maybe() else writer.block
    lines = [*own, f"({draw.rng.randrange(212, 917)}) 555-01{draw.rng.randrange(10, 99)}"]
    lines += ["", draw.pick((f"{day:%B} {day.day}, {day.year}", f"{day:%m/%d/%Y}")), "", *reader.block, ""]
    lines += [f"Reference: {ours}", ""] if ours else []
    greeting = f"Dear Mr. {last}"
    lines += [f"Re: {subject}", "", f"{greeting}:"] if draw.maybe() else [f"{greeting}:", "", f"RE: {subject}"]
    lines += ["", *draw.rng.sample(_BODIES["EN"][2:], k=2), ""]
    lines += [draw.pick(("Sincerely,", "Very truly yours,", "Sincerely yours,")), *draw.blanks(4), signer]
    lines += _list_enclosures(draw, ("Enclosures:", "Encl:"), enclosed)
    return Example(
        layout="american", text="\n".join(lines), dated=day, addressee=reader.name, postcode=reader.postcode,
        salutation=greeting, signature=signer, subject=subject, our_reference=ours, enclosures=enclosed,
        letterhead=own[0],
    )  # fmt: skip


def _list_enclosures(draw: Draw, labels: tuple[str, ...], enclosed: tuple[str, ...]) -> Iterator[str]:
    """As a list below the label, numbered or not, or behind it on one line."""
    if enclosed:
        style = draw.rng.randrange(3)
        label = draw.pick(labels)
        yield ""
        yield f"{label} {', '.join(enclosed)}" if style == 0 else label
        for place, one in enumerate(enclosed if style else (), 1):
            yield f"{place}. {one}" if style == 1 else one


LAYOUTS: tuple[Callable[[Draw], Example], ...] = (british_business, british_private, german, french, american)


def list_letters(seed: int, count: int) -> list[Example]:
    """Letters of every layout in turn. `count` is how many in all."""
    rng = random.Random(seed)
    return [LAYOUTS[place % len(LAYOUTS)](Draw(random.Random(rng.random()))) for place in range(count)]


def without_blank_lines(example: Example) -> str:
    """The text as many PDF files give it: line after line."""
    return "\n".join(line for line in example.text.split("\n") if line.strip())
