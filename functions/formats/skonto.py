"""Cash discount written into the text of payment terms, as XRechnung does it."""

import re
from collections.abc import Iterator

from functions.formats.place import Place
from functions.formats.reading import decimal_text
from schemas.terms import DiscountTier

_SKONTO = re.compile(
    r"#SKONTO#TAGE=(?P<days>[0-9]{1,4})#PROZENT=(?P<percent>[0-9.]+)#"
    r"(?:BASISBETRAG=(?P<basis>[0-9.]+)#)?",
    re.ASCII,
)
"""Cash discount in BT-20 (KoSIT, rule BR-DE-18)."""


def skonto(place: Place, note: str | None) -> Iterator[DiscountTier]:
    """Each discount that the note states; what is wrong in it is a finding about `place`."""
    for found in _SKONTO.finditer(note or ""):
        basis = found["basis"]
        yield place.build(
            DiscountTier,
            days=int(found["days"]),
            percent=decimal_text(found["percent"]) or found["percent"],
            basis=(decimal_text(basis, 4) or basis) if basis else None,
        )
