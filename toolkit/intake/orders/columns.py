"""Which columns of an export hold what an order has: customer, number, moment, amount, currency, state."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping

from toolkit.errors import Fault
from toolkit.intake.export import Export
from toolkit.intake.formats import sales, transactions, woocommerce
from toolkit.intake.telling import names_told, refusal, suggestion

ROLES = ("customer", "order", "ordered_at", "amount", "currency", "status", "cancelled", "refunded")
NEEDED = ("customer", "ordered_at", "amount")
# Roles that no column has together with another of these; a currency may stand with the amount.
SOLE = ("customer", "order", "ordered_at", "amount", "status")
SHOPIFY = {
    "customer": "Email",
    "order": "Name",
    "ordered_at": "Created at",
    "amount": "Total",
    "currency": "Currency",
    "status": "Financial Status",
    "cancelled": "Cancelled at",
    "refunded": "Refunded Amount",
}
# API names of the objects order and opportunity, the first that is there.
SALESFORCE = {
    "customer": "accountid contactid account_id",
    "order": "id",
    "ordered_at": "effectivedate closedate activateddate createddate",
    "amount": "totalamount amount grandtotalamount",
    "currency": "currencyisocode",
    "status": "stagename status",
    "cancelled": "isdeleted",
    "closed": "isclosed",
    "won": "iswon",
}
# Labels of fields in reports, in English, Dutch and German.
REPORT = {
    "customer": "accountid customerid klantid kundenid contactid accountname accountnaam kundenname accountemail"
    " contactemail email emailadres",
    "order": "orderid opportunityid ordernumber ordernummer bestelnummer auftragsnummer",
    "ordered_at": "orderstartdate closedate sluitingsdatum sluitdatum schlusstermin abschlussdatum orderdate"
    " besteldatum bestelldatum createddate aanmaakdatum erstelldatum",
    "amount": "orderamount totalamount amount amountconverted totaalbedrag bedrag bestelbedrag gesamtbetrag betrag",
    "currency": "amountcurrency orderamountcurrency currency bedragvaluta valuta betragwahrung wahrung",
    "status": "stage status fase phase",
}


def order_roles(export: Export, columns: Mapping[str, str] | None, zone: str) -> dict[str, str]:
    """Find the column of each role that the export has; `columns` goes before what its format says, "" is none.

    Raises IntakeError where a role, a column or the time zone is not known, or nothing holds the customer, the moment
    or the amount.
    """
    given = columns or {}
    present = list(export.frame.columns)
    faults = [
        Fault("columns", f'"{role}" is not known', f"{suggestion(role, ROLES)}Allowed: {', '.join(ROLES)}.")
        for role in given
        if role not in ROLES
    ]
    try:
        zoneinfo.ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        faults.append(Fault("zone", f'"{zone}" is no time zone', 'Write it as "Europe/Amsterdam".'))
    for role, column in given.items():
        if role in ROLES and column and column not in present:
            mend = f"{suggestion(column, present)}Columns of the file: {names_told(present)}."
            faults.append(Fault(export.file, f'has no column "{column}" ({role})', mend))
    faults += _shared(given)
    found = {**_known(export), **given}
    found = {role: column for role, column in found.items() if column}
    for role in NEEDED:
        if role not in found:
            mend = f"Name it in `columns`. Columns of the file: {names_told(present)}."
            faults.append(Fault(export.file, f"has no column that is known to hold `{role}`", mend))
    if faults:
        raise refusal(export.file, faults)
    return found


def _shared(given: Mapping[str, str]) -> list[Fault]:
    """Find columns that are named for two roles, of which one must be wrong."""
    sole = [(role, given[role]) for role in SOLE if given.get(role)]
    return [
        Fault(
            f"columns.{role}",
            f'names "{column}", as columns.{first} does',
            "Name another column for one of the two.",
        )
        for place, (role, column) in enumerate(sole)
        if (first := next((other for other, same in sole[:place] if same == column), ""))
    ]


def _known(export: Export) -> dict[str, str]:
    """Give what the format of a file says of its columns."""
    names = list(export.frame.columns)
    if export.format == "shopify":
        return {role: name for role, name in SHOPIFY.items() if name in names}
    if export.format == "woocommerce":
        places = {"ordered_at": "date", "order": "order", "currency": "revenue", "status": "status"}
        places |= {"customer": "customer", "amount": "net"}
        return {role: woocommerce.column(names, what) for role, what in places.items()}
    if export.format == "salesforce":
        return _called(names, SALESFORCE)
    if export.format == "salesforce_report":
        return _called(names, REPORT)
    return transactions.roles(names)


def _called(names: list[str], words: Mapping[str, str]) -> dict[str, str]:
    found = {role: sales.called(names, known.split()) for role, known in words.items()}
    return {role: column for role, column in found.items() if column is not None}
