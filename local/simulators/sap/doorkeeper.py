"""Who may call the simulated SAP: OAuth tokens, sessions, CSRF tokens."""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from http.cookies import CookieError, SimpleCookie

from functions.runtime.ports import Reply, Request
from local.simulators.sap.odata import answer, error

TOKEN_SECONDS = 3600


class Doorkeeper:
    """Issues tokens, and turns away what comes without a living one."""

    def __init__(self, client_id: str, client_secret: str, clock: Callable[[], datetime]) -> None:
        pair = f"{client_id}:{client_secret}"
        self.basic = "Basic " + base64.b64encode(pair.encode()).decode()
        self.clock = clock
        self.tokens: dict[str, datetime] = {}
        self.sessions: dict[str, str] = {}
        self.issued = 0

    def grant(self, request: Request) -> Reply:
        """The token endpoint: client credentials (RFC 6749, sections 4.4 and 5)."""
        if request.headers.get("authorization") != self.basic:
            return answer(401, {"error": "invalid_client"})
        if request.body != b"grant_type=client_credentials":
            return answer(400, {"error": "unsupported_grant_type"})
        self.issued += 1
        token = f"simulated-token-{self.issued}"
        self.tokens[token] = self.clock() + timedelta(seconds=TOKEN_SECONDS)
        body = {"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_SECONDS}
        return answer(200, body, cache_control="no-store")

    def unknown(self, request: Request) -> Reply | None:
        """A 401 for whoever has no living token."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.tokens.get(token, self.clock()) > self.clock():
            return None
        return answer(401, {"error": "invalid_token"}, www_authenticate="Bearer")

    def forged(self, request: Request) -> Reply | None:
        """A 403 for a write without the CSRF token of its session, or without all its cookies."""
        cookies = _cookies(request)
        session = cookies.get("SAP_SESSIONID_S4H_100", "")
        expected = self.sessions.get(session)
        whole = cookies.get("sap-usercontext") == "sap-client=100"
        if expected and whole and request.headers.get("x-csrf-token") == expected:
            return None
        required = {"x-csrf-token": "Required"}
        return error(403, "403", "CSRF token validation failed", **required)

    def session(self) -> dict[str, str]:
        """Headers that open a session: its CSRF token and two cookies, as one folded field."""
        self.issued += 1
        session, token = f"session-{self.issued}", f"csrf-{self.issued}=="
        self.sessions[session] = token
        cookies = (
            "sap-usercontext=sap-client=100; path=/",
            f"SAP_SESSIONID_S4H_100={session}; path=/; secure; HttpOnly",
        )
        return {"x_csrf_token": token, "set_cookie": ", ".join(cookies)}


def _cookies(request: Request) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(request.headers.get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}
