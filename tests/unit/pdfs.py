"""PDFs for tests: one empty page, and files attached to it as Factur-X attaches them."""

import hashlib
import zlib
from collections.abc import Iterable
from typing import NamedTuple


class Attached(NamedTuple):
    """A file to attach: packed as Flate, or plain with the MD5 that `/Params` says of it."""

    name: str
    content: bytes
    packed: bool = True
    filters: str = "/FlateDecode"
    parameters: bool = True


def pdf(*files: Attached, associated: bool = True, depth: int = 0, extra: str = "") -> bytes:
    """A PDF 1.7 with these files, found `depth` nodes below the root of their name tree."""
    objects: list[bytes] = [b"", b"<< /Type /Pages /Kids [] /Count 0 >>"]
    specs = [_attach(objects, file) for file in files]
    pairs = " ".join(f"({file.name}) {spec} 0 R" for file, spec in zip(files, specs, strict=True))
    node = _add(objects, f"<< /Names [{pairs}] >>".encode())
    for _ in range(depth):
        node = _add(objects, f"<< /Kids [{node} 0 R] >>".encode())
    listed = " ".join(f"{spec} 0 R" for spec in specs)
    also = f"/AF [{listed}]" if associated else ""
    objects[0] = (
        f"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles {node} 0 R >> {also} >>"
    ).encode()
    return assembled(objects, extra)


def assembled(objects: Iterable[bytes], extra: str = "") -> bytes:
    """The objects with their cross-reference table and a trailer that begins with the catalog."""
    body, offsets = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(offsets) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    trailer = b"trailer\n<< /Size %d /Root 1 0 R %s>>\n" % (size, extra.encode())
    return body + head + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(body)


def stream(content: bytes, entries: str = "") -> bytes:
    """A stream object of these bytes."""
    head = f"<< /Length {len(content)} {entries} >>".encode()
    return head + b"\nstream\n" + content + b"\nendstream"


def _attach(objects: list[bytes], file: Attached) -> int:
    digest = hashlib.md5(file.content, usedforsecurity=False).hexdigest()
    params = f"/Params << /Size {len(file.content)} /CheckSum <{digest}> >>"
    entries = "/Type /EmbeddedFile /Subtype /text#2Fxml " + (params if file.parameters else "")
    if file.packed:
        embedded = stream(zlib.compress(file.content), f"{entries} /Filter {file.filters}")
    else:
        embedded = stream(file.content, entries)
    number = _add(objects, embedded)
    spec = f"<< /Type /Filespec /F ({file.name}) /UF ({file.name}) /AFRelationship /Alternative"
    return _add(objects, f"{spec} /EF << /F {number} 0 R /UF {number} 0 R >> >>".encode())


def _add(objects: list[bytes], content: bytes) -> int:
    objects.append(content)
    return len(objects)
