from __future__ import annotations

import csv
import email
import email.policy
import hashlib
import io
import re
import zipfile
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from crmbridge.config import Settings, load_settings
from crmbridge.domain.gap import GapKind
from crmbridge.errors import RequestError
from jobs.demo import MARKER, Office, build_office
from jobs.demo.faxes import FAXES
from jobs.demo.stock import LETTERS_IN

REPOSITORIES = ("mail", "scans", "letters-out", "fax", "forms")
NOT_PLAIN_PDF = {
    "P-2025-003111 pell.pdf": "torn",
    "P-2025-003112 confidential.pdf": "locked",
    "P-2025-003117 brandt.pdf": "HTML",
    "P-2025-003120.pdf": "empty",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return build_office(tmp_path_factory.mktemp("demo") / "office")


@pytest.fixture(scope="module")
def settings(office: Office) -> Settings:
    return load_settings(office.config)


@pytest.fixture(scope="module")
def mails(office: Office) -> dict[str, EmailMessage]:
    root = office.folder / "mail"
    return {
        path.relative_to(root).as_posix(): email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(root.rglob("*.eml"))
    }


def _fingerprints(folder: Path) -> dict[str, tuple[str, float]]:
    return {
        path.relative_to(folder).as_posix(): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _list_items(office: Office) -> list[tuple[str, str]]:
    """Every file of the repositories, without the texts that the fax server wrote beside its pictures."""
    return [
        (name, path.relative_to(office.folder / name).as_posix())
        for name in REPOSITORIES
        for path in sorted((office.folder / name).rglob("*"))
        if path.is_file() and not (name == "fax" and path.suffix == ".txt")
    ]


def _former_numbers(office: Office, case_number: str) -> list[str]:
    cases = _rows(office.crm_files["cases"])
    return [row["former_numbers"] for row in cases if row["number"] == case_number and row["former_numbers"]]


def _read_pdf(office: Office, name: str) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(office.folder / "scans" / name).pages)


def test_the_same_seed_gives_the_same_bytes_and_times(office: Office, tmp_path: Path) -> None:
    build_office(tmp_path / "again")
    assert _fingerprints(tmp_path / "again") == _fingerprints(office.folder)


def test_another_seed_gives_other_numbers_to_the_same_people(office: Office, tmp_path: Path) -> None:
    other = build_office(tmp_path / "other", seed=7)
    ours, theirs = _rows(office.crm_files["clients"]), _rows(other.crm_files["clients"])
    assert [row["name"] for row in ours] == [row["name"] for row in theirs]
    assert not {row["number"] for row in ours} & {row["number"] for row in theirs}


def test_an_earlier_demo_office_is_made_anew_and_a_strangers_file_beside_it_stays(tmp_path: Path) -> None:
    first = build_office(tmp_path / "office")
    before = _fingerprints(first.folder)
    (first.folder / "mail" / "leftover.eml").write_text("From: nobody\n\nleft over", "utf-8")
    (first.folder / "var").mkdir()
    (first.folder / "var" / "ledger.db").write_bytes(b"old")
    (first.folder / "notes.md").write_text("mine", "utf-8")
    build_office(first.folder)
    assert (first.folder / "notes.md").read_text("utf-8") == "mine"
    (first.folder / "notes.md").unlink()
    assert _fingerprints(first.folder) == before


def test_a_folder_with_other_things_in_it_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "mine.eml").write_text("keep me", "utf-8")
    with pytest.raises(RequestError, match="not empty"):
        build_office(tmp_path)
    assert [path.name for path in tmp_path.rglob("*")] == ["mail", "mine.eml"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "office").write_text("a file", "utf-8")
    with pytest.raises(RequestError, match="is a file"):
        build_office(tmp_path / "office")


def test_there_are_enough_communications_of_every_format(office: Office) -> None:
    assert office.communications >= 48
    assert set(office.formats) == {"eml", "pdf", "docx", "html", "txt", "json", "csv", "zip", "tif", "jpg"}
    assert office.communications == len(_list_items(office))


def test_the_configuration_is_valid_and_finds_every_folder_and_the_register(office: Office, settings: Settings) -> None:
    assert [one.name for one in settings.repositories] == list(REPOSITORIES)
    assert all(settings.as_path(one.url).is_dir() for one in settings.repositories)
    assert list(settings.base.glob(settings.witnesses[0].path)) == [settings.base / "register" / "post-room.csv"]
    assert (office.folder / MARKER).is_file()


def test_the_crm_files_have_the_columns_that_the_embedded_crm_imports(office: Office) -> None:
    headers = {name: ", ".join(_rows(path)[0]) for name, path in office.crm_files.items()}
    assert headers == {
        "clients": "id, number, kind, name, first_name, last_name, former_names, emails, phones, accounts, street, "
        "city, postcode, country, birth_date, status, created",
        "contacts": "id, client_id, first_name, last_name, role, emails, phones",
        "cases": "id, number, client_id, subject, opened, closed, status, accounts, former_numbers",
        "messages": "message_id, case_id, sent, subject",
    }


