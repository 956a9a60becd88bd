"""Which columns and cells are taken for personal data, and which are not; what faults show of a cell."""

import csv
import io
import random
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.intake.identifiers import bsn, bsns, dutch_phones, iban, ibans
from toolkit.intake.personal.columns import personal_cells, personal_columns
from toolkit.intake.personal.identifiers import iban_spans, identifier_in, is_bsn, is_iban, is_phone
from toolkit.intake.telling import names_told, suggestion, value_told

HIDDEN = "(a value not shown: it may be personal)"


def column(cells: Sequence[str | None], dtype: str = "str") -> pd.Series:
    values = pd.Series(list(cells), dtype="object").astype("str")
    return values if dtype == "str" else values.astype(pd.api.types.pandas_dtype(dtype))


def kind(cells: Sequence[str | None], header: str = "V1", question: str = "", dtype: str = "str") -> str:
    frame = pd.DataFrame({header: column(cells, dtype)})
    return personal_columns(frame, {header: question} if question else {}).get(header, "")


def test_check_digits_worked_by_hand() -> None:
    # 9·1 + 8·1 + 7·1 + 6·2 + 5·2 + 4·2 + 3·3 + 2·3 − 3 = 66 = 6·11
    assert is_bsn("111222333")
    # As 010000008: 8·1 − 8 = 0
    assert is_bsn("10000008")
    assert not any(
        map(is_bsn, ["111222334", "000000000", "1112223330", "1112223", "11122233x", "", "¹11222333"])
    )
    # The example of the IBAN registry
    assert is_iban("NL91 ABNA 0417 1643 00")
    assert is_iban("gb82west12345698765432")
    assert not any(
        map(
            is_iban,
            ["NL91ABNA0417164301", "NL91ABNA041716430", "QQ91ABNA0417164300", "", "NL91ÄBNA0417164300"],
        )
    )
    assert iban_spans("xNL91ABNA04171643009 GB82 WEST 1234 5698 7654 32.") == [(1, 19), (21, 48)]
    assert is_phone("06-12345678")
    assert is_phone("+44 20 7946 0958")
    assert not any(
        map(is_phone, ["612345678", "0900-1234", "0800 0432", "0000012345", "06-1234", "+", "bel mij"])
    )


@given(st.integers(0, 10**6), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_fails_the_eleven_test(seed: int, place: int, shift: int) -> None:
    right = bsn(seed)
    wrong = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]
    assert is_bsn(right)
    assert not is_bsn(wrong)


