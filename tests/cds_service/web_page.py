"""A page as a browser would read it: its elements, their text, and what is wrong with its form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

_NEVER_CLOSED = frozenset({"meta", "link", "br", "hr", "img", "input"})


@dataclass
class Element:
    """One element with what is in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parts: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words, with single blanks between them."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for part in self.parts:
            if isinstance(part, str):
                yield part
            else:
                yield from part._texts()

    def every(self, *tags: str) -> list[Element]:
        """The elements inside with one of these tags, in order; all without a tag."""
        return [each for each in self._all() if not tags or each.tag in tags]

    def _all(self) -> Iterator[Element]:
        for part in self.parts:
            if isinstance(part, Element):
                yield part
                yield from part._all()

    def by_id(self, own_id: str) -> Element:
        """The element with an id. Raises StopIteration."""
        return next(each for each in self._all() if each.attributes.get("id") == own_id)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("document")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].parts.append(made)
        if tag not in _NEVER_CLOSED:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].parts.append(data)

    def close(self) -> None:
        super().close()
        assert self._open == [self.root], f"never closed: {[each.tag for each in self._open[1:]]}"


def read_page(text: str) -> Element:
    """The page of an HTML text. Raises AssertionError where its tags do not match."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.root


def flaws(page: Element) -> list[str]:
    """What keeps a page from being read by everybody, in words; nothing of ours may be inline."""
    ids = [each.attributes["id"] for each in page.every() if "id" in each.attributes]
    levels = [int(each.tag[1]) for each in page.every("h1", "h2", "h3", "h4")]
    labelled = {each.attributes.get("for") for each in page.every("label")}
    found = [
        (page.every("html")[0].attributes.get("lang") == "en", "no language"),
        (len(page.every("title")) == 1 and bool(page.every("title")[0].text), "no title"),
        (levels.count(1) == 1, "not one h1"),
        (all(after - before <= 1 for before, after in pairwise(levels)), "a heading level is left out"),
        (len(page.every("main")) == 1, "not one main"),
        (len(ids) == len(set(ids)), "an id stands twice"),
        (all(each.attributes.get("scope") in ("row", "col") for each in page.every("th")), "a table header without scope"),
        (all(each.every("caption") and each.every("th") for each in page.every("table")), "a table without caption or headers"),
        (all(each.attributes.get("aria-label") for each in page.every("nav")), "navigation without a name"),
        (all(each.text or each.attributes.get("aria-label") for each in page.every("a", "button")), "a link without words"),
        (all(each.attributes.get("id") in labelled for each in page.every("input", "select", "textarea")), "no label"),
        (all("alt" in each.attributes for each in page.every("img")), "an image without words"),
        (not page.every("style"), "inline style"),
        (all("src" in each.attributes for each in page.every("script")), "inline script"),
        (not any(name == "style" or name.startswith("on") for each in page.every() for name in each.attributes), "inline"),
        (all(link[1:] in ids for link in _targets(page) if link.startswith("#")), "a link into the page that leads nowhere"),
    ]
    return [words for holds, words in found if not holds]


def _targets(page: Element) -> list[str]:
    return [each.attributes["href"] for each in page.every("a")]


def links(page: Element) -> set[str]:
    """The addresses on this service that a page leads to."""
    return {link for link in _targets(page) if link.startswith("/")}


def requests(page: Element) -> set[str]:
    """What a browser loads for the page by itself."""
    loaded = [each.attributes.get("href", "") for each in page.every("link")]
    return {*loaded, *(each.attributes["src"] for each in page.every() if "src" in each.attributes)}