def test_the_crm_files_refer_to_each_other_and_fit_the_configured_patterns(office: Office, settings: Settings) -> None:
    crm = {name: _rows(path) for name, path in office.crm_files.items()}
    clients, cases = {row["id"] for row in crm["clients"]}, {row["id"] for row in crm["cases"]}
    assert {row["client_id"] for row in [*crm["cases"], *crm["contacts"]]} <= clients
    assert {row["case_id"] for row in crm["messages"]} <= cases
    kinds = settings.identifiers
    assert all(re.fullmatch(kinds["client_number"].pattern, row["number"]) for row in crm["clients"])
    assert all(re.fullmatch(kinds["account_number"].pattern, row["accounts"]) for row in crm["clients"])
    assert all(re.fullmatch(kinds["case_number"].pattern, row["number"]) for row in crm["cases"])
    assert len({row["number"] for row in crm["cases"]}) == len(crm["cases"])


def test_the_last_letter_of_an_account_number_is_its_check_letter(office: Office) -> None:
    for row in _rows(office.crm_files["clients"]):
        digits = int(re.sub(r"\D", "", row["accounts"]))
        assert row["accounts"][-1] == "ABCDEFGHJKLMNPQRSTUVWX"[digits % 22]


def test_the_cast_has_households_namesakes_former_names_and_second_addresses(office: Office) -> None:
    clients = _rows(office.crm_files["clients"])
    for column, shared in (("emails", 1), ("phones", 2), ("street", 2), ("name", 1)):
        counted = Counter(value for row in clients for value in row[column].split("|") if value)
        assert sum(count == 2 for count in counted.values()) >= shared, column
    assert any(row["former_names"] for row in clients)
    assert any("|" in row["emails"] for row in clients)
    assert any(row["former_numbers"] for row in _rows(office.crm_files["cases"]))


def test_every_locator_is_a_file_name_on_windows_too(office: Office) -> None:
    for _, locator in _list_items(office):
        assert not re.search(r'[<>:"\\|?*]|[. ]$', locator), locator


def test_every_case_number_in_a_mail_stands_near_a_word_that_makes_it_credible(
    office: Office, mails: dict[str, EmailMessage]
) -> None:
    for row in _rows(office.expected_file):
        if row["repository"] != "mail" or not row["case_number"] or mails[row["locator"]]["References"]:
            continue
        text = (office.folder / "mail" / row["locator"]).read_text("cp1252")
        cases = {row["case_number"], *_former_numbers(office, row["case_number"])}
        enclosed = mails[row["locator"]].iter_attachments()
        near = any(re.search(rf"(?i)(case|your ref|claim)[\s\w]{{0,12}}{case}", text) for case in cases)
        assert near or any(part.get_filename() for part in enclosed), row


def test_the_truth_names_every_item_once_and_only_numbers_of_the_crm(office: Office) -> None:
    truths = _rows(office.expected_file)
    assert sorted((row["repository"], row["locator"]) for row in truths) == sorted(_list_items(office))
    owners = {row["id"]: row["number"] for row in _rows(office.crm_files["clients"])}
    cases = {row["number"]: owners[row["client_id"]] for row in _rows(office.crm_files["cases"])}
    for row in truths:
        assert (row["client_number"] in owners.values()) == (row["expected"] == "linked"), row
        assert not row["case_number"] or cases[row["case_number"]] == row["client_number"], row
        assert row["why"]
    assert {row["expected"] for row in truths} == {"linked", "review", "unlinked", "unreadable"}


def test_every_pdf_opens_but_the_ones_that_are_meant_not_to(office: Office) -> None:
    odd = set()
    for path in sorted(office.folder.rglob("*.pdf")):
        try:
            assert len(PdfReader(path, strict=True).pages) >= 1
        except PyPdfError:
            odd.add(path.name)
    assert odd == set(NOT_PLAIN_PDF)


def test_the_odd_pdfs_are_odd_in_the_way_they_are_meant_to_be(office: Office) -> None:
    scans = office.folder / "scans"
    torn, locked, page, empty = (scans / name for name in sorted(NOT_PLAIN_PDF))
    with pytest.raises(PyPdfError):
        assert PdfReader(torn).pages[0].extract_text()
    assert torn.read_bytes().startswith(b"%PDF-")
    assert PdfReader(locked).is_encrypted
    assert PdfReader(locked, password="harbour-demo").pages[0].extract_text().startswith("REG P-2025-003112")
    assert page.read_bytes().startswith(b"<!DOCTYPE html>")
    assert empty.read_bytes() == b""


