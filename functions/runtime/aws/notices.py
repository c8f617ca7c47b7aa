"""Notices to teams on SNS, which speaks the Query protocol: a form in, XML out."""

from collections.abc import Mapping
from urllib.parse import urlencode

from functions.runtime.aws.answers import asking
from functions.runtime.aws.endpoints import topics_url
from functions.runtime.aws.objects import ERROR_BYTES, fine
from functions.runtime.aws.sigv4 import HttpRequest
from functions.runtime.aws.wire import Wire

VERSION = "2010-03-31"
EVERYBODY = "*"
"""Who is told what belongs to a team that has no topic of its own."""


class AwsNotices:
    """`topics` are ARNs by team."""

    def __init__(self, wire: Wire, environ: Mapping[str, str], topics: Mapping[str, str]) -> None:
        self._wire = wire
        self._environ = environ
        self._topics = topics

    def notify(self, team: str, subject: str, text: str) -> None:
        """As the port says."""
        topic = self._topics.get(team) or self._topics.get(EVERYBODY, "")
        said = {"Action": "Publish", "Version": VERSION, "TopicArn": topic}
        body = urlencode({**said, "Subject": subject, "Message": text}).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "User-Agent": "tieout/1",
        }
        url = topics_url(self._environ)
        with asking("sns"):
            self._wire.ask("sns", HttpRequest("POST", url, headers, body, ERROR_BYTES), fine)
