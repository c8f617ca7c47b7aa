"""Files attached to a PDF from strangers: found, unpacked within limits, or refused by name.

pypdf reads the PDF; it is imported only when there is one.
"""

import logging
import zlib
from collections.abc import Set
from struct import error as StructError
from typing import Any

from functions.formats.survey import SIZE_MAX_BYTES, refusal

_UNPACKED_MAX_BYTES = 4 * 1024 * 1024
"""Of one stream of the PDF's own structure; an attached file may be as large as any file."""
_TAIL_BYTES = 1024
_PADDING = b"\x00\x1a \t\r\n"
_LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": _UNPACKED_MAX_BYTES,
    "lzw_maximum_output_length": _UNPACKED_MAX_BYTES,
    "run_length_maximum_output_length": _UNPACKED_MAX_BYTES,
    "maximum_declared_stream_length": SIZE_MAX_BYTES,
    "stream_filters_maximum_length": 4,
    "array_maximum_element_count": 20_000,
    "disable_legacy_handling": True,
}
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    StructError,
    TypeError,
    ValueError,
    zlib.error,
)
"""What pypdf raises for broken files beside its own errors, as its documentation warns."""


def attachments(content: bytes, names: Set[str]) -> list[tuple[str, bytes]]:
    """Name and content of each attached file of these names (lower case).

    Raises Invalid for a PDF that is cut short, encrypted, damaged, or unpacks to more than is read.
    """
    if b"%%EOF" not in content.rstrip(_PADDING)[-_TAIL_BYTES:]:
        raise refusal("TIE-FILE-TRUNCATED", "the PDF breaks off: no %%EOF", f"byte {len(content)}")
    from pypdf import apply_configuration
    from pypdf import errors as pypdf

    from functions.formats.pdf_files import named

    # It logs what it repairs, and quotes the file when it does.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    with apply_configuration(**_LIMITS):
        try:
            return list(named(content, names))
        except (pypdf.DependencyError, pypdf.FileNotDecryptedError):
            raise refusal("TIE-PDF-ENCRYPTED", "the PDF is encrypted", "trailer") from None
        except pypdf.LimitReachedError:
            raise refusal("TIE-PDF-LIMIT", "the PDF unpacks to more than is read", "PDF") from None
        except (pypdf.PyPdfError, pypdf.DeprecationError, *_BROKEN) as error:
            message = f"the PDF is damaged ({type(error).__name__})"
            raise refusal("TIE-PDF-DAMAGED", message, "PDF") from None
