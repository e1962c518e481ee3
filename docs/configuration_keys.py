"""One sentence for each key of the configuration, by its dotted name; `docs.generate_reference` tables them."""

from __future__ import annotations

from crmbridge.config import CHECK_SCHEMES, CRM_TYPES, REPOSITORY_TYPES, WITNESS_TYPES


def _built_in(types: tuple[str, ...]) -> str:
    return f"{', '.join(f'`{one}`' for one in types)}, or the name of an installed plugin"


_UNUSED_COLUMN = "accepted; no check of this version uses it"

MEANINGS: dict[str, str] = {
    "organisation.name": "The name of the organisation.",
    "organisation.names": "Other names it goes by.",
    "organisation.domains": "Its mail domains. Mail from them is outbound; an address in them identifies no client.",
    "organisation.emails": "Its addresses in other domains.",
    "organisation.phones": "Its telephone and fax numbers.",
    "organisation.addresses": "Its postal addresses.",
    "organisation.identifiers": "Its own account numbers and the like.",
    "organisation.timezone": "Zone of days, statements and times without an offset, like `Europe/London`.",
    "organisation.country": "ISO 3166 code; telephone numbers without a country code are from here.",
    "ledger.url": "The ledger: `sqlite:///` and a path on a local disk. Other databases: not in this version.",
    "store.url": "The folder in which every captured original is kept.",
    "crm.type": f"{_built_in(CRM_TYPES)}.",
    "crm.url": "The database of the embedded CRM: `sqlite:///` and a path.",
    "identifiers.pattern": "What the number looks like. A number counts only where the CRM has exactly this number.",
    "identifiers.context": "Words near the number that make it credible.",
    "identifiers.check": f"How its check digit is computed: {', '.join(f'`{one}`' for one in CHECK_SCHEMES)}.",
    "repositories.name": "A name of your choice (letters, digits, `_`, `.`, `-`), used once. Items are known by it.",
    "repositories.type": f"{_built_in(REPOSITORY_TYPES)}.",
    "repositories.url": "For a folder: its path. A share is named by the path at which it is mounted.",
    "repositories.channel": "The channel of everything in it; with `auto` each document tells.",
    "repositories.direction": "The direction of everything in it; with `auto` each document tells.",
    "repositories.include": "Patterns of the files that are captured. The others are counted as excluded.",
    "repositories.sidecar": "Ending of the text that a scanner or fax server puts beside an image, like `.txt`.",
    "repositories.key": "Finds the item's own number in its path and joins it to a witness.",
    "repositories.fields.occurred_at": "Field with the time of the submission.",
    "repositories.fields.sender_name": "Field with the sender's name.",
    "repositories.fields.sender_email": "Field with the sender's e-mail address.",
    "repositories.fields.client_number": "Field with the client number.",
    "repositories.fields.text": "Field with the words that were typed.",
    "repositories.fields.key": "Field with the submission's own number.",
    "repositories.settle_seconds": "A file younger than this is waited for, once, before it is fetched. 0 to 3600.",
    "repositories.grace": "How long after it was listed an item may wait before it is missing.",
    "witnesses.name": "A name of your choice (letters, digits, `_`, `.`, `-`), used once; no repository has it either.",
    "witnesses.type": f"{_built_in(WITNESS_TYPES)}.",
    "witnesses.path": "The file of the log; may hold wildcards.",
    "witnesses.channel": "The channel that it watches.",
    "witnesses.direction": "The direction that it watches.",
    "witnesses.repositories": "Names of the repositories in which what it saw must turn up; at least one.",
    "witnesses.grace": "How late a capture may be before it is missing.",
    "witnesses.timezone": "Zone of the log's own times, where it is not the organisation's.",
    "witnesses.match": "Finds the number in the text of a document.",
    "witnesses.counts": "Values of the status column that must turn up; others excuse their row. Empty: all but void.",
    "witnesses.void": "Values of the status column of numbers that were never used.",
    "witnesses.consecutive": "Whether the numbers must have no holes.",
    "witnesses.columns.key": "Column with the number of the item. A register needs it.",
    "witnesses.columns.date": "Column with the day. A register needs it.",
    "witnesses.columns.time": "Column with the time of day.",
    "witnesses.columns.sender": "Column with the sender; named in the sentence of a gap.",
    "witnesses.columns.status": "Column with the status.",
    **{
        f"witnesses.columns.{one}": f"Column of that name; {_UNUSED_COLUMN}."
        for one in (
            *("pages", "batch", "kind", "client_number", "town", "files", "pieces", "spoiled", "letter_no"),
            *("from", "to"),
        )
    },
    "calendar.holidays": "Days that are no business days, like `2025-12-25`. Saturdays and Sundays never are.",
    "schedule.sync": "When `crmbridge run` syncs; UTC.",
    "schedule.check": "When `crmbridge run` checks; UTC.",
    "linking.wrong_clients_per_1000": "Accepted and checked; the rules of this version do not use it yet. 0 to 1000.",
    "linking.wrong_cases_per_1000": "Accepted and checked; the rules of this version do not use it yet. 0 to 1000.",
    "web.bind": "Address and port of the desk. It listens on this computer only.",
    "ocr.engine": "What reads scans: `auto` (the best that is installed), `tesseract`, `rapidocr`, `both`, `off`.",
    "ocr.languages": "Tesseract's names of the languages of your documents, the commonest first.",
    "ocr.page_seconds": "How much longer a document may take for each page whose text is recognised. At most 3600.",
    "ocr.document_seconds": "How much longer in all; the pages that are left over are named. At most 36000.",
    "workers.engine": "How documents are read: in processes of this computer.",
    "workers.count": "How many documents are read at once; 0 means one for each processor. At most 256.",
    "workers.wall_seconds": "How long reading one document may take. At most 3600.",
    "workers.memory_mb": "How much memory reading one document may take; at least 128. Not enforced on Windows.",
}
