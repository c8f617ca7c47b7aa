"""Whatever an EDI message says ends in a field, beside it, or in a finding: nothing is lost.

Each data element of each fixture is changed, filled where it is empty, and added behind the last;
what is read of the file must be another, or a finding or refusal must say why it is not.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from functions.formats import sniff
from functions.runtime.errors import Invalid
from functions.runtime.reading import Unreadable
from schemas.commands.submit_invoice import SubmitInvoice

FIXTURES = Path(__file__).parents[1] / "fixtures"
BATCHES = ("edifact/batch_in_group_d01b.edi", "x12/batch_of_three.edi")
WHOLE = ("edifact/invoice_d96a.edi", "x12/invoice_004010.edi")
EVERY = 6
"""Of the large ones every sixth element is changed in the short run."""
MORE = {
    "edifact/invoice_d96a.edi": {
        "CUX+2:EUR:4'": (
            "CUX+2:EUR:4:1+3:USD:9:x+1,1+XXX'DTM+265:20261201:102:x'DTM+131:20261030:102'RFF+CT:K-1:2:3'RFF+ALO:WE:1'"
            "DTM+171:20260930:102'RFF+IV:OLD:1:2'DTM+3:20260930:102'DTM+171:20260929:102'RFF+MG:M1:9'"
            "TDT+20+1+30+31+C:172:20:Name'TOD+3++CIF'LOC+1+HAM'PAC+4++CT'MEA+WT+G+KGM:12'"
            "MOA+39:3,00:EUR'"
        ),
        "NAD+DP+4098765000019::9'": (
            "NAD+DP+DP1:160:9+free:form+Lager:Nord+Str. 1:x:y:z+Kiel+SH+24103+DE'RFF+VA:DE1'"
            "RFF+XA:HRB1'CTA+GR+1:Wart'COM+1:TE'COM+2:FX'LOC+7+x'"
            "NAD+IV+IV1::92++Zentrale'RFF+VA:DE2'NAD+II+I1'CTA+AR+7:Amt'COM+a@b.c:EM'COM+b@b.c:EM'"
            "NAD+PE+P2:160:16++Zweite'FII+RH+DE02120300000000202051:A:B:EUR+BYLADEM1001:25:5:x:y:z:n'"
            "RFF+PY:123456'RFF+RT:BLZ'RFF+PB:654321'"
        ),
        "PAT+22++5:3:D:10'": (
            "PAT+3+6+5:3:CD:30'DTM+12:20261110:102'PCD+15:3'MOA+25:5,00'PAI+1:2:3'FII+AB+99887766'"
            "PAT+22+6:1:2:3:x+5:1:D:7'PCD+12:4'PAT+22++66:3:D:7'PCD+12:4'PAT+20+1+5:3:M:2'"
        ),
        "ALC+C++++FC:::Fracht'": (
            "ALC+C+Nr:ABL+1+2+FC:160:9:Fracht:frei'ALI+DE'QTY+1:2:C62'PCD+2:3:13'MOA+23:2,00'"
            "MOA+8:2,00'MOA+25:66,67'RTE+1:2'TAX+1+VAT+x+9+e:f:g:7+S+id'FTX+AAI+++warum'"
        ),
        "LIN+3'": (
            "LIN+3+5+4711:EN:1:2+1:2+3'PIA+5+B-3:BP:1:2+S-3:SA+U-3:UA:3:4+99:HS'PIA+1+S-4:SA'"
            "IMD+C+8+ID:1:2:Teil:Zwei:de'IMD+F++:::Drei'MEA+PD+LN+MMT:7'QTY+47:1:C62:x'QTY+12:3:C62'"
            "ALI+CN+2'DTM+35:20261001:102'DTM+263:2026100120261031:718'FTX+AAI+1+2:3+Text:mehr+de'"
            "MOA+66:2,00'PRI+AAA:1,00:CT:NTP:1:C62'PRI+AAB:1,00:CA:SRP:1:C62'"
            "RFF+ON:PO-1:11'RFF+AAK:LS'LOC+1+x'TAX+7+VAT+x+9+e:f:g:19+S+id'TAX+7+VAT+++:::7+E'"
            "NAD+DP+L9'ALC+C++++FC'MOA+23:0,50'ALC+A++++DI'PCD+1:5'MOA+204:0,25'"
        ),
        "MOA+9:1008,30'": (
            "MOA+9:1008,30:EUR:4:x'MOA+53:18,81'MOA+39:1108,32'MOA+176:180,00:USD'"
            "ALC+A+Skonto++++x'ALI+FR'MOA+8:1,00'"
        ),
    },
    "x12/invoice_004010.edi": {
        "CUR*SE*EUR~": "CUR*SE*EUR*1.1*SE*USD*X~NTE*ZZZ*mehr~",
        "REF*CR*EINKAUF-12~": (
            "REF*CR*EINKAUF-12*Wer*PO>1~REF*ZZ*x*y~REF*11*00112233~REF*AP*445566*Kto~REF*IA*V-1*z~"
            "REF*PO*PO-2~REF*OI*N-1*q~FOB*PP*OR*x*01*CIF~N9*L1*x*y*20261030~MSG*Hallo*SS~"
        ),
        "N1*ST**UL*4098765000019~": (
            "N1*ST*Lager*UL*4098765000019*01*SE~N2*Nord*Ost~N3*Str. 1*x~N3*y*z~"
            "N4*Kiel*SH*24103*DEU*7*x~REF*VX*DE3~PER*RE*Wart*TE*1*TE*2*EM*c@d.e*x~DMG*D8*x~"
            "N1*RI*Bank*1*7~N2*Bank*Zwei~REF*PY*7788*Bank*x~PER*AR*Amt*WP*1*FX*2*UR*3~"
            "N1*II*Noch einer*9*8~REF*TJ*1*d~N1*BY*Kunde*92*K~REF*GT*1*d~"
        ),
        "ITD*08*3*1.00**20~": (
            "ITD*08*3*1.00*20261120*20*20261130*30*5*20261231*6*50*frei*7*PP*8~"
            "ITD*01*2*2*20261105**20261231*40~ITD*01**0**5~ITD*12*3*-1**5*20261201*14*1~"
        ),
        "DTM*150*20261005~": (
            "TXI*VA*1.00*19*VD*x*1*0*5*A*B~PAM*01*1*EA*1*900.00*x~PAM****2*1~PID*X*08*VI*C*Text*S1*Y*E~"
            "MEA*PD*LN*1*MM~SLN*1*x*I*2*EA*3*PE~DTM*150*20261005*0900~DTM*151*20261009~DTM*011*20261004~"
            "REF*ZZ*a~SAC*C*D240*VI*1*700*3*2*4*EA*1*2*02*R*O*Porto*E~TXI*ST*0.10*1~CUR*BY*USD~"
        ),
        "IT1*3*2*C62*20~": (
            "IT1*3*2*C62*20*PE*VP*a*BP*b*UA*c*ZZ*d*EN*4012345000016*UP*012345678905*PO*P*PL*3~"
        ),
        "TDS*110832~": "TDS*110832*1*2*3~CAD*M*x*y*Z*UPS~AMT*5*1.00*C~AMT*5*2*D~",
        "SAC*C****1500**********Fracht~": (
            "SAC*C*H850***16746**********Steuer~"
            "SAC*C*D240*VI*1*1500*3*2*4*EA*1*2*02*R*O*Fracht*E~TXI*VA*1*19*****5~ISS*1*CT*2*KG~PID*F****x~"
        ),
        "CTT*3*262~": "CTT*3*262*1*KG*2*CF*x~",
    },
}
"""Segments that say more than any invoice does, in place of one of the fixture's."""
ENVELOPES = ("ISA", "GS", "GE", "IEA", "UNA", "UNB", "UNG", "UNE", "UNZ")
CONTROL = {
    ("UNH", 2, 2): "version of the directory: how to read it",
    ("UNH", 2, 3): "its release",
    ("UNS", 1, 1): "parts lines from totals",
}
"""Places that only say how the message is built."""


