"""The segment groups of INVOIC (UN/EDIFACT D.96A and D.01B): what belongs below what."""

from functions.formats.groups import Grammar

_RFF: Grammar = {"DTM": {}}
_REFERENCE: Grammar = {**_RFF, "GIR": {}, "LOC": {}, "MEA": {}, "QTY": {}, "FTX": {}, "MOA": {}}
"""References of the heading, which D.01B lets say more."""
_TAX: Grammar = {"MOA": {}, "LOC": {}}
_NAD: Grammar = {
    "LOC": {},
    "FII": {},
    "MOA": {},
    "RFF": _RFF,
    "DOC": {"DTM": {}},
    "CTA": {"COM": {}},
}
_ALC: Grammar = {
    "ALI": {}, "RFF": _RFF, "DTM": {}, "QTY": {"RNG": {}}, "PCD": {"RNG": {}},
    "MOA": {"RNG": {}, "CUX": {}, "DTM": {}}, "RTE": {"RNG": {}}, "TAX": _TAX, "FTX": {},
}  # fmt: skip
_PAT: Grammar = {"DTM": {}, "PCD": {}, "MOA": {}, "PAI": {}, "FII": {}}
HEADING: Grammar = {
    "RFF": _REFERENCE, "NAD": _NAD, "TAX": _TAX, "CUX": {"DTM": {}}, "PAT": _PAT, "ALC": _ALC,
    "TDT": {"TSR": {}, "LOC": {"DTM": {}}, "RFF": _RFF}, "TOD": {"LOC": {}},
    "EQD": {"SEL": {}}, "PAC": {"MEA": {}, "PCI": {"RFF": {}, "DTM": {}, "GIN": {}}},
    "RCS": {"RFF": {}, "DTM": {}, "FTX": {}}, "AJT": {"FTX": {}}, "INP": {"FTX": {}},
}  # fmt: skip
LINE: Grammar = {
    **HEADING, "RFF": _RFF, "MOA": {"CUX": {}},
    "PRI": {"CUX": {}, "APR": {}, "RNG": {}, "DTM": {}},
}  # fmt: skip
SUMMARY: Grammar = {
    "RFF": _RFF,
    "TAX": {"MOA": {}},
    "ALC": {"ALI": {}, "MOA": {}, "FTX": {}},
}
