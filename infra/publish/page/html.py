"""HTML as values: whatever was not made here is text, and text is escaped."""

from collections.abc import Iterable
from html import escape

Part = str | None


class Html(str):
    """Markup that was made here; any other text is escaped on its way in."""

    __slots__ = ()


def tag(name: str, *parts: Part, **attributes: str) -> Html:
    """An element; `class_` and the like are written without their underscore."""
    said = "".join(
        f' {key.rstrip("_")}="{escape(value, quote=True)}"' for key, value in attributes.items()
    )
    return Html(f"<{name}{said}>{joined(parts)}</{name}>")


def joined(parts: Iterable[Part], between: str = "") -> Html:
    """The parts in a row; what is not markup becomes it, what is not there is left out."""
    return Html(between.join(_safe(part) for part in parts if part))


def link(to: str, says: Part) -> Html:
    """To another place of the page, or to a file beside it."""
    return tag("a", says, href=to)


def table(heads: Iterable[str], rows: Iterable[Iterable[Part]]) -> Html:
    """Rows under heads; nothing where there are no rows."""
    body = joined(tag("tr", *(tag("td", cell or Html("&nbsp;")) for cell in row)) for row in rows)
    if not body:
        return Html()
    head = tag("tr", *(tag("th", one) for one in heads))
    whole = tag("table", tag("thead", head), tag("tbody", body))
    return tag("div", whole, class_="scroll")


def facts(said: Iterable[tuple[str, Part]]) -> Html:
    """Names and what is said of them; what has nothing said of it is left out."""
    pairs = [(name, part) for name, part in said if part]
    return tag("dl", *(joined((tag("dt", n), tag("dd", p))) for n, p in pairs)) if pairs else Html()


def listed(names: Iterable[str], to: str | None = None) -> Html:
    """Names in a row, each a link if `to` says where such names stand."""
    shown = (
        tag("code", name) if to is None else link(f"#{to}{name}", tag("code", name))
        for name in names
    )
    return joined(shown, ", ")


def prose(text: str) -> Html:
    """A text of the models, whose words between backticks are names."""
    words = text.split("`")
    return joined(tag("code", one) if place % 2 else one for place, one in enumerate(words))


def badge(says: str | None, kind: str = "") -> Html | None:
    """A word that classes something; none where there is no word."""
    return tag("span", says, class_=f"badge {kind}".strip()) if says else None


def _safe(part: str) -> str:
    return part if isinstance(part, Html) else escape(part)