class Marks(NamedTuple):
    """The delimiters of a fixture."""

    element: str
    component: str
    terminator: str


def _marks(text: str) -> Marks:
    return Marks("*", "", "~") if "ISA*" in text else Marks("+", ":", "'")


class Change(NamedTuple):
    """One data element that says something else."""

    segment: int
    tag: str
    element: int
    component: int
    said: str
    says: str


def _changes(segments: list[str], marks: Marks) -> Iterator[Change]:
    for place, segment in enumerate(segments):
        elements = segment.split(marks.element)
        tag = elements[0].strip()
        if tag[:3] in ENVELOPES or tag == "":
            continue
        for element in range(1, len(elements) + 1):
            whole = elements[element] if element < len(elements) else ""
            parts = whole.split(marks.component) if marks.component else [whole]
            for component in range(1, len(parts) + (1 if marks.component else 0) + 1):
                said = parts[component - 1] if component <= len(parts) else ""
                yield Change(place, tag, element, component, said, _other(said))


def _other(said: str) -> str:
    """Something else of the same kind: another number, or a text that no code list has."""
    last = said[-1:]
    return said[:-1] + str((int(last) + 1) % 10) if last.isdigit() else "QQ7"


def _apply(segments: list[str], change: Change, marks: Marks) -> str:
    elements = segments[change.segment].split(marks.element)
    elements += [""] * (change.element + 1 - len(elements))
    parts = elements[change.element].split(marks.component) if marks.component else [""]
    parts += [""] * (change.component - len(parts))
    parts[change.component - 1] = change.says
    elements[change.element] = marks.component.join(parts)
    changed = [*segments]
    changed[change.segment] = marks.element.join(elements)
    return marks.terminator.join(changed)