def test_the_pdfs_have_two_pages_form_fields_an_enclosure_or_only_a_picture(office: Office) -> None:
    scans = office.folder / "scans"
    assert len(PdfReader(scans / "P-2025-003102 okafor.pdf").pages) == 2
    fields = PdfReader(scans / "P-2025-003106 oneill.pdf").get_form_text_fields()
    assert re.fullmatch(r"C-\d{6}", fields["Client number"])
    assert fields["Client number"] not in _read_pdf(office, "P-2025-003106 oneill.pdf")
    enclosed = PdfReader(scans / "P-2025-003107 vance attorney.pdf").attachments["power of attorney.pdf"][0]
    assert "LASTING POWER OF ATTORNEY" in PdfReader(io.BytesIO(enclosed)).pages[0].extract_text()
    scan = PdfReader(scans / "P-2025-003104 lowry.pdf").pages[0]
    assert not scan.extract_text().strip()
    assert len(scan.images) == 1


def test_every_fax_is_a_group_4_tiff_of_several_pages_and_most_have_their_text_beside_them(office: Office) -> None:
    sidecars = 0
    for path in sorted((office.folder / "fax").glob("*.tif")):
        with Image.open(path) as fax:
            pages = getattr(fax, "n_frames", 1)
            assert pages >= 2
            assert fax.mode == "1"
            assert fax.info["compression"] == "group4"
        sidecar = path.with_suffix(".txt")
        if sidecar.exists():
            sidecars += 1
            assert sidecar.read_text("utf-8").count("\f") == pages - 1
            assert f"P. 01/{pages:02}" in sidecar.read_text("utf-8")
    assert sidecars == 5


def test_what_is_drawn_as_a_picture_has_only_letters_that_the_typeface_has() -> None:
    drawn = [one.text for one in LETTERS_IN if one.shape in {"scan", "photo", "dark", "torn"}]
    assert all(text.isascii() for text in [*drawn, *(fax.letter.text for fax in FAXES)])


def test_what_is_only_a_picture_has_no_words_of_its_own_and_is_counted(office: Office) -> None:
    pictures = [row["locator"] for row in _rows(office.expected_file) if row["needs_ocr"] == "yes"]
    assert pictures == [
        "recv-0415.tif",
        "P-2025-003104 lowry.pdf",
        "P-2025-003114 photo.jpg",
        "P-2025-003124 dark photo.jpg",
    ]
    assert office.pictures == len(pictures)
    assert office.fax.removeprefix("fax:") in pictures
    assert not (office.folder / "fax" / "recv-0415.txt").exists()


def test_the_photograph_that_nobody_can_read_is_dark_all_over(office: Office) -> None:
    with Image.open(office.folder / "scans" / "P-2025-003124 dark photo.jpg") as photograph:
        assert max(photograph.convert("L").tobytes()) < 64


def test_letters_travel_as_rich_text_open_document_and_outlook_bundle(mails: dict[str, EmailMessage]) -> None:
    (bundle,) = mails["claims/2025-03-27-0918-damage-report.eml"].iter_attachments()
    (letter,) = mails["claims/2025-03-17-2140-from-the-library.eml"].iter_attachments()
    assert bundle.get_content_type() == "application/ms-tnef"
    assert b"report.rtf" in bundle.get_content()
    assert rb"{\rtf1" in bundle.get_content()
    with zipfile.ZipFile(io.BytesIO(letter.get_content())) as package:
        assert package.namelist()[0] == "mimetype"
        assert "Daria Petrova" in package.read("content.xml").decode()


def test_a_printed_letter_keeps_its_columns_apart(office: Office) -> None:
    text = _read_pdf(office, "P-2025-003119 macrae.pdf")
    assert re.search(r"forty sheets {3,}£2,600", text)


def test_the_word_letter_has_header_footer_table_text_box_and_comment(office: Office) -> None:
    path = office.folder / "scans" / "P-2025-003105 fernhill.docx"
    document = docx.Document(str(path))
    assert document.sections[0].header.paragraphs[0].text == "REG P-2025-003105"
    assert document.sections[0].footer.paragraphs[0].text
    assert document.tables[0].cell(0, 0).text == "Month"
    assert [comment.author for comment in document.comments] == ["Joan Etty"]
    assert b"txbxContent" in zipfile.ZipFile(path).read("word/document.xml")


def test_the_zip_holds_two_letters_with_the_same_sticker(office: Office) -> None:
    with zipfile.ZipFile(office.folder / "scans" / "P-2025-003113 beaumont two letters.zip") as archive:
        texts = [PdfReader(io.BytesIO(archive.read(name))).pages[0].extract_text() for name in archive.namelist()]
    assert len(texts) == 2
    assert all("REG P-2025-003113" in text for text in texts)


