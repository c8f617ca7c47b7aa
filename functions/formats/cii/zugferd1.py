"""ZUGFeRD 1.0: the same invoice under the names of an earlier release of the standard."""

from functions.formats.xml import Element

_ROOT = "CrossIndustryDocument"
_NAMES = {
    "SpecifiedExchangedDocumentContext": "ExchangedDocumentContext",
    "HeaderExchangedDocument": "ExchangedDocument",
    "SpecifiedSupplyChainTradeTransaction": "SupplyChainTradeTransaction",
    "ApplicableSupplyChainTradeAgreement": "ApplicableHeaderTradeAgreement",
    "ApplicableSupplyChainTradeDelivery": "ApplicableHeaderTradeDelivery",
    "ApplicableSupplyChainTradeSettlement": "ApplicableHeaderTradeSettlement",
    "SpecifiedSupplyChainTradeAgreement": "SpecifiedLineTradeAgreement",
    "SpecifiedSupplyChainTradeDelivery": "SpecifiedLineTradeDelivery",
    "SpecifiedSupplyChainTradeSettlement": "SpecifiedLineTradeSettlement",
    "ApplicablePercent": "RateApplicablePercent",
}
_SUMMATION = "SpecifiedTradeSettlementMonetarySummation"
_SUMMATIONS = {
    "ApplicableHeaderTradeSettlement": "SpecifiedTradeSettlementHeaderMonetarySummation",
    "SpecifiedLineTradeSettlement": "SpecifiedTradeSettlementLineMonetarySummation",
}
_REFERENCE = "ReferencedDocument"
_REFERENCED = {"ID": "IssuerAssignedID", "IssueDateTime": "FormattedIssueDateTime"}


def renamed(document: Element) -> Element:
    """The document under the names of D16B, if it is of ZUGFeRD 1.0; any other as it is."""
    if document.name == _ROOT:
        _rename_below(document)
    return document


def _rename_below(parent: Element) -> None:
    children = [child for named in parent.children.values() for child in named]
    parent.children = {}
    for child in children:
        child.name = _name(parent.name, child.name)
        parent.add(child)
        if child.children:
            _rename_below(child)


def _name(parent: str, name: str) -> str:
    if name == _SUMMATION:
        return _SUMMATIONS.get(parent, name)
    if parent.endswith(_REFERENCE):
        return _REFERENCED.get(name, name)
    return _NAMES.get(name, name)
