"""What is true of the hard files: the facts that a good reader yields, and the states of what nobody can read.

Told apart from the code that makes the files, so that a fact stands here as a person would read it on the page. The
path "*" is the document as a whole.
"""

from __future__ import annotations

from crmbridge.domain.reading import PartState

FACTS: dict[str, tuple[str, ...]] = {
    # Mails and parts within mails
    "forwarded-twice.eml": ("c@inner.example", "Settlement HM-771", "Passed on twice", "Reserve of 14,250.00 agreed"),
    "forwarded-in-base64.eml": ("c@inner.example", "Settlement HM-771", "Reserve of 14,250.00 agreed"),
    "digest.eml": (
        "one@digest.example",
        "Number one",
        "First opinion",
        "two@digest.example",
        "Number two",
        "Second opinion",
    ),
    "winmail-subject-only.eml": ("Ref TN-40771 water damage", "Ida Holm", "Please see"),
    "winmail-as-bytes.eml": ("Ref TN-40771 water damage", "Ida Holm"),
    "zip-with-letters.eml": ("DP-3345", "DP-3346", "claim.zip", "claim/letter.docx"),
    "bounce.eml": ("lost.client@nowhere.example", "550 5.1.1 no such mailbox", "Renewal RN-20815", "Undelivered"),
    "read-receipt.eml": ("reader@post.example", "sent.77@harbour.example", "displayed"),
    "korean-8bit.eml": ("계약 번호 KR-5512 확인 바랍니다", "계약"),
    "japanese-8bit.eml": ("証券番号 JP-8841 の件",),
    "japanese-7bit.eml": ("住所変更", "新しい住所は東京です JP-8842"),
    "chinese-big5.eml": ("保單號碼 TW-6610 地址更改",),
    "chinese-gb.eml": ("保单号码 CN-6611 地址更改 镕",),
    "unknown-charset.eml": ("Größere Schäden, Fall UC-1180",),
    "default-charset.eml": ("Déclaration nº DC-1181",),
    "said-to-be-ascii.eml": ("Zahlung über 1.250,00 € erhalten – AS-1182",),
    "russian-koi8.eml": ("Номер договора RU-7703, просьба ответить",),
    "utf7.eml": ("Prämie für UT-1190 fällig",),
    "utf16.eml": ("Überweisung UW-1191",),
    "encoded-header.eml": ("Schäden HD-3301", "Lund, Eva", "eva@team.example", "ole@team.example", "Jørn Sørensen"),
    "raw-header.eml": ("Kündigung", "Grüße RH-3302"),
    "name-in-pieces.eml": ("Schäden März.pdf", "Sum NM-3303"),
    "folded-header.eml": ("Holm, Ida", "ida@folded.example", "Folded over HD-3304 three lines"),
    "loose-quoted-printable.eml": ("Beiträge für Vertrag QP-4401 sind überfällig.", "End"),
    "base64-without-padding.eml": ("No padding BA-4402 here, as it came", "List footer LF-4403"),
    "uuencoded.eml": ("UU file number UU-4404", "note.txt", "Bye now"),
    "yenc.eml": ("Yenc file number YE-4405", "y.txt"),
    "flowed.eml": ("Number FL-4406 is meant",),
    "page-only.eml": ("Café ’s bill", "HT-4407"),
    "unsaid-base64.eml": ("Not said to be base64 PD-4408",),
    # Sealed mails
    "opaque-der.eml": ("The sum of 9,480.50 for SM-5501 is due.", "Sealed SE-5500"),
    "opaque-pieces.eml": ("The sum of 9,480.50 for SM-5501 is due.", "Sealed SE-5500"),
    "opaque-compressed.eml": ("The sum of 9,480.50 for SM-5501 is due.",),
    "opaque-whole-mail.eml": ("signed words SM-5502", "file SM-5503", "f.txt"),
    "encrypted-smime.eml": ("Sealed SE-5500", "anna@kay.example"),
    "encrypted-pgp.eml": ("A question", "anna@kay.example"),
    "clear-signed.eml": ("I agree to PG-5504", "-- Ida"),
    # Damaged mails
    "no-closing-mark.eml": ("First BR-6601", "Second BR-6602"),
    "old-line-ends.eml": ("Line one", "Line two BR-6603", "A question"),
    "like-boundaries.eml": ("Inside BR-6604", "Outside BR-6605"),
    "no-boundary.eml": ("All in one BR-6606",),
    "behind-the-end.eml": ("Second BR-6602", "A list added BR-6607 here"),
    "bare-bytes.eml": ("Bare BR-6608",),
    "archive.mbox": ("First MB-7701", "From here on", "Box two", "Second MB-7702"),
    "invitation.eml": ("Hearing CA-7703", "Court 4", "judge@court.example"),
    "enriched.eml": ("Bold number EN-7704 <angle",),
    "piece.eml": ("Half a letter PI-7705", "Inner half"),
    "kept-elsewhere.eml": ("http://files.example/EX-7706.pdf",),
    # Outlook
    "outlook-cp932.msg": ("契約変更 MS-1101", "契約変更 MS-1101 全文"),
    "outlook-cp950.msg": ("客戶地址 MS-1102", "客戶地址 MS-1102 全文"),
    "outlook-inner.msg": (
        *("Outer MS-1105", "ida@holm.example", "cy@hidden.example", "Inner MS-1103", "Inner words, sum 7,300.40"),
        *("deep.docx", "Deep in it MS-1104"),
    ),
    "outlook-rich-only.msg": ("Only rich MS-1106 café",),
    "mail-called.msg": ("Really a mail MS-1107", "Not Outlook"),
    "outlook-with-bundle.msg": ("Bundle MS-1108",),
    "winmail.dat": (
        *("Only in the subject TN-2201", "Ida Holm", "ida@holm.example", "Rich TN-2202"),
        *("Schätzung März.pdf", "Estimate TN-2203"),
    ),
    "winmail-old.dat": ("Old form TN-2204", "ida@holm.example", "Old words TN-2205"),
    "winmail-inner.dat": ("Outer TN-2208", "Inner TN-2206", "Inner words TN-2207"),
    "winmail-cut.dat": ("Cut TN-2209",),
    # Word, Writer, rich text
    "headers.docx": ("Odd pages WD-3301", "Even pages WD-3302", "First page WD-3303", "Foot WD-3304", "Body WD-3305"),
    "boxes.docx": ("In the box WD-3306", "Anchor WD-3307", "In the control WD-3308"),
    "notes.docx": (
        *("Footnote WD-3309", "Endnote WD-3310", "[comment by Ida: Ask WD-3311]", "[deleted: gone WD-3312]"),
        "new WD-3313",
    ),
    "old-word.doc": ("Old body WD-3314", "Old head WD-3315"),
    "chunks.docx": (
        "Page WD-4401",
        "Rich WD-4402 ä",
        "Document WD-4403",
        "Packed WD-4404",
        "Sheet WD-4405",
        "Before WD-4406",
    ),
    "cut.docx": ("Start WD-4407",),
    "letter.odt": ("Body OD-5501", "Below OD-5502", "Margin OD-5503", "Cell OD-5504", "Head OD-5505"),
    "rich.rtf": ("Head RT-5506", "Žádost RT-5507", "Foot RT-5508", "€100"),
    # Archives
    "forty-deep.zip": ("At the top ZP-6602",),
    "letters.zip": ("Zipped ZP-6603", "x/letter.docx", "Signed file ZP-6604"),
    "locked.zip": ("open.txt",),
    "cut.zip": ("First ZP-6605",),
    "japanese.zip": ("証券.txt", "本文 ZP-6606"),
    # PDF
    "form.pdf": (
        *(
            "Claim form PF-1102",
            "Client number: PF-1101",
            "comboItemB",
            "comboExportB",
            "agree: Yes",
            "reason: married",
        ),
        *("Ida Holm", "Leeds"),
    ),
    "form-on-no-page.pdf": ("PF-1103 on no page",),
    "form-xfa.pdf": ("policy: PF-1104",),
    "notes.pdf": ("Call back about PF-1105", "Ida Holm", "Typed over PF-1106", "Why PF-1107?", "Received PF-1108"),
    "pinned.pdf": ("see PA-2201", "pinned.docx", "Pinned PA-2202", "Cover PA-2203"),
    "portfolio.pdf": ("Letter PA-2204", "letter.pdf", "Sum PA-2205", "sum.txt"),
    "owner-only.pdf": ("Sealed PL-3301",),
    "no-table.pdf": ("Damaged table PO-4401",),
    "junk-before.pdf": ("After junk PO-4402",),
    "sideways.pdf": ("Upright PO-4403", "Sideways PO-4404"),
}
RECOGNISED: dict[str, tuple[str, ...]] = {
    "scan.pdf": ("CLM-550117", "Yours faithfully"),
    "fax.tif": ("HM-881203", "4250.00", "20250417", "04/03/2025", "960123", "HARBOUR MUTUAL"),
    "photo.jpg": ("MTR-770312", "Meter reading"),
}
"""The facts on pictures, which need an engine."""