def test_each_letter_that_can_be_read_bears_the_sticker_of_its_file_name(office: Office) -> None:
    for path in sorted((office.folder / "scans").glob("*.pdf")):
        if path.name not in NOT_PLAIN_PDF and "lowry" not in path.name:
            assert f"REG {path.name[:13]}" in _read_pdf(office, path.name)


def test_the_register_numbers_have_no_holes_and_only_one_scanned_letter_has_no_file(
    office: Office, settings: Settings
) -> None:
    rows = _rows(office.folder / "register" / "post-room.csv")
    assert ",".join(rows[0]) == (
        "reg_no,received_date,received_time,clerk,sender_name,sender_town,service,department,item_type,pages_est,"
        "batch,status,remarks"
    )
    assert [row["reg_no"] for row in rows] == [f"P-2025-{number:06}" for number in range(3101, 3101 + len(rows))]
    received = [(row["received_date"], row["received_time"]) for row in rows]
    assert [day for day, _ in received] == sorted(day for day, _ in received)
    files = {path.name[:13] for path in (office.folder / "scans").iterdir()}
    statuses = {row["reg_no"]: row["status"] for row in rows}
    assert files <= set(statuses)
    absent = {number: status for number, status in statuses.items() if number not in files}
    assert absent == {"P-2025-003108": "VOID", "P-2025-003109": "CIRCULAR", "P-2025-003110": "SCANNED"}
    assert set(settings.witnesses[0].columns.model_dump(by_alias=True, exclude_none=True).values()) <= set(rows[0])


def test_three_gaps_are_planted_and_each_can_be_found_where_it_says(office: Office) -> None:
    kinds = {gap.kind: gap.key for gap in office.planted}
    assert set(kinds) == {GapKind.MISSING, GapKind.UNREADABLE, GapKind.CRM_DELETED}
    assert (office.folder / "scans" / kinds[GapKind.UNREADABLE]).is_file()
    assert kinds[GapKind.CRM_DELETED] == office.vanish_locator
    truth = {row["locator"]: row["expected"] for row in _rows(office.expected_file)}
    assert truth[office.vanish_locator] == "linked"


def test_no_mail_has_a_defect_that_was_not_meant(mails: dict[str, EmailMessage]) -> None:
    for locator, mail in mails.items():
        assert not [part.defects for part in mail.walk() if part.defects], locator
        assert mail["Message-ID"], locator
        assert mail["Date"].datetime.strftime("%Y-%m-%d-%H%M") == Path(locator).name[:15], locator


def test_two_mails_share_a_message_id_and_one_mail_lies_in_two_folders(
    office: Office, mails: dict[str, EmailMessage]
) -> None:
    names: dict[str, list[str]] = {}
    for locator, mail in mails.items():
        names.setdefault(mail["Message-ID"], []).append(locator)
    several = [locators for locators in names.values() if len(locators) > 1]
    contents = [{(office.folder / "mail" / locator).read_bytes() for locator in locators} for locators in several]
    assert sorted(len(one) for one in contents) == [1, 2]


def test_replies_lead_to_mails_of_the_office_or_to_messages_of_the_crm(
    office: Office, mails: dict[str, EmailMessage]
) -> None:
    known = {row["message_id"] for row in _rows(office.crm_files["messages"])}
    own = {str(mail["Message-ID"]) for mail in mails.values()}
    answered = {str(mail["References"]) for mail in mails.values() if mail["References"]}
    assert answered <= known | own
    assert answered & known
    assert answered & own


def test_the_mails_come_in_many_shapes(office: Office, mails: dict[str, EmailMessage]) -> None:
    types = Counter(part.get_content_type() for mail in mails.values() for part in mail.walk())
    for wanted in ("text/html", "multipart/alternative", "multipart/related", "message/rfc822", "application/pdf"):
        assert types[wanted], wanted
    assert any(part.get_content_charset() == "iso-8859-15" for mail in mails.values() for part in mail.walk())
    assert b"\xa32,350" in (office.folder / "mail" / "inbox" / "2025-03-07-1122-cracks.eml").read_bytes()
    assert sum(mail["Auto-Submitted"] == "auto-replied" for mail in mails.values()) == 1
    assert sum("dmarc=fail" in str(mail["Authentication-Results"]) for mail in mails.values()) == 1


def test_a_number_that_is_one_digit_off_belongs_to_nobody(office: Office, mails: dict[str, EmailMessage]) -> None:
    text = mails["claims/2025-03-14-1604-one-digit-off.eml"].get_content()
    wrong = re.search(r"C-\d{6}", text)
    numbers = [row["number"] for row in _rows(office.crm_files["clients"])]
    assert wrong
    assert wrong[0] not in numbers
    assert sum(sum(one != two for one, two in zip(wrong[0], number, strict=True)) == 1 for number in numbers) == 1
