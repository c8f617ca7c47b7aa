"""A session with SAP: OAuth token, CSRF token, cookies, and how often each may be renewed.

Token: client credentials (RFC 6749, section 4.4), the client by HTTP Basic (2.3.1), token endpoint
`/sap/bc/sec/oauth2/token`. CSRF: "How does CSRF token work? SAP Gateway" (SAP blogs, 2021-06-04):
a GET with `X-CSRF-Token: Fetch`, then token *and every cookie* with the write (KBA 3048103 and
3339155); 403 with `x-csrf-token: Required` means fetch again.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from weakref import WeakKeyDictionary

from functions.connectors.calls import Calls
from functions.runtime.errors import Unavailable
from functions.runtime.ports import Remote, Reply, Request

SERVICE = "/sap/opu/odata/sap/API_SUPPLIERINVOICE_PROCESS_SRV"

_MARGIN = timedelta(seconds=60)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_NEXT_COOKIE = re.compile(r",\s*(?=[^;,=\s]+=)")


@dataclass(slots=True)
class Kept:
    """What one process keeps of its session; as long as the connections it belongs to."""

    token: str = ""
    until: datetime = _LONG_AGO
    csrf: str = ""
    cookies: dict[str, str] = field(default_factory=dict)


_KEPT: WeakKeyDictionary[Remote, Kept] = WeakKeyDictionary()


class Session:
    """The requests of one `send`, `ask` or `probe`: each token is renewed once at most."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.settings = calls.remote.secret("sap")
        self.root = self.settings["base_url"].rstrip("/") + SERVICE
        self.kept = _KEPT.setdefault(calls.remote, Kept())
        self.renewable = {"token", "csrf"}

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        """A question: it changes nothing. Raises Unavailable, nothing else."""
        sent = {**self._identity(), **(headers or {})}
        reply = self.calls.safe(Request("GET", self.root + path, sent))
        if self._renew(_stale(reply)):
            return self.get(path, headers)
        if reply.status != 200:
            raise Unavailable(f"SAP answered {reply.status} to a question")
        self.kept.cookies |= _cookies(reply)
        return reply

    def post(self, path: str, body: bytes) -> Reply:
        """A write: sent again only when it was turned away for an old token or CSRF token."""
        reply = self._post(path, body)
        while self._renew(_stale(reply)):
            reply = self._post(path, body)
        return reply

    def fetch(self) -> None:
        """Fetch a CSRF token with the session's cookies. Raises Unavailable."""
        reply = self.get("/", {"x-csrf-token": "Fetch"})
        token = reply.headers.get("x-csrf-token", "")
        if not token or token.lower() == "required":
            raise Unavailable("SAP gave no CSRF token")
        self.kept.csrf = token

    def _post(self, path: str, body: bytes) -> Reply:
        if not self.kept.csrf:
            self.fetch()
        headers = {
            **self._identity(),
            "x-csrf-token": self.kept.csrf,
            "content-type": "application/json",
        }
        return self.calls.once(Request("POST", self.root + path, headers, body))

    def _identity(self) -> dict[str, str]:
        headers = {
            "authorization": f"Bearer {self._token()}",
            "accept": "application/json",
            "accept-language": "en",
        }
        if self.kept.cookies:
            headers["cookie"] = "; ".join(f"{name}={it}" for name, it in self.kept.cookies.items())
        return headers

    def _token(self) -> str:
        if not self.kept.token or self.kept.until <= self.calls.now:
            self.kept.token, lifetime = _grant(self.calls.safe(self._token_request()))
            self.kept.until = self.calls.now + lifetime - _MARGIN
        return self.kept.token

    def _token_request(self) -> Request:
        client = f"{self.settings['client_id']}:{self.settings['client_secret']}"
        headers = {
            "authorization": "Basic " + base64.b64encode(client.encode()).decode(),
            "content-type": "application/x-www-form-urlencoded",
            "accept": "application/json",
        }
        form = b"grant_type=client_credentials"
        return Request("POST", self.settings["token_url"], headers, form)

    def _renew(self, stale: str) -> bool:
        """Forget what is stale, once each; False when there is nothing to renew any more."""
        if stale not in self.renewable:
            return False
        self.renewable.discard(stale)
        if stale == "token":
            self.kept.token = ""
        else:
            self.kept.csrf = ""
            self.kept.cookies.clear()
        return True


def _stale(reply: Reply) -> str:
    if reply.status == 401:
        return "token"
    required = reply.headers.get("x-csrf-token", "").lower() == "required"
    return "csrf" if reply.status == 403 and required else ""


def _grant(reply: Reply) -> tuple[str, timedelta]:
    """Token and lifetime (RFC 6749, section 5.1); one without a lifetime serves one call only."""
    try:
        grant = json.loads(reply.body) if reply.status == 200 else None
    except ValueError:
        grant = None
    token = grant.get("access_token") if isinstance(grant, dict) else None
    if not isinstance(grant, dict) or not isinstance(token, str) or not token:
        raise Unavailable(f"SAP's token endpoint answered {reply.status} and gave no token")
    seconds = str(grant.get("expires_in", "0"))
    lifetime = int(seconds) if seconds.isascii() and seconds.isdigit() else 0
    return token, timedelta(seconds=min(lifetime, 86_400))


def _cookies(reply: Reply) -> dict[str, str]:
    """All cookies of an answer; several Set-Cookie fields arrive joined by commas."""
    parts = _NEXT_COOKIE.split(reply.headers.get("set-cookie", ""))
    pairs = (part.split(";")[0].strip().partition("=") for part in parts)
    return {name: value for name, equals, value in pairs if equals}
