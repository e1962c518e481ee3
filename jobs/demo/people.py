"""Who is in the demo office's CRM. Numbers are not here: the cast draws them from the seed.

Telephone numbers are of the ranges kept free for fiction, mail domains end in the reserved `.example`.
"""

from __future__ import annotations

CLIENTS = """
key        | name                        | first     | last       | former         | born       | created
okafor     | Ngozi Okafor                | Ngozi     | Okafor     |                | 1979-05-14 | 2016-02-11
harcourt_a | Alan Harcourt               | Alan      | Harcourt   |                | 1948-09-30 | 2003-06-02
harcourt_m | Margaret Harcourt           | Margaret  | Harcourt   |                | 1951-01-22 | 2003-06-02
pell_t     | Thomas Pell                 | Thomas    | Pell       |                | 1972-12-05 | 2010-10-19
pell_s     | Susan Pell                  | Susan     | Pell       |                | 1974-04-17 | 2011-01-07
smith_old  | John Smith                  | John      | Smith      |                | 1951-02-03 | 1989-04-01
smith_new  | John Smith                  | John      | Smith      |                | 1986-11-20 | 2021-08-30
zielinski  | Jolene Zielinski            | Jolene    | Zielinski  |                | 1983-07-08 | 2014-03-17
brandt     | Catherine Brandt            | Catherine | Brandt     | Catherine Moss | 1991-03-26 | 2018-11-05
achterberg | Willem Achterberg           | Willem    | Achterberg |                | 1966-08-11 | 2012-05-23
fernhill   | Fernhill Joinery Ltd        |           |            |                |            | 2007-09-12
quayside   | Quayside Bakery LLP         |           |            |                |            | 2015-07-01
stmarys    | St Mary's Parish Hall Trust |           |            |                |            | 1998-01-20
lowry      | Edith Lowry                 | Edith     | Lowry      |                | 1937-10-02 | 1978-10-09
dacosta    | Inês da Costa               | Inês      | da Costa   |                | 1988-06-29 | 2019-02-14
macrae     | Hamish MacRae               | Hamish    | MacRae     |                | 1960-01-31 | 1994-08-08
thandi     | Gurpreet Thandi             | Gurpreet  | Thandi     |                | 1977-02-19 | 2013-12-03
oneill     | Siobhán O'Neill             | Siobhán   | O'Neill    |                | 1969-09-09 | 2009-04-28
vance      | Robert Vance                | Robert    | Vance      |                | 1941-11-11 | 1985-05-30
ibrahim    | Yusuf Ibrahim               | Yusuf     | Ibrahim    |                | 1993-08-15 | 2022-01-10
petrova    | Daria Petrova               | Daria     | Petrova    |                | 1985-12-24 | 2020-06-16
huang      | Li Huang                    | Li        | Huang      |                | 1971-03-03 | 2017-10-25
castell    | Rhys Castell                | Rhys      | Castell    |                | 1990-05-01 | 2019-09-02
beaumont   | Beaumont Lettings Ltd       |           |            |                |            | 2011-03-15
"""

REACH = """
key        | emails                                              | phones
okafor     | ngozi.okafor@post.example                           | +44 1632 960101;+44 7700 900101
harcourt_a | harcourts@mailbox.example                           | +44 1632 960112
harcourt_m | harcourts@mailbox.example                           | +44 1632 960112
pell_t     | tom.pell@post.example                               | +44 1632 960125
pell_s     | susan@pellpottery.example                           | +44 1632 960125;+44 7700 900125
smith_old  |                                                     | +44 1632 960133
smith_new  | john.smith86@webpost.example                        | +44 7700 900134
zielinski  | jolene.z@mailbox.example                            | +44 1632 960141
brandt     | c.brandt@post.example                               | +44 7700 900152
achterberg | w.achterberg@werf.example;willem@achterberg.example | +44 1632 960160
fernhill   | office@fernhilljoinery.example                      | +44 1632 960210
quayside   | orders@quaysidebakery.example                       | +44 1632 960417
stmarys    | hall@stmarys-ashmouth.example                       | +44 1632 960233
lowry      |                                                     | +44 1632 960171
dacosta    | ines.dacosta@post.example                           | +44 7700 900181
macrae     | hamish@glenlochfarm.example                         | +44 1632 960190
thandi     | g.thandi@cabpost.example                            | +44 7700 900195
oneill     | siobhan.oneill@mailbox.example                      | +44 7700 900202
vance      |                                                     | +44 1632 960222
ibrahim    | yusuf.ibrahim@webpost.example                       | +44 7700 900244
petrova    | daria@petrova.example                               | +44 7700 900256
huang      | li.huang@lanternshop.example                        | +44 1632 960262
castell    | rhys.castell@webpost.example                        | +44 7700 900277
beaumont   | lettings@beaumont.example                           | +44 1632 960288
"""

