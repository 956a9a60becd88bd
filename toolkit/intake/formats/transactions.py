"""Transactions of customers, as a table that anybody made: a customer, a date and an amount per row.

Two forms are known. The first has a header, in Dutch or English, of which *every* column is known as one of sales: a
table with a question among its columns is no such file. The second has no header: per line, with blanks between, a
customer, perhaps the customer's number in a sample, the date as yyyymmdd, a quantity and an amount, as in the data of
CDNOW by Fader and Hardie. Its columns are named `customer`, `customer_sample`, `date`, `quantity` and `amount`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.formats import sales
from toolkit.intake.formats.headers import cell, first_filled
from toolkit.intake.formats.plain import without_total
from toolkit.intake.received import Parts, Received
from toolkit.intake.telling import listed

# What columns are called, without capitals, blanks and marks.
ROLES = {
    "customer": "klant klantnr klantnummer klantid klantcode debiteur debiteurnr debiteurnummer debiteurennummer"
    " relatie relatienr relatienummer lidnummer pasnummer klantpas customer customerid customernr customerno"
    " customernumber customercode custid client clientid memberid userid accountid accountnumber",
    "order": "order ordernr ordernummer orderid bestelling bestelnr bestelnummer factuur factuurnr factuurnummer bon"
    " bonnr bonnummer transactie transactienr transactienummer transactieid ordernumber orderno invoice invoiceno"
    " invoicenr invoicenumber invoiceid transaction transactionid transactionno receipt receiptno receiptnumber",
    "ordered_at": "datum orderdatum besteldatum aankoopdatum factuurdatum transactiedatum verkoopdatum besteldop"
    " datumtijd datumentijd date orderdate purchasedate invoicedate transactiondate saledate datetime orderedat"
    " createdat created",
    "amount": "bedrag orderbedrag factuurbedrag transactiebedrag totaalbedrag bestelbedrag bedragineuro bedrageur"
    " bedraginclbtw bedragexclbtw bedraginclusiefbtw bedragexclusiefbtw totaalinclbtw totaalexclbtw ordertotaal"
    " orderwaarde amount orderamount invoiceamount totalamount transactionamount ordertotal ordervalue grandtotal",
    "currency": "valuta munt muntsoort currency currencycode",
    "status": "status orderstatus bestelstatus betaalstatus paymentstatus",
}
# Amounts too where the number of an order stands beside them; without it they may be marks or answers.
WEAK_AMOUNTS = "totaal omzet waarde besteding total revenue turnover sales netsales value spend spending"
MAIL = "email emailadres emailaddress customeremail"
PERSONAL = (
    f"{MAIL} naam klantnaam voornaam achternaam tussenvoegsel bedrijf bedrijfsnaam mail telefoon telefoonnr"
    " telefoonnummer mobiel adres straat huisnummer huisnr toevoeging postcode plaats woonplaats geboortedatum name"
    " customername firstname lastname company phone phonenumber mobile address street housenumber zip zipcode"
    " postalcode city birthdate dateofbirth iban rekeningnummer opmerking opmerkingen note notes"
)
OTHERS = (
    "aantal stuks hoeveelheid quantity qty units product producten productnaam productid productcode artikel artikelnr"
    " artikelnummer artikelnaam omschrijving description sku ean stockcode categorie productgroep category kanaal"
    " verkoopkanaal channel winkel filiaal vestiging store storeid branch shop webshop land landcode country regio"
    " countrycode region provincie province btw btwbedrag vat tax korting kortingscode discount discountcode"
    " verzendkosten shipping shippingcosts prijs stukprijs price unitprice betaalmethode betaalwijze paymentmethod"
    " leverdatum verzenddatum betaaldatum deliverydate shippingdate paidat regel regelnr regelnummer line lineno"
    " linenumber medewerker verkoper employee salesperson bron source"
)
KNOWN = frozenset(" ".join([*ROLES.values(), WEAK_AMOUNTS, PERSONAL, OTHERS]).split())
DATE = re.compile(r"\d{1,4}[-/. ]?(?:\d{1,2}|[A-Za-z]{3,9})\.?[-/. ]?\d{1,4}(?:[T ,].*)?")
AMOUNT = re.compile(r"(?:[€$£]|[A-Z]{3})?\s*[-+−]?\s*\d[\d.,' \u00a0]*(?:,?-)?\s*(?:€|[A-Z]{3})?")
LINE = r"\s*(\d{1,12})\s+(?:(\d{1,12})\s+)?((?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d)\s+(\d{1,6})\s+(-?\d+(?:\.\d+)?)\s*"
NAMES = ("customer", "customer_sample", "date", "quantity", "amount")


def fits(received: Received) -> bool:
    """Say whether each column is one of sales, or each line one of such transactions."""
    start = first_filled(received.head)
    if start < 0:
        return False
    if received.kind == "text" and all(map(_is_line, received.head[start:])):
        return True
    names = sales.header(received)
    found = roles(names)
    if not {"customer", "ordered_at", "amount"} <= set(found):
        return False
    dates = [cell(record, names.index(found["ordered_at"])) for record in received.head[start + 1 :]]
    amounts = [cell(record, names.index(found["amount"])) for record in received.head[start + 1 :]]
    return (
        any(dates)
        and all(DATE.fullmatch(one) for one in dates if one)
        and all(AMOUNT.fullmatch(one) for one in amounts if one)
    )


def _is_line(record: Sequence[str]) -> bool:
    return not any(record) or re.fullmatch(LINE, " ".join(record)) is not None


def roles(names: Sequence[str]) -> dict[str, str]:
    """Find what each column of a table of sales is: role → column; nothing where one of the columns is not of sales.

    >>> roles(["Klantnr.", "Orderdatum", "Bedrag (incl. btw)"])
    {'customer': 'Klantnr.', 'ordered_at': 'Orderdatum', 'amount': 'Bedrag (incl. btw)'}
    >>> roles(["Klantnr.", "Orderdatum", "Bedrag", "Hoe tevreden bent u?"])
    {}
    """
    if tuple(names) in (NAMES, NAMES[:1] + NAMES[2:]):
        return {"customer": "customer", "ordered_at": "date", "amount": "amount"}
    named = [name for name in names if name]
    if not set(map(sales.word, named)) <= KNOWN:
        return {}
    found = {role: sales.called(named, known.split()) for role, known in ROLES.items()}
    found["customer"] = found["customer"] or sales.called(named, MAIL.split())
    if found["order"]:
        found["amount"] = found["amount"] or sales.called(named, WEAK_AMOUNTS.split())
    return {role: column for role, column in found.items() if column is not None}


def read(received: Received, companions: Sequence[Received]) -> Parts | Fault:  # noqa: ARG001 - it has none
    """Read the transactions, with a header or without."""
    start = first_filled(received.head)
    if start >= 0 and received.kind == "text" and all(map(_is_line, received.head[start:])):
        return _read_lines(received)
    made = sales.table(received)
    if isinstance(made, Fault):
        return made
    frame, total = without_total(made[0])
    personal = [
        name for name in frame.columns if sales.word(name) in PERSONAL.split() or _is_name(name, frame[name])
    ]
    return Parts(
        frame=frame,
        questions={name: name for name in frame.columns},
        personal=tuple(personal),
        warnings=(*made[1], *total),
        unit="transaction",
    )


def _is_name(name: str, cells: pd.Series) -> bool:
    """Say whether a column that is called customer holds names, and not numbers or codes."""
    if sales.word(name) not in ("klant", "customer", "client", "debiteur", "relatie"):
        return False
    return not cells.str.contains(r"\d", na=True).any()


def _read_lines(received: Received) -> Parts | Fault:
    """Read lines without a header, whose parts stand apart by blanks."""
    width = max(map(len, received.head))
    made = received.table(names=[str(place) for place in range(width)], header_rows=0)
    if isinstance(made, Fault):
        return made
    lines = made[0]["0"].str.cat(made[0].iloc[:, 1:], sep=" ", na_rep="") if width > 1 else made[0]["0"]
    frame = lines.str.extract(f"^{LINE}$")
    frame.columns = list(NAMES)
    other = frame["customer"].isna()
    if other.any():
        where = f"{received.file}, {listed(frame.index[other].tolist())}"
        return Fault(where, "is no line of customer, date, quantity and amount", "Mend it, or take it out.")
    if frame["customer_sample"].isna().all():
        frame = frame.drop(columns="customer_sample")
    questions = {name: name for name in frame.columns}
    return Parts(frame.astype("str"), questions, warnings=made[1], unit="transaction")
