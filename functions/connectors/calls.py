"""Calls to an ERP within one deadline; those that change nothing are tried again, with jitter."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import SystemRandom

from functions.runtime.errors import Unavailable, UnknownOutcome
from functions.runtime.ports import Remote, Reply, Request

DEADLINE_SECONDS = 20
SAFE_SECONDS_MAX = 5
POST_SECONDS_MIN = 5
"""A posting is not begun with less time than this left: its outcome would be unknown too often."""
SAFE_TRIES = 3
PATIENCE_SECONDS = 1
"""A longer wait than this is the kernel's, not the connector's."""

_WAIT_MAX = 3600


class Calls:
    """The calls of one `send`, `ask` or `probe`, and the seconds left to them.

    `check_seconds` is what a posting leaves of the deadline, to look at what the vendor made of it.
    """

    def __init__(
        self,
        vendor: str,
        remote: Remote,
        now: datetime,
        pause: Callable[[float], None],
        timer: Callable[[], float],
        *,
        check_seconds: int = 0,
    ) -> None:
        self.vendor = vendor
        self.remote = remote
        self.now = now
        self.pause = pause
        self.timer = timer
        self.check_seconds = check_seconds
        self.ends = timer() + DEADLINE_SECONDS

    def safe(self, request: Request) -> Reply:
        """A call that changes nothing, tried again after a pause. Raises Unavailable alone."""
        tried = 0
        while True:
            answer = self._once(request._replace(deadline_seconds=self._seconds(SAFE_SECONDS_MAX)))
            if isinstance(answer, Reply):
                return answer
            tried += 1
            if tried == SAFE_TRIES or answer.wait_seconds > PATIENCE_SECONDS:
                raise answer
            self.pause(answer.wait_seconds + SystemRandom().uniform(0.05, 0.2) * 2**tried)

    def once(self, request: Request) -> Reply:
        """The call that posts: never repeated here. Raises Unavailable or UnknownOutcome."""
        seconds = self._seconds(DEADLINE_SECONDS) - self.check_seconds
        if seconds < POST_SECONDS_MIN:
            raise Unavailable("too little time was left to post; nothing was sent")
        return self.remote.call(request._replace(deadline_seconds=seconds))

    def _once(self, request: Request) -> Reply | Unavailable:
        try:
            reply = self.remote.call(request)
        except Unavailable as failure:
            return Unavailable(
                f"{self.vendor} cannot be reached", wait_seconds=failure.wait_seconds
            )
        except UnknownOutcome:
            return Unavailable(f"{self.vendor} did not answer a call that changes nothing")
        if reply.status == 429 or reply.status >= 500:
            wait = wait_seconds(reply, self.now)
            detail = f"{self.vendor} answered {reply.status} to a question"
            return Unavailable(detail, wait_seconds=wait)
        return reply

    def _seconds(self, most: int) -> int:
        seconds = int(self.ends - self.timer())
        if seconds < 1:
            # A question that checks a posting comes after it: only without one is this sure.
            surely = "" if self.check_seconds else "; nothing was posted"
            raise Unavailable(f"no time was left to call {self.vendor}{surely}")
        return min(seconds, most)


def wait_seconds(reply: Reply, now: datetime) -> int:
    """Retry-After as seconds, given as such or as a date (RFC 9110, 10.2.3); at most an hour."""
    hint = reply.headers.get("retry-after", "").strip()
    if hint.isascii() and hint.isdigit():
        return min(int(hint[:9]), _WAIT_MAX)
    try:
        until = parsedate_to_datetime(hint)
    except ValueError:
        return 0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(0, int((until - now).total_seconds())), _WAIT_MAX)
