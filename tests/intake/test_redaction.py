"""What is taken out of open answers, what stays, and what no planted text can escape."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.identifiers import bsns, dutch_phones, emails, foreign_phones, ibans
from toolkit.intake.personal.redaction import MARKS, redacted

NAME, MAIL, PHONE, NUMBER = "[…: N.N.]", "[…: e-mail]", "[…: tel.]", "[…: nr.]"


def one(text: str, known: dict[str, str] | None = None, keep: tuple[str, ...] = ()) -> str:
    frame = (
        None
        if known is None
        else pd.DataFrame({column: [cell] for column, cell in known.items()}, dtype="str")
    )
    return redacted(pd.Series([text], dtype="str"), frame, keep)[0].item()


PLANTED = {
    "Mail mij op sanne.bakker@example.nl svp": f"Mail mij op {MAIL} svp",
    "sanne.bakker (at) example.nl": MAIL,
    "s.bakker @ example.com is mijn adres": f"{MAIL} is mijn adres",
    "sanne punt bakker apenstaartje gmail punt com": MAIL,
    "mail sanne&#64;example.nl": f"mail {MAIL}",
    "Bel 06-12345678.": f"Bel {PHONE}.",
    "bel me op 06 12 34 56 78 aub": f"bel me op {PHONE} aub",
    "(020) 123 45 67": PHONE,
    "call +44 20 7946 0958 please": f"call {PHONE} please",
    "+31 (0)6 1234 5678": PHONE,
    "０６１２３４５６７８": PHONE,
    "06\u200b12345678": PHONE,
    "NL91 ABNA 0417 1643 00": "[…: IBAN]",
    "stort op nl91abna0417164300 graag": "stort op […: IBAN] graag",
    "GB82-WEST-1234-5698-7654-32": "[…: IBAN]",
    "mijn bsn is 123456782": "mijn bsn is […: BSN]",
    "sofinummer 1234.56.782": "sofinummer […: BSN]",
    "BSN 123 456 782!": "BSN […: BSN]!",
    "klantnummer 5551234": f"klantnummer {NUMBER}",
    "order ORD-100234 kwam niet aan": f"order {NUMBER} kwam niet aan",
    "klantnr KL-8837261 krijgt nooit antwoord": f"klantnr {NUMBER} krijgt nooit antwoord",
    "paspoort NX1234567": f"paspoort {NUMBER}",
    "Mijn klantnummer is 48213": f"Mijn klantnummer is {NUMBER}",
    "klantnummer 123 456 graag": f"klantnummer {NUMBER} graag",
    "contractnummer NL2024-55": f"contractnummer {NUMBER}",
    "zaak 8821/24 loopt nog": f"zaak {NUMBER} loopt nog",
    "polis 55.12.88": f"polis {NUMBER}",
    "ticket #48213": f"ticket #{NUMBER}",
    "Ik ben klant 48213": f"Ik ben klant {NUMBER}",
    "zaaknummer C/13/123456": f"zaaknummer {NUMBER}",
    "mijn klantcode is AB12C34": f"mijn klantcode is {NUMBER}",
    "Customer number: 40417": f"Customer number: {NUMBER}",
    "Stuur naar k bakker @ gmail . com": f"Stuur naar {MAIL}",
    "bakker @ example. nl": MAIL,
    "London NW1 6XE": "London […: adr.]",
    "postcode SW1A 1AA": "postcode […: adr.]",
    "Wij wonen Lange Voorhout 8": "Wij wonen […: adr.]",
    "kenteken 12-ABC-3": "kenteken […: auto]",
    "www.janbakker.nl is mijn site": "[…: url] is mijn site",
    "zie www.jan-bakker.nl": "zie […: url]",
    "zie www.wouterjansen.nl": "zie […: url]",
    "Aldus Rinskje": f"Aldus {NAME}",
    "Your agent Xandrina was superb": f"Your agent {NAME} was superb",
    "Dank aan Xandrina en Cor": f"Dank aan {NAME} en {NAME}",
    "jan de vries, bel mij": f"{NAME}, bel mij",
    "Rob heeft mij goed geholpen": f"{NAME} heeft mij goed geholpen",
    "vanaf 192.168.1.20": "vanaf […: IP]",
    "2001:db8::8a2e:370:7334": "[…: IP]",
    "Ik woon op 1234 AB 12": "Ik woon op […: adr.]",
    "1234ab 12a": "[…: adr.]",
    "postcode 9711 LM": "postcode […: adr.]",
    "De buurt rond Dorpsstraat 12 te Haren": "De buurt rond […: adr.] te Haren",
    "Laan van Meerdervoort 1205": "[…: adr.]",
    "prins hendrikkade 5b": "prins […: adr.]",
    "I live at 221 Baker Street": "I live at […: adr.]",
    "Ik ben geboren op 12-03-1980": "Ik ben geboren op […: dat.]",
    "geb. 3 maart 1955": "geb. […: dat.]",
    "born March 3, 1980": "born […: dat.]",
    "born on 12/03/2012": "born on […: dat.]",
    "Mijn auto (12-AB-34) stond daar": "Mijn auto ([…: auto]) stond daar",
    "kenteken: kz123b": "kenteken: […: auto]",
    "x-123-bd": "[…: auto]",
    "52.37021, 4.89517": "[…: gps]",
    "volg @sannebakker99": "volg […: @]",
    "zie https://www.linkedin.com/in/sannebakker": "zie […: url]",
    "facebook.com/sanne.bakker": "[…: url]",
    "Mevrouw Jansen was top": f"Mevrouw {NAME} was top",
    "mevr. de groot belde niet terug": f"mevr. {NAME} belde niet terug",
    "dhr jansen": f"dhr {NAME}",
    "DHR. PIETERSEN BELDE": f"DHR. {NAME}",
    "De heer J.P. de Vries loste het op": f"De heer {NAME} loste het op",
    "Dr. Ömer Çelik": f"Dr. {NAME}",
    "Mrs. O'Brien helped me": f"Mrs. {NAME} helped me",
    "meneer van den broek": f"meneer {NAME}",
    "mijn naam is jan de vries en ik ben boos": f"mijn naam is {NAME} en ik ben boos",
    "Ik heet Xandrina.": f"Ik heet {NAME}.",
    "Ik ben Xandrina en ik wacht al weken": f"Ik ben {NAME} en ik wacht al weken",
    "My name is Siobhan O'Neill": f"My name is {NAME}",
    "Groetjes Xandrina": f"Groetjes {NAME}",
    "Met vriendelijke groet,\nT. van Dongen": f"Met vriendelijke groet,\n{NAME}",
    "mvg henk": f"mvg {NAME}",
    "Kind regards, Peter Brown": f"Kind regards, {NAME}",
    "Sanne heeft mij goed geholpen": f"{NAME} heeft mij goed geholpen",
    "sanne was aardig": f"{NAME} was aardig",
    "MARIEKE WAS FANTASTISCH": f"{NAME} WAS FANTASTISCH",
    "De hulp van Roos was fijn": f"De hulp van {NAME} was fijn",
    "Roos Bakker was top": f"{NAME} was top",
    "I talked to Will about it": f"I talked to {NAME} about it",
    "Grace Kelly at the desk": f"{NAME} at the desk",
    "Jan-Willem en Zoë waren top": f"{NAME} en {NAME} waren top",
    "collega Xandrina kwam te laat": f"collega {NAME} kwam te laat",
    "Fatima el Amrani was geweldig": f"{NAME} was geweldig",
    "J. de Vries": NAME,
    "A.B. Zandbak": NAME,
    "Petra van de Kamp": NAME,
    "ik had contact met Xylo de Bruin": f"ik had contact met {NAME}",
    "van der berg heeft gebeld": f"{NAME} heeft gebeld",
    "hoekstra belde terug": f"{NAME} belde terug",
    "Beste Xandrina, dank": f"Beste {NAME}, dank",
    "Sanne's hulp": f"{NAME}'s hulp",
}


@pytest.mark.parametrize("text", PLANTED)
def test_planted_personal_data_go(text: str) -> None:
    assert one(text) == PLANTED[text]


ORDINARY = """
Helemaal mee eens
n.v.t.
Very satisfied
Strongly Agree
Zeer Tevreden
Goede service, snelle levering.
De medewerker was vriendelijk en deskundig.
Ik ben tevreden over de service.
Ik ben klant sinds 2015 en betaal € 1.250 per jaar.
Ik ben Nederlander en vind het te duur.
Ik wil graag een lagere prijs. Ben verder blij met de app.
Ik koos voor jullie vanwege de prijs.
Mark my words, it will get worse.
Will buy again. Hope the price stays low.
May I suggest a discount? I called in May and June.
I can recommend it. Can you lower prices?
Don't know.
Bill was too high, the bill was wrong again.
Rose gold is a nice colour.
Storm heeft schade gemaakt aan het dak.
Max 3 dagen wachten graag.
Roos is een mooie bloem.
Toon meer begrip voor klanten.
Ernst van de situatie werd onderschat.
De Nederlandse Spoorwegen zijn altijd te laat.
Ik koop liever bij de Bijenkorf of op bol.com.
Medewerkers van de Jumbo zijn aardig.
Service van KPN is beter dan die van Ziggo.
De winkel in Den Haag is ver weg.
Vriendelijk personeel bij Albert Heijn.
meneer was heel vriendelijk en mevrouw aan de telefoon ook
de heer des huizes was er niet
Werd met vriendelijke groet ontvangen
Groetjes en tot ziens!
De prijs is te hoog. De service is goed. Een 8 van 10.
Energielabel A. Goede isolatie. Vitamine C. Daarna ging het beter.
In jan 2024 overgestapt, contract tot 31-12-2026.
Op 12-03-2024 om 14:30 gebeld, na 12-03-2024 14:30 niet meer.
Open van 09.00 - 17.00 uur, ma-vr 9-17.
Van 2019-2020 en 2020/2021 naar 2022.
Het kostte 150000 euro, later € 1.250.000.
Van 12.50 - 15.00 euro per maand, 10 000 klanten, 24/7/365.
Jullie zijn top, julie zijn top!
The staff were friendly and helped by phone.
I spoke to Customer Service twice. Floor manager was kind.
I was @ the store and ordered at bol.com.
Gesproken met Klantenservice, geholpen door de chatbot.
Beste Klantenservice, bedankt. Beste prijs van Nederland.
as regards price, nothing to add
mijn naam is verkeerd gespeld
naam: niet van toepassing
Supermarkt 3 keer per week, onderweg 2 uur.
In 2024 en 12 jaar daarvoor. Klant in 2005 geworden.
o.a. De prijs, e.d. Daarnaast de B.V. en de N.V.
9-tot-17 werken, versie 1.2.3, 10/10!
www.eneco.nl werkt niet goed
Ik bel 0800-1234 en niemand neemt op, ook niet op 0900 1234567 of 14 0182 en 140182.
Goede sfeer op het kantoor in Den Bosch en in Ter Apel. De Bilt is ver.
Rob je klanten niet. Jack my bill up no more!
Ik ga naar Frank Energie of naar Jan Verzekeringen.
De zaak 2024-2025 loopt. Mijn order 12-03-2024 niet. Factuur 1.245,50 of factuur 1850 euro.
Ik woon in Utrecht 3 jaar, sinds Januari 2024. Versie W10 5GB en de A12 niet.
Wij wonen in Zwolle, 2 monteurs kwamen langs. Claim 10000 euro, klant 2015, case 1234 klanten.
Nick mijn fiets niet. Ref: 12 maanden. Lidmaatschap 2022 verlengd.
Ordernummer 12 en contract 3 jaar. Klantnummer onbekend in 2019.
www.energie-vergelijk.nl is duidelijker. Mail is goed. Nl . is een domein @ huis.
Aldus de krant. Dank aan de monteur en Energie Nederland.
Alles naar wens 👍 👨‍👩‍👧 geen op- of aanmerkingen…
""".strip().splitlines()


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_answers_stay_untouched(text: str) -> None:
    assert one(text) == text


def test_a_column_keeps_its_index_and_name_and_counts_over_all_rows() -> None:
    texts = pd.Series(["Bel 06-12345678", None, "goed", "Bel 06-12345678", "x@example.nl of y@example.nl"])
    texts = texts.set_axis([2, 3, 5, 8, 13]).rename("Waarom").astype("str")
    found, counts = redacted(texts)
    assert found.index.tolist() == [2, 3, 5, 8, 13]
    assert found.name == "Waarom"
    assert found.dtype == "str"
    assert found.isna().tolist() == [False, True, False, False, False]
    assert found.dropna().tolist() == [f"Bel {PHONE}", "goed", f"Bel {PHONE}", f"{MAIL} of {MAIL}"]
    assert counts == {"e-mail address": 2, "phone number": 2}


@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_any_kind_of_column_is_read(dtype: str) -> None:
    assert redacted(pd.Series(["x@example.nl", None], dtype=dtype))[0].tolist()[0] == MAIL
    empty, counts = redacted(pd.Series([], dtype=dtype))
    assert (len(empty), counts) == (0, {})
    assert redacted(pd.Series([None, None], dtype=dtype))[0].isna().all()


def test_own_values_go_whatever_their_capitals_and_accents() -> None:
    known = {"Naam": "Bráñdt Bloemkool", "E-mail": "rozenknop@example.nl", "Straat": "Zandbakpad 7"}
    assert one("bloemkool en BRANDT zijn een", known) == "[…] en […] zijn een"
    assert one("groeten, brandt-bloemkool", known) == "groeten, […]"
    assert one("rozenknop hier", known) == "[…] hier"
    assert one("bloemkools ervaring", known) == "[…] ervaring"
    assert one("bij het zandbakpad", known) == "bij het […]"
    assert one("De bloemkolen waren vers, van alles", known) == "De bloemkolen waren vers, van alles"


def test_values_of_others_go_only_where_they_are_no_ordinary_words() -> None:
    names = ["Xylo Zandbak", "Wip Kip", "Winkelier", "Klant", "anonymous", "a-77x"] + [None] * 6
    texts = ["goed"] * 6 + [
        "xylo zandbak hielp",
        "de wip",
        "geen kip",
        "de klant",
        "stay anonymous",
        "A77X of a-77x",
    ]
    known = pd.DataFrame({"Naam": names, "Plaats": ["Amsterdam"] * 12}, dtype="str")
    found, counts = redacted(pd.Series(texts, dtype="str"), known)
    assert found.tolist()[6:] == [
        "[…] hielp",
        "de wip",
        "geen kip",
        "de klant",
        "stay anonymous",
        "A77X of a-77x",
    ]
    assert counts == {"declared value": 1}
    long = pd.DataFrame({"Klantcode": ["kx-7719", "zy-8820"]}, dtype="str")
    assert redacted(pd.Series(["mijn code", "was KX 7719"], dtype="str"), long)[0].tolist() == [
        "mijn code",
        "was […]",
    ]


def test_a_value_that_many_share_points_to_nobody() -> None:
    known = pd.DataFrame({"Plaats": ["Appelscha", *["Amsterdam Zuidoost"] * 20]}, dtype="str")
    texts = pd.Series(["bij Amsterdam Zuidoost", *["in Appelscha"] * 20], dtype="str")
    found = redacted(texts, known)[0].tolist()
    assert found[:2] == ["bij Amsterdam Zuidoost", "in […]"]


def test_known_values_follow_the_index_of_the_texts() -> None:
    known = pd.DataFrame({"Naam": ["Pluis", "Bies"]}, index=[7, 3], dtype="str")
    texts = pd.Series(["de pluis", "de pluis"], index=[3, 7], dtype="str")
    assert redacted(texts, known)[0].tolist() == ["de pluis", "de […]"]


def test_brands_that_are_kept() -> None:
    keep = ("Van der Kamp Energie", "Sanne", "Bloem & Zn.")
    assert (
        one("Van der Kamp  Energie is top, Jan ook", keep=keep) == f"Van der Kamp  Energie is top, {NAME} ook"
    )
    assert one("geholpen door SANNE van Bloem & Zn.", keep=keep) == "geholpen door SANNE van Bloem & Zn."
    assert one("sanne@example.nl van Sanne", keep=keep) == f"{MAIL} van Sanne"
    assert one("Jan van Sanne", {"Naam": "Sanne"}, keep) == f"{NAME} van Sanne"
    assert one("Van der Kamp is top") == f"{NAME} is top"


def test_marks_are_not_marked_again() -> None:
    for mark in MARKS.values():
        assert one(f"mevrouw {mark} en {mark} groetjes {mark}", {"x": "mail", "y": "auto", "z": "tel"}) == (
            f"mevrouw {mark} en {mark} groetjes {mark}"
        )


def test_one_long_word_takes_no_longer_than_its_length() -> None:
    for piece in (
        "a",
        "1",
        "www.",
        "A.",
        "Aa ",
        "@a",
        "punt ",
        "1234ab",
        "in de Jan ",
        "é",
        "groetjes ",
        "klantnummer 1a1a",
        "polis 12-",
        "woon Aa 1",
        "Jan en ",
        "jan de vries ",
    ):
        assert len(one(piece * (20_000 // len(piece)))) > 0


SOME_WORDS = (
    "ik",
    "de",
    "was",
    "jan",
    "06",
    "12",
    "-",
    "2024",
    "€",
    "straat",
    "12-03-2024",
    "van",
    "1",
    "Mevr.",
    "@",
    "NL",
    "polis",
    "klantnummer is",
    "wij wonen",
    "www.",
    "Energie",
    "Rob",
    "0800",
    "Den Bosch",
)
WORDS = st.lists(st.sampled_from(SOME_WORDS), max_size=5)
AROUND = st.one_of(
    st.text(max_size=12), WORDS.map(" ".join), st.from_regex(r"[0-9A-Za-z@.\-+ ]{0,12}", fullmatch=True)
)


def signs(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text.casefold())


@given(AROUND, st.one_of(ibans(), bsns(), dutch_phones(), foreign_phones()), AROUND)
def test_no_planted_number_survives(before: str, planted: str, after: str) -> None:
    found = one(before + planted + after)
    assert planted not in found
    assert signs(planted) not in signs(found)


@given(AROUND, emails(), AROUND)
def test_no_planted_e_mail_address_survives(before: str, planted: str, after: str) -> None:
    found = one(before + planted + after)
    assert planted.casefold() not in found.casefold()
    assert planted.partition("@")[2].casefold() not in found.casefold()


@given(st.text(st.characters(), max_size=60), AROUND, st.text(max_size=12))
def test_any_text_is_read_and_a_second_time_changes_nothing(text: str, more: str, name: str) -> None:
    texts = pd.Series([text, more + text, text + " Jan Jansen " + more], dtype="object")
    known = pd.DataFrame({"n": [name, name, text]}, dtype="object")
    found, _ = redacted(texts, known, keep=(name,))
    again, counts = redacted(found, known, keep=(name,))
    assert again.equals(found)
    assert counts == {}


@given(st.from_regex(r"[A-Z][bcdfgklmnprst]{2}[a-z]{2,8}q", fullmatch=True), AROUND, AROUND, st.booleans())
def test_no_name_of_the_writer_survives(name: str, before: str, after: str, small: bool) -> None:
    planted = name.casefold() if small else name
    text = f"{before} {planted} {after}"
    assert name.casefold() not in one(text, {"Naam": f"Xi {name}"}).casefold()