ADDRESSES = """
key        | street                          | city          | postcode
okafor     | 4 Chapel Row                    | Dunford       | DF2 7QA
harcourt_a | 17 Lime Avenue                  | Ashmouth      | AM3 5FR
harcourt_m | 17 Lime Avenue                  | Ashmouth      | AM3 5FR
pell_t     | 2 Sluice Cottages               | Port Arden    | PA4 9HD
pell_s     | 2 Sluice Cottages               | Port Arden    | PA4 9HD
smith_old  | 61 Gasworks Road                | Port Arden    | PA2 1LT
smith_new  | Flat 5, 9 Weavers Court         | Dunford       | DF1 3BW
zielinski  | 12 Mill Lane                    | Ashmouth      | AM1 5FD
brandt     | 30 Ropewalk                     | Port Arden    | PA1 8NE
achterberg | The Old Boathouse, Strand       | Port Arden    | PA5 2SJ
fernhill   | Unit 7, Fernhill Trading Estate | Dunford       | DF6 4TY
quayside   | 3 Fish Street                   | Port Arden    | PA1 2BK
stmarys    | Church Lane                     | Ashmouth      | AM2 0HT
lowry      | 8 Almond Close                  | Dunford       | DF3 3PN
dacosta    | 25 Observatory Hill             | Ashmouth      | AM4 6GL
macrae     | Glenloch Farm                   | Upper Dunford | DF9 1AA
thandi     | 114 Station Road                | Dunford       | DF1 9XU
oneill     | 6 Tanner Street                 | Ashmouth      | AM1 7RE
vance      | 40 Cliff Parade                 | Port Arden    | PA6 3QW
ibrahim    | 71 Bridge Street                | Dunford       | DF2 0CC
petrova    | 15 Harbour View                 | Port Arden    | PA1 6QP
huang      | 88 High Street                  | Ashmouth      | AM1 1AB
castell    | 19 Foundry Terrace              | Dunford       | DF4 8EW
beaumont   | 50 Market Square                | Port Arden    | PA1 1MM
"""

CONTACTS = """
client   | first  | last      | role          | emails                             | phones
fernhill | Priya  | Nair      | accounts      | priya.nair@fernhilljoinery.example | +44 1632 960211
fernhill | Dale   | Whitcombe | director      | dale@fernhilljoinery.example       | +44 7700 900310
fernhill | Joan   | Etty      | office        |                                    | +44 1632 960210
quayside | Marcus | Oyelaran  | partner       | marcus@quaysidebakery.example      | +44 7700 900320
quayside | Beth   | Sandford  | bookkeeper    | beth@quaysidebakery.example        | +44 1632 960418
stmarys  | Arthur | Penhale   | treasurer     | treasurer@stmarys-ashmouth.example | +44 1632 960234
stmarys  | Olive  | Renshaw   | secretary     | olive.renshaw@post.example         | +44 1632 960235
lowry    | Paul   | Lowry     | executor      | paul.lowry@webpost.example         | +44 7700 900172
vance    | Helen  | Vance     | attorney      | helen.vance@post.example           | +44 7700 900223
macrae   | Kirsty | Lang      | broker        | kirsty.lang@northgatebrokers.example | +44 1632 960505
thandi   | Kirsty | Lang      | broker        | kirsty.lang@northgatebrokers.example | +44 1632 960505
beaumont | Fiona  | Beaumont  | director      | fiona@beaumont.example             | +44 7700 900330
beaumont | Mark   | Tully     | property care | mark.tully@beaumont.example        | +44 1632 960289
"""