def _read(text: str) -> list[SubmitInvoice | Unreadable] | str:
    try:
        return list(sniff.read(text.encode()))
    except Invalid as refused:
        return refused.detail


def _said(name: str, more: dict[str, str]) -> str:
    """The fixture on one line, saying more, with its segments counted anew."""
    text = (FIXTURES / name).read_text("utf-8-sig").replace("\n", "")
    for old, new in more.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    if not more:
        return text
    opens, closes, end = ("ST*", "SE*55", "~") if "ISA*" in text else ("UNH+", "UNT+94", "'")
    count = text[text.index(opens) : text.index(closes)].count(end) + 1
    return text.replace(closes, f"{closes[:-2]}{count}")


@pytest.mark.parametrize("name", BATCHES)
def test_no_data_element_is_lost(name: str) -> None:
    assert _lost(_said(name, {})) == []


@pytest.mark.parametrize(("name", "more"), MORE.items())
def test_nor_is_what_an_invoice_seldom_says(name: str, more: dict[str, str]) -> None:
    assert _lost(_said(name, more), EVERY) == []


@pytest.mark.slow
@pytest.mark.parametrize(("name", "more"), [*((name, {}) for name in WHOLE), *MORE.items()])
def test_none_at_all_is_lost(name: str, more: dict[str, str]) -> None:
    assert _lost(_said(name, more)) == []


def _lost(text: str, every: int = 1) -> list[Change]:
    """The changes after which the file reads as before."""
    marks = _marks(text)
    segments = text.split(marks.terminator)
    whole = _read(text)
    assert isinstance(whole, list)
    refused = {each.ordinal for each in whole if isinstance(each, Unreadable)}
    assert len(refused) < len(whole)
    changes = [
        change
        for change in _changes(segments, marks)
        if (change.tag, change.element, change.component) not in CONTROL
        and _of_message(segments, change.segment) not in refused
    ]
    return [one for one in changes[::every] if _read(_apply(segments, one, marks)) == whole]


def _of_message(segments: list[str], place: int) -> int:
    """The ordinal of the message that a segment stands in."""
    return sum(one.strip().startswith(("UNH", "ST*")) for one in segments[: place + 1])