STATES: dict[str, tuple[tuple[str, PartState], ...]] = {
    "encrypted-smime.eml": (("1", PartState.ENCRYPTED), ("*", PartState.ENCRYPTED)),
    "encrypted-pgp.eml": (("2", PartState.ENCRYPTED), ("*", PartState.ENCRYPTED)),
    "no-closing-mark.eml": (("*", PartState.NOT_FULLY_READ),),
    "no-boundary.eml": (("1", PartState.NOT_FULLY_READ),),
    "piece.eml": (("*", PartState.NOT_FULLY_READ),),
    "kept-elsewhere.eml": (("2", PartState.NOT_FULLY_READ),),
    "winmail-cut.dat": (("*", PartState.DAMAGED),),
    "locked.docx": (("*", PartState.ENCRYPTED),),
    "cut.docx": (("*", PartState.DAMAGED),),
    "forty-deep.zip": (("*", PartState.OVER_BUDGET),),
    "locked.zip": (("1", PartState.ENCRYPTED), ("*", PartState.ENCRYPTED)),
    "cut.zip": (("*", PartState.DAMAGED),),
    "nothing.zip": (("*", PartState.EMPTY),),
    "password.pdf": (("*", PartState.ENCRYPTED),),
    "blank.pdf": (("*", PartState.EMPTY),),
    "cut.pdf": (("*", PartState.DAMAGED),),
    "blank.tif": (("*", PartState.EMPTY),),
    "icon.png": (("*", PartState.EMPTY),),
    "cut.png": (("*", PartState.NOT_FULLY_READ),),
}
