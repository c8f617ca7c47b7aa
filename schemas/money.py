"""Money: decimal text in, integer minor units for sums; never a float.

Currencies and their minor units are those of ISO 4217 (list one), with withdrawn ones that old
documents still carry. Cash rounding (CHF 0.05) is another matter and not here.
"""

from decimal import Decimal
from typing import Annotated

from pydantic import StringConstraints

Amount = Annotated[
    str,
    StringConstraints(
        pattern=(
            r"^(?:0|-?[1-9][0-9]{0,14}"
            r"|(?:0|-?[1-9][0-9]{0,14})\.[0-9]{1,4}"
            r"|-0\.[0-9]{0,3}[1-9][0-9]{0,3})$"
        ),
        max_length=20,
    ),
]
"""An amount as ASCII digits with at most four decimals: no sign but `-`, no exponent, no `-0`."""

Price = Annotated[
    str,
    StringConstraints(pattern=r"^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,18})?$", max_length=36),
]
"""A unit price: decimals are not limited by the currency (EN 16931, BT-146)."""

Quantity = Annotated[
    str,
    StringConstraints(pattern=r"^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,18})?$", max_length=36),
]
"""A count of units, negative for a return (EN 16931, BT-129)."""

Percent = Annotated[
    str,
    StringConstraints(pattern=r"^(?:0|[1-9][0-9]{0,3})(?:\.[0-9]{1,10})?$", max_length=16),
]
"""A rate in percent, never negative: `19` or `2.25`."""

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""Three letters; whether ISO 4217 knows them is a finance finding (`known`), not a shape."""


def minor_units(amount: str, currency: str) -> int:
    """The amount in minor units. Raises ValueError if it has more decimals than the currency."""
    scaled = Decimal(amount).scaleb(exponent(currency))
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(f"{currency} has {exponent(currency)} decimals")
    return whole


def from_minor(units: int, currency: str) -> str:
    """Minor units as an amount with exactly the currency's decimals."""
    return format(Decimal(units).scaleb(-exponent(currency)), "f")


def known(currency: str) -> bool:
    """Whether ISO 4217 lists the code, now or formerly."""
    return currency in _TWO or currency in _OTHER


def exponent(currency: str) -> int:
    """Decimals of the currency's minor unit. Raises ValueError for an unknown code."""
    if not known(currency):
        raise ValueError(f"{currency} is not an ISO 4217 code")
    return _OTHER.get(currency, 2)


_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DECIMALS = "CLF UYW"
_TWO_DECIMALS = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
    "GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD "
    "LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB "
    "PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP "
    "SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW "
    "ZWG ANG BGN CUC HRK SLL ZWL"
)
_OTHER = {
    **dict.fromkeys(_NO_DECIMALS.split(), 0),
    **dict.fromkeys(_THREE_DECIMALS.split(), 3),
    **dict.fromkeys(_FOUR_DECIMALS.split(), 4),
}
_TWO = frozenset(_TWO_DECIMALS.split())
