"""A session with NetSuite: the OAuth token, the requests under it, and the ids it looked up.

Token: client credentials with a signed assertion, "POST Request to the Token Endpoint"
(docs.oracle.com, section_162755359851); it lives for an hour and there is no refresh token.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode
from weakref import WeakKeyDictionary

from functions.connectors.calls import Calls
from functions.connectors.netsuite.assertion import client_assertion
from functions.connectors.netsuite.translate import UNFIT
from functions.connectors.netsuite.wire import entity_of, identifier
from functions.runtime.errors import Rejected, Unavailable
from functions.runtime.ports import Remote, Reply, Request

RECORDS = "/services/rest/record/v1"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

STRICT = {
    "x-netsuite-propertynamevalidation": "Error",
    "x-netsuite-propertyvaluevalidation": "Error",
}
"""An unknown field is only a warning by default: a payment hold must not be lost that way."""

_MARGIN = timedelta(seconds=60)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Kept:
    """What one process keeps: the token, and internal ids, which NetSuite never changes."""

    token: str = ""
    until: datetime = _LONG_AGO
    ids: dict[str, str] = field(default_factory=dict)


_KEPT: WeakKeyDictionary[Remote, Kept] = WeakKeyDictionary()


class Session:
    """The requests of one `send`, `ask` or `probe`: the token is renewed once at most."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.settings = calls.remote.secret("netsuite")
        self.host = self.settings["base_url"].rstrip("/")
        self.root = self.host + RECORDS
        self.kept = _KEPT.setdefault(calls.remote, Kept())
        self.renewable = True

    def get(self, path: str) -> Reply:
        """A question, whatever is answered to it. Raises Unavailable, nothing else."""
        reply = self.calls.safe(Request("GET", self.root + path, self._identity()))
        return self.get(path) if self._renew(reply) else reply

    def query(self, path: str, body: bytes) -> Reply:
        """A question asked by POST: it changes nothing. Raises Unavailable, nothing else."""
        headers = {**self._identity(), "prefer": "transient", "content-type": "application/json"}
        reply = self.calls.safe(Request("POST", self.host + path, headers, body))
        return self.query(path, body) if self._renew(reply) else reply

    def post(self, path: str, body: bytes) -> Reply:
        """A write: sent again only when it was turned away for an old token."""
        headers = {**self._identity(), **STRICT, "content-type": "application/json"}
        reply = self.calls.once(Request("POST", self.root + path, headers, body))
        return self.post(path, body) if self._renew(reply) else reply

    def id_of(self, record: str, field_name: str, value: str) -> str:
        """The internal id of the one record with this value. Raises Rejected or Unavailable.

        "Record Collection Filtering" (docs.oracle.com, section_1545222128).
        """
        condition = f'{field_name} IS "{value}"'
        kept = f"{record} {condition}"
        if kept not in self.kept.ids:
            query = urlencode({"q": condition, "limit": "2"}, quote_via=quote)
            self.kept.ids[kept] = _only(self.get(f"/{record}?{query}"), record)
        return self.kept.ids[kept]

    def _identity(self) -> dict[str, str]:
        return {
            "authorization": f"Bearer {self._token()}",
            "accept": "application/json",
            "accept-language": "en",
        }

    def _token(self) -> str:
        if not self.kept.token or self.kept.until <= self.calls.now:
            self.kept.token, lifetime = _grant(self.calls.safe(self._token_request()))
            self.kept.until = self.calls.now + lifetime - _MARGIN
        return self.kept.token

    def _token_request(self) -> Request:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": client_assertion(self.settings, self.calls.now),
        }
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "accept": "application/json",
        }
        return Request("POST", self.settings["token_url"], headers, urlencode(form).encode())

    def _renew(self, reply: Reply) -> bool:
        """Forget a token that was refused, once; False when there is nothing to renew."""
        if reply.status != 401 or not self.renewable:
            return False
        self.renewable = False
        self.kept.token = ""
        return True


def _only(reply: Reply, record: str) -> str:
    items = entity_of(reply).get("items")
    if reply.status != 200 or not isinstance(items, list):
        raise Unavailable(f"NetSuite answered {reply.status} to the search for a {record}")
    found = [identifier(item) for item in items if isinstance(item, dict)]
    if len(found) != 1 or not found[0]:
        raise Rejected(f"NetSuite cannot hold this bill: it has no one {record} for it", code=UNFIT)
    return found[0]


def _grant(reply: Reply) -> tuple[str, timedelta]:
    """Token and lifetime (RFC 6749, section 5.1); one without a lifetime serves one call only."""
    try:
        grant = json.loads(reply.body) if reply.status == 200 else None
    except ValueError:
        grant = None
    token = grant.get("access_token") if isinstance(grant, Mapping) else None
    if not isinstance(grant, Mapping) or not isinstance(token, str) or not token:
        raise Unavailable(f"NetSuite's token endpoint answered {reply.status} and gave no token")
    seconds = str(grant.get("expires_in", "0"))
    lifetime = int(seconds) if seconds.isascii() and seconds.isdigit() else 0
    return token, timedelta(seconds=min(lifetime, 86_400))
