"""Why our findings and those of the official artefacts differ, where they do: each by name."""

import re
from dataclasses import dataclass
from typing import Literal

Side = Literal["ours", "theirs"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Rules that only one side finds broken, in cases where this was done to the document."""

    side: Side
    rules: str
    deeds: str
    why: str

    def covers(self, side: Side, rule: str, case: str) -> bool:
        """Whether this is the reason."""
        done = case.partition(": ")[2]
        return (
            side == self.side
            and re.fullmatch(self.rules, rule) is not None
            and re.search(self.deeds, done) is not None
        )


_NO_SCHEME = r"drop \d+ (\w+/TaxScheme|TaxScheme/ID)"
_TAX = r"BR-(32|37|47|48|CO-04|CO-17|(S|Z|E|AE|IC|G|O|AF|AG)-[0-9]+)"
_EMPTY_ADDRESS = r"drop \d+ (\w+/Country|Country/IdentificationCode)"
DIFFERENCES = (
    Difference(
        "theirs",
        ".*",
        r"/CustomizationID",
        "who does not claim EN 16931 is not held to what it wants stated, BT-24 itself included",
    ),
    Difference(
        "theirs",
        "BR-0[67]",
        r"drop \d+ (\w+/PartyLegalEntity|\w+/RegistrationName)",
        "a trading name names the party as well",
    ),
    Difference("ours", "BR-(08|10|19)", _EMPTY_ADDRESS, "an address that says nothing is none"),
    Difference("theirs", "BR-(09|11|20|57)", _EMPTY_ADDRESS, "as above, named by BR-08, 10, 19"),
    Difference(
        "theirs", "BR-27", r"drop \d+ (\w+/Price|Price/PriceAmount)", "a missing price is BR-26"
    ),
    Difference("theirs", "BR-50", r"PayeeFinancialAccount/ID", "said by BR-61, which fires"),
    Difference(
        "theirs",
        "BR-52",
        r"drop \d+ AdditionalDocumentReference/ID",
        "without its number the reference to an object (type 130) refers to nothing",
    ),
    Difference(
        "ours",
        "BR-CO-1[0-6]",
        "in thousandths",
        "the artefacts round sums before they compare; ours are exact, and BR-DEC fires on both",
    ),
    Difference(
        "theirs",
        "BR-CO-1[0-6]",
        r"drop \d+ LegalMonetaryTotal/",
        "a missing total is named by BR-12, BR-13, BR-CO-11 or 12, and computed for the others",
    ),
    Difference(
        "theirs",
        "BR-CO-17|BR-(S|AF|AG)-09",
        r"drop \d+ (TaxCategory/Percent|\w+/TaxCategory|TaxCategory/ID)|category \w+ \d+",
        "where no rate is stated there is nothing to multiply; BR-48 fires on both",
    ),
    Difference("theirs", "BR-CO-(19|20)", "emptied", "a period that says nothing is none"),
    Difference("ours", "BR-CO-25", "DueDate|PaymentTerms", "the artefacts do not test it any more"),
    Difference(
        "ours",
        "BR-DEC-1[35]",
        "in thousandths",
        "their test looks for the currency below the tax amount, where none stands: never false",
    ),
    Difference(
        "theirs",
        "BR-O-1[234]",
        r"drop \d+ \w+/ID",
        "a missing category is named by BR-CO-04, BR-32 or BR-37",
    ),
    Difference(
        "ours",
        "BR-(S|AF|AG)-08",
        r"TaxTotal/TaxSubtotal|TaxSubtotal/TaxCategory|TaxCategory/(Percent|ID)",
        "a rate on the lines that the breakdown lacks: the artefacts ask only for rates it has",
    ),
    Difference(
        "ours",
        "BR-CO-17|BR-(S|AF|AG)-09",
        "negated",
        "the artefacts compare without signs: they let a tax be negative on a positive base",
    ),
    Difference(
        "ours",
        "BR-CO-17",
        "plus 0.05|in thousandths",
        "where the rate is zero the artefacts round the tax to a whole unit before they look",
    ),
    Difference(
        "ours",
        "BR-CO-14",
        r"drop \d+ TaxTotal/TaxSubtotal",
        "a total without any breakdown: BR-CO-18 on both sides",
    ),
    Difference("theirs", _TAX, _NO_SCHEME, "a tax without a named scheme is read as VAT"),
    Difference("ours", _TAX, _NO_SCHEME, "a tax without a named scheme is read as VAT"),
    Difference(
        "theirs",
        "BR-CO-15",
        r"drop \d+ Invoice/TaxTotal",
        "no tax total and no tax: net and gross agree, and BR-CO-18 fires on both",
    ),
    Difference(
        "theirs",
        "BR-CL-03",
        "no such",
        "every amount is in the invoice's or the tax currency, which BR-CL-04 and 05 name",
    ),
)


def why(side: Side, rule: str, case: str) -> str | None:
    """The reason for a difference, if there is one."""
    found = (each.why for each in DIFFERENCES if each.covers(side, rule, case))
    return next(found, None)
