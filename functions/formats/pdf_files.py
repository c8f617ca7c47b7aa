"""Finding and unpacking the files of a PDF (ISO 32000-2, 7.11 and 14.13).

pypdf repairs what it can, which is right for a page and wrong for an amount: attached data is
unpacked here, and what does not match its own checksum is damaged, not repaired.
"""

import hashlib
import zlib
from collections.abc import Iterator, Set
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import LimitReachedError, PdfReadError
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

from functions.formats.survey import SIZE_MAX_BYTES

_NODES_MAX = 64
_FILES_MAX = 2_000
_UNPACKED_MAX = 4


def named(content: bytes, names: Set[str]) -> Iterator[tuple[str, bytes]]:
    """Name and content of each attached file whose name is one of these, case aside."""
    reader = PdfReader(
        BytesIO(content), root_object_recovery_limit=1_000, xref_stream_maximum_entries=200_000
    )
    seen: set[int] = set()
    for key, file in _files(reader.root_object):
        name = _name(key, file, names)
        stream = _stream(file) if name else None
        if name is None or stream is None or id(stream) in seen:
            continue
        seen.add(id(stream))
        if len(seen) > _UNPACKED_MAX:
            raise LimitReachedError("too many attached invoices")
        yield name, _unpacked(stream)


def _files(root: DictionaryObject) -> Iterator[tuple[PdfObject | None, DictionaryObject]]:
    """Every file specification with its key: those of the name tree, then associated files."""
    for count, (key, file) in enumerate([*_name_tree(root), *_associated(root)]):
        if count >= _FILES_MAX:
            raise LimitReachedError("too many attached files")
        if isinstance(file, DictionaryObject):
            yield key, file


def _name_tree(root: DictionaryObject) -> Iterator[tuple[PdfObject, PdfObject | None]]:
    open_nodes = [_below(_below(root, "/Names"), "/EmbeddedFiles")]
    for count, node in enumerate(open_nodes):
        if count >= _NODES_MAX:
            raise LimitReachedError("too many nodes of attached files")
        flat = _list(node, "/Names")
        yield from zip(flat[::2], flat[1::2], strict=False)
        open_nodes += [kid for kid in _list(node, "/Kids") if isinstance(kid, DictionaryObject)]


def _associated(root: DictionaryObject) -> Iterator[tuple[None, PdfObject | None]]:
    return ((None, file) for file in _list(root, "/AF"))


def _below(node: DictionaryObject, key: str) -> DictionaryObject:
    found = node.get(key)
    found = found.get_object() if found is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _list(node: DictionaryObject, key: str) -> list[PdfObject | None]:
    found = node.get(key)
    found = found.get_object() if found is not None else None
    return [each.get_object() for each in found] if isinstance(found, ArrayObject) else []


def _name(key: PdfObject | None, file: DictionaryObject, names: Set[str]) -> str | None:
    said = [key, *(file.get(kind) for kind in ("/UF", "/F"))]
    texts = (str(each.get_object()).casefold() for each in said if each is not None)
    return next((text for text in texts if text in names), None)


def _stream(file: DictionaryObject) -> StreamObject | None:
    kinds = _below(file, "/EF")
    found = kinds.get("/UF") or kinds.get("/F")
    stream = found.get_object() if found is not None else None
    return stream if isinstance(stream, StreamObject) else None


def _unpacked(stream: StreamObject) -> bytes:
    filters = stream.get("/Filter")
    filters = filters.get_object() if filters is not None else ArrayObject()
    chain = list(filters) if isinstance(filters, ArrayObject) else [filters]
    plain = chain == [] or (chain == ["/FlateDecode"] and "/DecodeParms" not in stream)
    if not plain:
        return _checked(stream, stream.get_data())
    return _inflated(stream._data) if chain else _checked(stream, stream._data)


def _inflated(packed: bytes) -> bytes:
    """Unpacked to the end, where zlib compares its own checksum."""
    inflate = zlib.decompressobj()
    content = inflate.decompress(packed, SIZE_MAX_BYTES + 1)
    if len(content) > SIZE_MAX_BYTES:
        raise LimitReachedError("an attached file is too large")
    if not inflate.eof:
        raise PdfReadError("an attached file breaks off")
    return content


def _checked(stream: StreamObject, content: bytes) -> bytes:
    """The content, if it is what `/Params` says of it; what says nothing is taken as it is."""
    params = _below(stream, "/Params")
    size, digest = params.get("/Size"), params.get("/CheckSum")
    if isinstance(size, int) and size != len(content):
        raise PdfReadError("an attached file has not the size that is said of it")
    said = getattr(digest, "original_bytes", b"")
    md5 = hashlib.md5(content, usedforsecurity=False).digest()
    if len(said) == len(md5) and said != md5:
        raise PdfReadError("an attached file does not match its checksum")
    return content
