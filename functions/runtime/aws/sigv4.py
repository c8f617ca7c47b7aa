"""AWS Signature Version 4 (IAM User Guide, "Create a signed AWS API request").

botocore has a signer too: importing it costs a tenth of a cold start, and each signature three of
these. A test holds both to the same signatures.
"""

import hmac
import time
from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlsplit

ALGORITHM = "AWS4-HMAC-SHA256"
NOT_SIGNED = "User-Agent"


class Credentials(NamedTuple):
    """What a function's role is known by; with a token for as long as it is valid."""

    key: str
    secret: str
    token: str = ""


class HttpRequest(NamedTuple):
    """A request to AWS, signed or not yet; `most` is how many bytes of an answer are wanted."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    most: int


def signed(
    unsigned: HttpRequest, service: str, region: str, credentials: Credentials
) -> HttpRequest:
    """The request with its signature, which holds for some minutes from now.

    Path and query of the URL are encoded as RFC 3986 has it; the query has one parameter at most.
    """
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    where = urlsplit(unsigned.url)
    content = sha256(unsigned.body).hexdigest()
    headers = {
        **unsigned.headers,
        "Host": where.netloc,
        "X-Amz-Content-Sha256": content,
        "X-Amz-Date": now,
    }
    if credentials.token:
        headers["X-Amz-Security-Token"] = credentials.token
    named = sorted((name.lower(), value) for name, value in headers.items() if name != NOT_SIGNED)
    names = ";".join(name for name, _ in named)
    lines = "".join(f"{name}:{value}\n" for name, value in named)
    said = f"{unsigned.method}\n{where.path}\n{where.query}\n{lines}\n{names}\n{content}"
    scope = f"{now[:8]}/{region}/{service}/aws4_request"
    told = f"{ALGORITHM}\n{now}\n{scope}\n{sha256(said.encode()).hexdigest()}"
    key = f"AWS4{credentials.secret}".encode()
    for part in (*scope.split("/"), told):
        key = hmac.digest(key, part.encode(), "sha256")
    headers["Authorization"] = (
        f"{ALGORITHM} Credential={credentials.key}/{scope}, "
        f"SignedHeaders={names}, Signature={key.hex()}"
    )
    return unsigned._replace(headers=headers)
