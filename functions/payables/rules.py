"""Everything that is wrong with an invoice in itself, all of it at once."""

from datetime import date
from itertools import chain

from functions.payables.coded import code_findings
from functions.payables.currencies import currency_findings
from functions.payables.dates import date_findings
from functions.payables.heading import heading_findings
from functions.payables.lines import line_findings
from functions.payables.parties import party_findings
from functions.payables.payment import payment_findings
from functions.payables.peppol import peppol_findings
from functions.payables.presence import presence_findings
from functions.payables.sums import unit
from functions.payables.tax_bases import base_findings
from functions.payables.tax_conditions import condition_findings
from functions.payables.taxes import tax_findings
from functions.payables.terms import terms_findings
from functions.payables.totals import totals_findings
from schemas.finding import Finding, at_most
from schemas.invoice import Invoice, InvoiceContent
from schemas.terms import PaymentTerms


def findings(
    invoice: InvoiceContent,
    *,
    today: date,
    tolerance_minor_units: int = 1,
    future_days: int = 2,
    age_days_max: int = 1096,
    rounding_max_minor_units: int = 100,
    supplier_terms: PaymentTerms | None = None,
) -> tuple[Finding, ...]:
    """Each rule that the invoice breaks: the standard's own id where it has one, else `TIE-…`.

    Totals hold to the minor unit. `tolerance_minor_units` is what policy allows where a figure was
    multiplied and rounded: line net, taxable amount and tax of a rate, percentages.
    """
    tolerance = tolerance_minor_units * unit(invoice.currency)
    rounding_max = rounding_max_minor_units * unit(invoice.currency)
    return at_most(
        chain(
            invoice.doubts if isinstance(invoice, Invoice) else (),
            presence_findings(invoice),
            party_findings(invoice),
            code_findings(invoice),
            payment_findings(invoice),
            heading_findings(invoice),
            currency_findings(invoice),
            totals_findings(invoice, rounding_max),
            tax_findings(invoice, tolerance),
            base_findings(invoice, tolerance),
            condition_findings(invoice),
            line_findings(invoice, tolerance),
            date_findings(invoice, today, future_days, age_days_max),
            terms_findings(invoice, supplier_terms),
            peppol_findings(invoice),
        )
    )
