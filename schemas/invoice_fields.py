"""The fields of an invoice by their paths: which there are, and what a text means in them."""

import types
import typing
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, SecretStr

from schemas.capture import FieldPath
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.invoice_line import InvoiceLine

_NO_FIELDS = frozenset({"entity", "beside", "other_accounts"})
"""What is said of a scan, not read off it, and what only a format keeps beside the invoice."""
_TRUTH = {"true": True, "false": False}


def _known(path: str) -> str:
    if kind_at(path) is None:
        raise ValueError("an invoice has no such field")
    return path


InvoiceField = Annotated[FieldPath, AfterValidator(_known)]
"""The path of one value of an invoice, such as `supplier.tax_ids.0.value`."""


@lru_cache(maxsize=4096)
def kind_at(path: str) -> Any:
    """The type of the value at a path; None if no value of an invoice stands there."""
    InvoiceLine.model_rebuild()
    at: Any = SubmitInvoice
    for step in path.split("."):
        at = _beneath(at, step)
    return None if _fields(at) is not None or _element(at) else at


def is_account(path: str) -> bool:
    """Whether the value at the path is an account or card number."""
    return kind_at(path) is SecretStr


def meant(path: str, text: str) -> Any:
    """What a text says in that field: counts and truths are written as text in a scan."""
    kind = kind_at(path)
    if kind is int and text.isascii() and text.isdecimal() and len(text) < 19:
        return int(text)
    return _TRUTH.get(text, text) if kind is bool else text


def _beneath(kind: Any, step: str) -> Any:
    """What stands below a model or a list; None where nothing of that name does."""
    if step.isdigit():
        return _element(kind)
    fields = _fields(kind) or {}
    return _plain(fields[step].annotation) if step in fields and step not in _NO_FIELDS else None


def _fields(kind: Any) -> Any:
    model = isinstance(kind, type) and issubclass(kind, BaseModel)
    return kind.model_fields if model else None


def _element(kind: Any) -> Any:
    return _plain(typing.get_args(kind)[0]) if typing.get_origin(kind) is tuple else None


def _plain(kind: Any) -> Any:
    """The type without what surrounds it: limits, and that it may be absent."""
    origin = typing.get_origin(kind)
    if origin is Annotated:
        return _plain(typing.get_args(kind)[0])
    if origin in (typing.Union, types.UnionType):
        return _plain(next(k for k in typing.get_args(kind) if k is not type(None)))
    return kind