@given(ibans(), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_fails_the_check_of_an_iban(right: str, place: int, shift: int) -> None:
    digits = [at for at, sign in enumerate(right) if sign.isdecimal()]
    at = digits[place % len(digits)]
    wrong = right[:at] + str((int(right[at]) + shift) % 10) + right[at + 1 :]
    assert is_iban(right)
    assert not is_iban(wrong)


HEADERS = {
    "name": (
        "Naam | naam | Name | Voornaam | Achternaam | achternaam_partner | FIRSTNAME | full_name | "
        "Klantnaam | RecipientLastName | Billing Name | Wat is uw naam? | Nachname des Empfängers | "
        "Vorname | Employee name | Voorletters | tussenvoegsel | naam_respondent"
    ),
    "e-mail address": (
        "E-mail | EMail | e_mail | emailadres | Wat is uw e-mailadres? | Contact: Email | customer_email"
    ),
    "BSN": "BSN | Burgerservicenummer | sofinummer",
    "IBAN": "IBAN | rekeningnummer | Bankrekeningnummer",
    "IP address": "IPAddress | IP-adres | ip",
    "street address": "Adres | Straat | MAILINGSTREET | Billing Address1 | woonadres | Anschrift",
    "user name": "username | Gebruikersnaam",
    "device number": "Device ID | Network ID",
}
NO_HEADERS = """
Winkelnaam
Bedrijfsnaam
productnaam
Account Name
Lineitem name
Tax 1 Name
Billing Province Name
Payment Terms Name
File name
Name of the store
Naamsbekendheid
plaatsnaam
Klantnummer
klantnr
ID
Response ID
OWNERID
ACCOUNTID
UserLanguage
Location
Website
Hoe tevreden bent u over ons e-mailcontact?
Hoe vaak leest u uw e-mail?
Mogen wij u per telefoon benaderen?
Email opt-in
E-mail verstuurd op
iPhone of Android
What is your job title, if any?
How do you identify?
Adreswijziging doorgegeven
PC4
Relatie
Platform
gender
Phone type
Telefonische bereikbaarheid
company_name
Please enter your address [City]
Woonplaats
Welke naam past het best bij ons?
Geboortejaar
What year were you born?
Tevredenheid
Bellen
""".strip().splitlines()


@pytest.mark.parametrize("expected", HEADERS)
def test_a_header_announces_personal_data(expected: str) -> None:
    for header in HEADERS[expected].split(" | "):
        assert kind([None, None], header) == expected, header
        assert kind(["xqz"] * 3, header) == expected, header
        assert kind([None, None], "Q7", header) == expected, header


@pytest.mark.parametrize("header", NO_HEADERS)
def test_a_header_that_announces_none(header: str) -> None:
    assert kind([None, None], header) == ""
    assert kind(["goed", "slecht", "matig", "geen", "prima"], header) == ""


def test_cells_may_contradict_a_header() -> None:
    assert kind(["1", "0", None], "E-mail") == ""
    assert kind(["Ja", "Nee", "weet niet"], "E-mail") == ""
    assert kind(["E-mail", None], "E-mail") == ""
    assert kind([str(mark) for mark in range(1, 11)], "Telefoon") == ""
    assert kind(["Samsung", "Nokia"], "Telefoon") == ""
    assert kind(["#1001", "#1002"], "Name") == ""
    assert kind(["Foundation - 5000 Widgets", "Media - 500 Widgets"], "NAME") == ""
    assert kind(["1980", "1955"], "Geboortedatum") == ""
    assert kind(["1234", "9711"], "Postcode") == ""
    assert kind(["anonymous"] * 3, "E-mail") == "e-mail address"


def test_cells_confirm_a_header_that_says_more() -> None:
    assert kind(["1-2-1980", "31-12-1975"], "Geboortedatum") == "date of birth"
    assert kind(["1980-01-02 00:00:00"], "Date you are born") == "date of birth"
    assert kind(["0612345678", None], "Telefoon") == "phone number"
    assert kind(["612345678", "687654321"], "mobiel") == "phone number"
    for header in ("Telefoon", "Tel.", "Telefoonnummer", "06-nummer", "Belnummer"):
        assert kind(["612341001", "612341002"], header) == "phone number", header
        assert kind(["612341001.0", None], header) == "phone number", header
    births = "1971-03-14 | 1971-03-14T00:00:00 | 14-3-71 | 14 mrt. 1971 | 14-mrt-71 | 14e maart 1971 | March 14, 1971"
    for birth in [
        *births.split(" | "),
        "14 mei '71",
        "14-03-'71",
        "14031971",
        "19710314",
        "26006",
        "26006.0",
    ]:
        for header in ("Geboortedatum", "Geboren op", "geb.", "Geboortedag"):
            assert kind([birth, None], header) == "date of birth", (header, birth)
    for other in (["1971"], ["Nederland", "Suriname"], ["54"], ["99999"]):
        assert kind(other, "Geboren") == "", other
    for names in (["Jansen", "Zandbak"], ["Xandor"], ["Xandor Prulleveld"]):
        assert kind(names, "Contactpersoon") == "name"
    assert kind(["Ja", "Nee"], "Contactpersoon") == ""
    assert kind(["goed", "slecht"], "Hoe was het contact met uw contactpersoon?") == ""
    assert kind(["52.0", "53.1"], "LocationLatitude") == "coordinates"
    assert kind(["12-AB-34", "KZ-123-B"], "kenteken") == "licence plate"
    assert kind(["'3511 AA", None], "Billing Zip") == "postcode"
    assert kind(["Test Persoon", "Iemand de Ander"], "Customer") == "name"
    assert kind(["new", "returning"], "Customer") == ""
    long = "Vul uw naam en telefoonnummer in als u teruggebeld wilt worden"
    assert kind(["nee", "Xylo 06-12345678", "nee bedankt"], "Q9", long) == "phone number"
    assert kind(["dagelijks", "a@example.nl", "nooit"], "Hoe vaak leest u uw e-mail?") == "e-mail address"


NAMES = [
    "Jan Jansen",
    "Sanne de Vries",
    "J.P. Zandbak",
    "Fatima el Amrani",
    "mevr. Bakker",
    "De Boer, Kees",
    "Marieke van Dam",
]
CONTENTS = {
    "e-mail address": [f"a{row}@example.nl" for row in range(40)],
    "phone number": ["06-12345678", "020 123 45 67", "+31 6 87654321", "+44 20 7946 0958", "(050) 3123456"],
    "IBAN": [iban("NL", f"ABNA04171643{row:02d}") for row in range(20)],
    "BSN": [bsn(seed) for seed in range(20)],
    "IP address": ["192.0.2.1", "10.0.0.7", "2001:db8::8a2e:370:7334"],
    "coordinates": ["52.37021, 4.89517", "53.21938, 6.56650"],
    "postcode with house number": ["1234 AB 12", "9711LM 3a", "3511 aa, 104"],
    "street address": ["Dorpsstraat 12", "Laan van Meerdervoort 9", "221 Baker Street"],
    "name": NAMES,
    "postcode": ["1234 AB", "9711LM", "3511 AA", "1011 ZZ", "8011CW"],
}


@pytest.mark.parametrize("dtype", ["str", "category", "object"])
@pytest.mark.parametrize("expected", CONTENTS)
def test_cells_tell_what_no_header_does(expected: str, dtype: str) -> None:
    assert kind([*CONTENTS[expected], None], dtype=dtype) == expected


def test_a_bsn_column_passes_the_eleven_test_far_more_often_than_chance() -> None:
    draw = random.Random(1)
    numbers = [str(draw.randrange(10**8, 10**9)) for _ in range(3000)]
    assert kind(numbers) == ""
    assert personal_cells(column(numbers)) == ([], "")
    valid = [bsn(seed) for seed in range(100)]
    assert kind(valid[:4]) == ""
    assert kind(valid[:5]) == "BSN"
    assert kind([*valid[:20], "123456789"]) == "BSN"
    assert kind([*valid[:20], "123456789", "123456788", "123456787"]) == ""
    assert kind([f"{one[:4]}.{one[4:6]}.{one[6:]}" for one in valid]) == "BSN"


def test_customer_numbers_with_leading_zeros_are_no_telephone_numbers() -> None:
    draw = random.Random(2)
    numbers = [f"{draw.randrange(10**9):010d}" for _ in range(3000)]
    assert kind(numbers) == ""
    assert personal_cells(column(numbers)) == ([], "")
    phones = [f"06{draw.randrange(10**8):08d}" for _ in range(100)]
    valid = [one for one in phones if is_phone(one)]
    assert kind(valid) == "phone number"
    assert personal_cells(column(valid)) == (list(range(len(valid))), "phone number")


def test_house_numbers_count_only_beside_a_postcode_or_street() -> None:
    frame = pd.DataFrame({"Huisnummer": column(["12", "7"]), "cijfer": column(["8", "9"])})
    assert personal_columns(frame) == {}
    both = frame.assign(Postcode=column(["1234", "9711"]))
    expected = "postcode with house number"
    assert personal_columns(both) == {"Huisnummer": expected, "Postcode": expected}
    street = frame.assign(Straat=column(["Dorpsweg", "Kade"]))
    assert personal_columns(street) == {"Huisnummer": expected, "Straat": "street address"}


def ordinary_columns(rows: int = 300) -> dict[str, list[str]]:
    draw = random.Random(3)

    def of(*values: str) -> list[str]:
        return [draw.choice(values) for _ in range(rows)]

    def numbered(make: str, low: int, high: int) -> list[str]:
        return [make.format(draw.randrange(low, high)) for _ in range(rows)]

    days = pd.date_range("2025-01-03 08:00", periods=rows, freq="7h13min")
    return {
        "0 to 100": numbered("{}", 0, 101),
        "1 to 7 with missing codes": of("1", "2", "3", "4", "5", "6", "7", "8", "99", "-99", "999"),
        "decimals": numbered("7,{}", 0, 10),
        "weights": numbered("0.82{:08d}", 0, 10**8),
        "customer numbers": numbered("{}", 10**9, 10**10),
        "short customer numbers": numbered("{:05d}", 0, 10**5),
        "order names": numbered("#{}", 1000, 9999),
        "order codes": numbered("ORD-{:06d}", 0, 10**6),
        "response ids": [f"R_{draw.getrandbits(60):x}" for _ in range(rows)],
        "account ids": [f"001x0000{draw.getrandbits(36):09x}AAM" for _ in range(rows)],
        "days": days.strftime("%d-%m-%Y").tolist(),
        "moments": days.strftime("%d-%m-%Y %H:%M").tolist(),
        "moments with zone": days.strftime("%Y-%m-%d %H:%M:%S +0100").tolist(),
        "moments of Google": days.strftime("%Y/%m/%d %I:%M:%S a.m. CET").tolist(),
        "days as numbers": days.strftime("%Y%m%d").tolist(),
        "times": days.strftime("%H:%M:%S").tolist(),
        "seconds": numbered("{}", 20, 9000),
        "agreement": of("Helemaal mee eens", "Mee eens", "Neutraal", "Oneens", "Weet niet", "n.v.t."),
        "satisfaction": of("Very Satisfied", "Somewhat Satisfied", "Neither", "Dissatisfied"),
        "ages": of("18-24 jaar", "25-34 jaar", "> 60", "65+"),
        "incomes": of("$50,000 - $99,999", "€ 1.000 - € 2.000", "€ 1.234,50"),
        "regions": of(
            "Noord-Holland", "Zuid-Holland", "Den Haag", "'s-Hertogenbosch", "Nieuw-Vennep", "Groningen"
        ),
        "shops": of("Albert Heijn", "Jumbo", "Bol.com", "Coolblue", "Ikea", "Van der Valk", "HEMA"),
        "channels": of("Winkel, Webshop", "Webshop, Telefoon", "WhatsApp", "App;Chat;"),
        "postcodes of four digits": numbered("{}", 1000, 9999),
        "years of birth": numbered("{}", 1930, 2007),
        "versions": of("Chrome 98.0.4758.102", "Firefox 97.0", "iOS 15.3.1"),
        "sizes": of("1920x1080", "1024x768"),
        "yes or no": of("Ja", "Nee", "Yes", "No", "true", "false"),
        "products": of("Koffie 1kg", "2× Thee, groen", "VAT 21%", "Contract 3 jaar", "Groene Stroom Vast"),
        "open answers": of(
            "Goede service, snel geholpen.", "De prijs is te hoog", "Alles prima zo", "Te lang wachten"
        ),
    }


@pytest.mark.parametrize("name", ordinary_columns(1))
def test_ordinary_columns_are_not_taken_for_personal(name: str) -> None:
    cells = ordinary_columns()[name]
    assert kind(cells) == ""
    assert kind(cells, dtype="category") == ""
    assert personal_cells(column(cells)) == ([], "")


CELLS = {
    "e-mail address": ["jan@example.nl", "Winkel (jan@example.nl)"],
    "IBAN": ["NL91ABNA0417164300", "nl91 abna 0417 1643 00", "GB82 WEST 1234 5698 7654 32"],
    "phone number": ["06-12345678", "0612345678", "+31 6 12345678", "bel 020 123 45 67", "+44 20 7946 0958"],
    "BSN": ["123456782", "1234.56.782", "123 456 782"],
    "IP address": ["192.168.1.20"],
    "postcode with house number": ["1234 AB 12", "1234ab12"],
    "street address": ["Dorpsstraat 12"],
    "coordinates": ["52.37021, 4.89517"],
    "name": ["Jan Jansen", "mevr. De Wit", "J. de Vries", "sanne de vries"],
}


@pytest.mark.parametrize("codes", [["1", "2", "3"], ["Winkel", "Webshop", "Telefoon"], ["4.5", "7,25", "10"]])
@pytest.mark.parametrize("expected", CELLS)
def test_one_cell_among_a_thousand_codes_is_found(expected: str, codes: list[str]) -> None:
    for planted in CELLS[expected]:
        cells = column([*codes * 333, planted])
        cells.index = pd.RangeIndex(2, 1002)
        assert personal_cells(cells) == ([1001], expected), planted
        assert personal_cells(cells.astype("category")) == ([1001], expected), planted


@given(st.one_of(ibans(), bsns(), dutch_phones().filter(is_phone)))
def test_any_planted_identifier_is_found_among_codes(planted: str) -> None:
    rows, _ = personal_cells(column([*"12345" * 200, planted]))
    assert rows == [1000]


def test_several_cells_and_kinds() -> None:
    cells = column(["1", "a@example.nl", None, "2", "NL91ABNA0417164300", "a@example.nl"])
    assert personal_cells(cells) == ([1, 4, 5], "e-mail address and IBAN")
    assert personal_cells(column([])) == ([], "")
    assert personal_cells(column([None, None])) == ([], "")
    assert personal_cells(pd.Series(["\ud800", "a@example.nl"], dtype="object")) == ([1], "e-mail address")


def test_a_name_that_many_share_is_a_brand() -> None:
    assert personal_cells(column(["Jan Jansen"] * 9 + ["1"] * 90)) == (list(range(9)), "name")
    assert personal_cells(column(["Jan Jansen"] * 10 + ["1"] * 90)) == ([], "")


@given(
    st.lists(st.one_of(st.none(), st.text(st.characters(), max_size=30)), max_size=12), st.text(max_size=30)
)
def test_any_cells_and_header_are_read(cells: list[str | None], header: str) -> None:
    series = pd.Series(cells, dtype="object")
    assert set(personal_columns(pd.DataFrame({header: series}), {header: header})) <= {header}
    rows, kinds = personal_cells(series)
    assert bool(rows) == bool(kinds)


def test_identifiers_in_short_texts() -> None:
    assert identifier_in("01-02-2025 10:15:00") == ""
    assert identifier_in("2025-01-03 10:15:00 +0100") == ""
    assert identifier_in("0.8201234567") == ""
    assert identifier_in("192.168.1.300") == ""
    assert identifier_in("2024 om 14") == ""
    assert identifier_in("Supermarkt 3 keer") == ""
    assert identifier_in("PO 12, Hoofdweg 7") == "street address"


KNOWN = """
Helemaal mee eens
n.v.t.
Very satisfied
Very Satisfied
Strongly Agree
Zeer Tevreden
goed
9
99
0,5
1.234,50
8,5/10
=1+1
Q12
Don't know
Weet ik niet
18-24 jaar
Ja, absoluut
10 - excellent
""".strip().splitlines()
SHARED = """
Markt
Albert Heijn
Den Haag
Noord-Holland
Zuid Holland
V1_rapport
Web Shop
Roos
""".strip().splitlines()
UNSHOWN = """
jan@example.nl
06-12345678
06 - 1234 5678
06.12.34.56.78
(020) 123 45 67
NL91 ABNA 0417 1643 00
MT84MALT011000012345MTLCAST001S
123456782
1234.56.782
1234 AB 12
1234ab12
Dorpsstraat 12
192.168.1.20
Jan Jansen
mevr. Jansen
mevrouw jansen
J. de Vries
Sanne
sanne de vries
Xylo Zandbak
Xylo van den Zandbak
Goed geholpen door Xylo Zandbak
""".strip().splitlines()


def test_what_faults_show_of_a_cell() -> None:
    assert [value_told(one) for one in KNOWN] == [f'"{one}"' for one in KNOWN]
    assert [value_told(one, rows=10) for one in SHARED] == [f'"{one}"' for one in SHARED]
    assert [one for one in UNSHOWN if value_told(one, rows=10) != HIDDEN] == []
    # What is not shown may be personal without harm.
    told = value_told("heel goed geholpen aan de balie door Jan Jansen", rows=10)
    assert told == '"heel goed geholpen a…"'


@pytest.mark.parametrize(
    "text",
    [
        *(one for one in SHARED if one not in {"V1_rapport", "Web Shop"}),
        "xandor prulleveld",
        "Prulleveld",
        "3512AB",
        "14 maart 1971",
        "14-3-1971",
        "1971-03-14",
        "g\u200bo\u200bXandor",
        "Иван",
        "heel goed geholpen aan de balie door jan",
    ],
)
def test_a_text_of_few_rows_is_shown_only_if_its_words_are_known(text: str) -> None:
    assert value_told(text, rows=9) == HIDDEN


NO_NAMES = """
Xandor Prulleveld
Xandor_Prulleveld
06-28374655
06_28_37_46_55
x.prulleveld@voorbeeld.nl
Dorpsstraat 12
Dorpsstraat_12
3512 AB 14
""".strip().splitlines()
NAMES = """
SAT_1
Q1_TEXT
998192X12X345
survey_998192_R_data_file.csv
antwoorden_2026-03-01.csv
Recorded Date
Billing Province Name
Hoe tevreden bent u over onze levering?
""".strip().splitlines()


def test_names_of_columns_are_shown_unless_they_may_be_answers() -> None:
    assert names_told(NAMES).split(", ") == NAMES
    assert set(names_told(NO_NAMES).split(", ")) == {"(a name not shown: it may be personal)"}
    assert suggestion("Xandor Prullevelt", NO_NAMES) == ""
    assert suggestion("SAT1", NAMES) == "Did you mean `SAT_1`? "


@given(st.one_of(ibans(), bsns(), dutch_phones()), st.text(max_size=8), st.text(max_size=8))
def test_no_fault_shows_an_identifier(planted: str, before: str, after: str) -> None:
    assert value_told(before + planted + after) == HIDDEN


def records(path: Path, separator: str = ",", encoding: str = "utf-8-sig") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return [record for record in csv.reader(io.StringIO(file.read()), delimiter=separator) if any(record)]


def framed(names: list[str], body: list[list[str]]) -> pd.DataFrame:
    """A frame of text as intake makes it; double names get a number."""
    times = dict.fromkeys(names, 0)
    unique = []
    for name in names:
        unique.append(f"{name}.{times[name]}" if times[name] else name)
        times[name] += 1
    padded = [[cell or None for cell in (*record, *[""] * len(names))][: len(names)] for record in body]
    return pd.DataFrame(padded, columns=unique, dtype="str")


def workbook(path: Path) -> list[list[str]]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return [[str(cell) for cell in row] for row in rows]


REAL = {
    "qualtrics/qualtrics_3header_german_ui.csv": {
        "IPAddress": "IP address",
        "RecipientLastName": "name",
        "RecipientFirstName": "name",
        "RecipientEmail": "e-mail address",
        "LocationLatitude": "coordinates",
        "LocationLongitude": "coordinates",
    },
    "synthetic/SYNTHETIC_shopify_orders_export.csv": {
        "Email": "e-mail address",
        "Billing Name": "name",
        "Billing Street": "street address",
        "Billing Address1": "street address",
        "Billing Address2": "street address",
        "Billing Zip": "postcode",
        "Billing Phone": "phone number",
        "Shipping Name": "name",
        "Shipping Street": "street address",
        "Shipping Address1": "street address",
        "Shipping Address2": "street address",
        "Shipping Zip": "postcode",
        "Shipping Phone": "phone number",
        "Device ID": "device number",
        "Phone": "phone number",
    },
    "synthetic/SYNTHETIC_ms_forms_nl.xlsx": {"E-mail": "e-mail address", "Naam": "name"},
    "synthetic/SYNTHETIC_salesforce_report_export.csv": {"Contact: Email": "e-mail address"},
    "synthetic/SYNTHETIC_woocommerce_analytics_orders.csv": {"Customer": "name"},
    "synthetic/SYNTHETIC_dutch_excel_cp1252.csv": {"naam": "name", "geboortedatum": "date of birth"},
    "synthetic/SYNTHETIC_google_forms_nl.csv": {},
    "salesforce/dataloader_opportunityData.csv": {},
    "google_forms/google_forms_learning_r_first50.tsv": {},
    "surveymonkey/surveymonkey_starwars_first100.csv": {},
    "limesurvey/survey_998192_R_data_file.csv": {
        "Please enter your address [Street]": "street address",
        "Please enter your address [Number]": "postcode with house number",
        "Please enter your address [Postal code]": "postcode with house number",
        "Date you are born": "date of birth",
    },
    "transactions/cdnow_sample_first400.txt": {},
}
# Separator, encoding, and how many records are the header.
READ = {
    "qualtrics/qualtrics_3header_german_ui.csv": (",", "utf-8-sig", 3),
    "synthetic/SYNTHETIC_salesforce_report_export.csv": (",", "cp1252", 1),
    "synthetic/SYNTHETIC_dutch_excel_cp1252.csv": (";", "cp1252", 1),
    "google_forms/google_forms_learning_r_first50.tsv": ("\t", "utf-8-sig", 1),
    "surveymonkey/surveymonkey_starwars_first100.csv": (",", "cp1252", 2),
    "transactions/cdnow_sample_first400.txt": (" ", "utf-8-sig", 1),
}


@pytest.mark.parametrize("file", REAL)
def test_real_exports(shared: Path, file: str) -> None:
    path = shared / "exports" / file
    separator, encoding, header = READ.get(file, (",", "utf-8-sig", 1))
    rows = workbook(path) if path.suffix == ".xlsx" else records(path, separator, encoding)
    if "salesforce_report" in file:  # its footer is narrower than the table
        rows = [row for row in rows if len(row) == len(rows[0])]
    names = [name.strip() or f"column {place}" for place, name in enumerate(rows[0])]
    frame = framed(names, rows[header:])
    questions = dict(zip(frame.columns, rows[1], strict=False)) if header == 3 else {}
    found = personal_columns(frame, questions)
    assert found == REAL[file]
    # The other columns, open answers among them, hold no single cell either.
    assert {name for name in frame.columns if name not in found and personal_cells(frame[name])[0]} == set()
