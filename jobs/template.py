"""The configuration that `crmbridge init` writes."""

TEMPLATE = """\
# crmbridge: which folders hold communications, and which CRM they belong to.
# Relative paths are relative to this file. Secrets never stand here, only the names of environment variables.

[organisation]                       # how we recognise ourselves; nothing of ours may ever identify a client
name = "Your Organisation"
names = []                           # other names it goes by
domains = []                         # ["example.org"]: mail from here is outbound
emails = []                          # ["service@example.org"]
phones = []                          # ["+44 1632 000100"]
addresses = []                       # ["Harbour House, 12 Quay Street, Port Arden PA1 4ZZ"]
identifiers = []                     # our own account numbers and the like
timezone = "UTC"                     # like Europe/London
country = "GB"                       # default region of phone numbers

[ledger]
url = "sqlite:///var/ledger.db"      # a local disk, not a network share

[store]
url = "var/originals"                # every captured original is kept here, named by its SHA-256

[crm]
type = "embedded"                    # a small CRM in a file; fill it with `crmbridge crm import`

# What your reference numbers look like. An identifier counts only where it exists in the CRM.
[identifiers.client_number]
pattern = 'C-\\d{6}'
[identifiers.case_number]
pattern = '\\d{8}'
context = ["case", "our ref", "claim"]   # words near it that make it credible
# [identifiers.account_number]
# pattern = 'HL-\\d{4}-\\d{4}-[A-Z]'
# check = "letter-mod22"             # or luhn, mod11, mod97, verhoeff

# One section for each place that holds documents. Nothing there is ever changed.
[[repositories]]
name = "inbox"
type = "folder"
url = "inbox"
channel = "auto"                     # auto | email | fax | letter | form | call | note
direction = "auto"                   # auto | in | out
include = ["**/*"]                   # what is left out is counted and listed
# sidecar = ".txt"                   # text that the scanner puts beside the image (fax1.tif + fax1.txt)
# key = '(?P<key>P-\\d{4}-\\d{6})'     # the item's own number, from its path

# An independent register of what arrived, to be held against what was captured.
# [[witnesses]]
# name = "post-room"
# type = "register"
# path = "register/*.csv"
# channel = "letter"
# direction = "in"
# repositories = ["inbox"]
# columns = { key = "reg_no", date = "received_date", sender = "sender_name", status = "status" }
# match = 'REG (?P<key>P-\\d{4}-\\d{6})' # how the number looks on the document
# counts = ["SCANNED"]               # status values that must turn up
# void = ["VOID"]
# consecutive = true
# grace = "1 business day"

[calendar]
holidays = []                        # ["2025-12-25"]: no business days

[schedule]                           # for `crmbridge run`; cron, UTC
sync = "*/5 * * * *"
check = "0 * * * *"

[linking]
# Wrong automatic links allowed per 1,000 communications. For a linker that has learned from reviewed links;
# the rules of this version link only what nothing contradicts, whatever stands here.
wrong_clients_per_1000 = 1.0
wrong_cases_per_1000 = 2.0

[ocr]                                # words on scans, faxes and photographs; `crmbridge doctor` names the engines found
engine = "auto"                      # auto | tesseract | rapidocr | both | off
languages = ["eng"]                  # Tesseract's names (eng, deu, fra), the commonest first

[web]
bind = "127.0.0.1:8321"              # the desk
"""
