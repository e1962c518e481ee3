"""The demo office's configuration, commented so that it can be read as a tutorial."""

CONFIGURATION = r"""# The demo office: a small mutual insurer, its mail, its post room and its CRM.
# Everything crmbridge does is decided in this one file. Paths are relative to it. An unknown key is an error.
#
#   crmbridge sync          lists the repositories, reads what is new, links it, delivers it to the CRM
#   crmbridge check         compares repositories, register, ledger and CRM, and names what is missing
#   crmbridge explain ITEM  says why something was linked, or was not
#   crmbridge serve         opens the desk in a browser

[organisation]
# How we recognise ourselves. Nothing written here can ever identify a client.
name = "Harbour Mutual"
names = ["Harbour Mutual Society Ltd"]
domains = ["harbour.example"]          # mail from here is outbound
emails = ["service@harbour.example", "claims@harbour.example"]
phones = ["+44 1632 000100"]
addresses = ["Harbour House, 12 Quay Street, Port Arden PA1 4ZZ"]
identifiers = ["HL-0000-0001-B"]       # the office's own account number
timezone = "Europe/London"
country = "GB"                         # telephone numbers without a country code are from here

[ledger]
# What crmbridge knows: one row an item, its state and its history.
url = "sqlite:///var/ledger.db"

[store]
# Every original, kept under its fingerprint.
url = "var/originals"

[crm]
# The CRM that comes with crmbridge. The files in crm/ fill it:
#   crmbridge crm import --clients crm/clients.csv --contacts crm/contacts.csv \
#                        --cases crm/cases.csv --messages crm/messages.csv
type = "embedded"
url = "sqlite:///var/crm.db"

# The reference numbers of this office. A number counts only when the CRM knows exactly this number.
[identifiers.client_number]
pattern = 'C-\d{6}'

[identifiers.case_number]
pattern = '\d{8}'
# Eight digits alone may be anything; these words near them make them credible.
context = ["case", "our ref", "your ref", "claim"]

[identifiers.account_number]
pattern = 'HL-\d{4}-\d{4}-[A-Z]'
check = "letter-mod22"                 # the last letter is computed from the digits

[ocr]
# Words on faxes, scans and photographs are recognised, by the best of the engines that are installed here
# (`crmbridge doctor` names them). Where there is none, such pages wait for a person.
engine = "auto"
languages = ["eng"]

# The repositories. crmbridge only reads them: nothing in them is moved, marked or deleted.
[[repositories]]
name = "mail"
type = "folder"
url = "mail"
channel = "email"
direction = "auto"                     # each mail tells: from our own domain it is outbound
include = ["**/*.eml"]

[[repositories]]
name = "scans"
type = "folder"
url = "scans"
channel = "letter"
direction = "in"
key = '(?P<key>P-\d{4}-\d{6})'         # the register number in the file name

[[repositories]]
name = "letters-out"
type = "folder"
url = "letters-out"
channel = "letter"
direction = "out"
key = '(?P<key>OL-\d{4}-\d{6})'

[[repositories]]
name = "fax"
type = "folder"
url = "fax"
channel = "fax"
direction = "in"
sidecar = ".txt"                       # the fax server writes recv-0412.txt beside recv-0412.tif

[[repositories]]
name = "forms"
type = "folder"
url = "forms"
channel = "form"
direction = "in"
key = '(?P<key>W\d+)\.'

[repositories.fields]                  # belongs to the repository above: which field of a submission is what
occurred_at = "submitted_at"
sender_name = "name"
sender_email = "email"
client_number = "client_no"
text = "message"
key = "submission_id"

# A witness is a log that knows about communications without our help. What it saw must turn up.
[[witnesses]]
name = "post-room"
type = "register"
path = "register/*.csv"
channel = "letter"
direction = "in"
repositories = ["scans"]
match = 'REG (?P<key>P-\d{4}-\d{6})'   # the sticker that the post room puts on each letter
counts = ["SCANNED"]                   # these must turn up; any other status excuses the line under its own name
void = ["VOID"]                        # explains a hole in the numbers
consecutive = true                     # and there must be no other hole
grace = "1 business day"               # before that a letter is not missing yet

[witnesses.columns]
key = "reg_no"
date = "received_date"
time = "received_time"
sender = "sender_name"
town = "sender_town"
pages = "pages_est"
batch = "batch"
status = "status"
kind = "item_type"

[calendar]
holidays = ["2025-04-18", "2025-04-21"] # Good Friday, Easter Monday

[linking]
# How many wrong automatic links you would accept in 1,000 communications, for a linker that has learned from reviewed
# links. The rules of this version link only what nothing contradicts, whatever stands here.
wrong_clients_per_1000 = 1.0
wrong_cases_per_1000 = 2.0

[web]
bind = "127.0.0.1:8321"
"""