CASES = """
key             | client     | subject                                       | opened     | closed     | former | policy
okafor_motor    | okafor     | Motor claim, rear-end collision               | 2025-02-18 |            |        |
okafor_home     | okafor     | Home contents, lost ring                      | 2022-06-03 | 2022-08-19 |        |
harcourt_roof   | harcourt_a | Storm damage to the roof                      | 2025-01-27 |            |        |
harcourt_cruise | harcourt_m | Travel claim, cancelled cruise                | 2025-02-10 |            |        |
pell_life       | pell_t     | Life policy, change of beneficiary            | 2025-02-26 |            |        | y
pell_kiln       | pell_s     | Kiln fire, studio contents                    | 2023-11-14 | 2024-04-30 |        |
smith_annuity   | smith_old  | Annuity, payment enquiry                      | 2025-03-05 |            |        | y
smith_glass     | smith_new  | Motor claim, windscreen                       | 2025-03-03 |            |        |
zielinski_water | zielinski  | Escape of water, kitchen                      | 2024-11-21 |            | y      |
zielinski_delay | zielinski  | Complaint about delayed settlement            | 2025-03-04 |            |        |
brandt_name     | brandt     | Change of name, new policy papers             | 2025-02-20 |            |        |
brandt_bicycle  | brandt     | Stolen bicycle                                | 2020-07-13 | 2020-09-01 |        |
achterberg_boat | achterberg | Marine cover, sailing dinghy                  | 2025-02-14 |            |        |
fernhill_hand   | fernhill   | Employers' liability, hand injury             | 2025-01-16 |            |        |
fernhill_fleet  | fernhill   | Fleet policy renewal                          | 2025-02-24 |            |        |
quayside_fire   | quayside   | Business interruption after oven fire         | 2025-02-28 |            |        |
quayside_stock  | quayside   | Freezer failure, loss of stock                | 2023-07-06 | 2023-09-29 |        |
stmarys_fair    | stmarys    | Public liability, village fair                | 2025-03-06 |            |        |
lowry_estate    | lowry      | Life policy, notification of death            | 2025-03-10 |            |        | y
dacosta_cracks  | dacosta    | Buildings insurance, cracks in the gable wall | 2025-02-05 |            |        |
macrae_storm    | macrae     | Farm insurance, storm losses                  | 2025-01-29 |            |        |
thandi_bonus    | thandi     | Taxi policy, no-claims bonus                  | 2025-02-27 |            |        |
oneill_debit    | oneill     | Returned direct debit                         | 2025-03-07 |            |        |
oneill_flood    | oneill     | Cellar flood                                  | 2016-01-04 | 2016-05-20 |        |
vance_attorney  | vance      | Registration of a lasting power of attorney   | 2025-03-11 |            |        |
ibrahim_motor   | ibrahim    | Motor claim, car park scrape                  | 2025-02-21 |            |        |
petrova_luggage | petrova    | Travel claim, lost luggage                    | 2025-03-04 |            |        |
huang_window    | huang      | Shop insurance, broken display window         | 2025-02-17 |            |        |
castell_van     | castell    | Theft of tools from a van                     | 2025-02-12 |            | y      |
beaumont_damage | beaumont   | Landlord policy, damage by a tenant           | 2025-03-03 |            |        |
beaumont_rent   | beaumont   | Rent guarantee, 4 Canal Mews                  | 2021-05-12 | 2021-12-08 |        |
"""

MESSAGES = """
key            | case           | sent                      | subject                                    | domain
known_oneill   | oneill_debit   | 2025-03-10T10:05Z | Your direct debit was returned             | harbour.example
known_hand     | fernhill_hand  | 2025-02-19T15:31Z | Injury to Mr Kowal: questions              | harbour.example
known_fire     | quayside_fire  | 2025-03-03T09:12Z | Oven fire: what we need from you           | harbour.example
known_window   | huang_window   | 2025-02-18T11:40Z | Broken display window                      | lanternshop.example
known_van      | castell_van    | 2025-02-13T08:27Z | Tools stolen                               | webpost.example
known_cracks   | dacosta_cracks | 2025-02-06T14:00Z | Cracks in the gable wall                   | post.example
known_luggage  | petrova_luggage | 2025-03-04T17:45Z | Lost suitcase                             | petrova.example
known_motor    | ibrahim_motor  | 2025-02-24T09:30Z | Your claim: the engineer's appointment     | harbour.example
"""
