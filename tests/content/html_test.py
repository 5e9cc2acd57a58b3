#!/usr/bin/env python3
"""The static site as attention_site writes it: well-formed HTML, unique ids, links that lead somewhere, a data-block for every
block in order, one structure in all languages, and nothing that the content-security policy forbids.

Runs the newest build/*/attention_site over content/ into a folder of its own."""

import subprocess
import sys
import tempfile
import urllib.parse
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VOID = {"meta", "link", "br", "hr", "img", "input"}
# What may stand inside what, as far as our pages use it: a paragraph, for instance, is closed by the browser at a block.
PHRASING = {"a", "em", "strong", "code", "span", "br", "math", "mrow", "mi", "mo", "mn", "mtext", "mfrac", "msub", "msup", "msubsup", "munder", "mover",
            "munderover"}
problems = []


class Page(HTMLParser):
    def __init__(self, name):
        super().__init__(convert_charrefs=True)
        self.name, self.open, self.ids, self.links, self.blocks, self.shape, self.images = name, [], [], [], [], [], []
        self.language = self.title = ""
        self.headings, self.labels = [], []

    def problem(self, text):
        problems.append(f"{self.name}:{self.getpos()[0]}: {text}")

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        if len(names) != len(set(names)):
            self.problem(f"<{tag}> has an attribute twice")
        values = dict(attributes)
        if any(parent in ("p", "h1", "h2", "h3", "h4", "summary") for parent in self.open) and tag not in PHRASING:
            self.problem(f"<{tag}> inside {self.open}")
        if tag == "a" and "a" in self.open:
            self.problem("a link inside a link")
        if tag == "style" or "style" in values or any(name.startswith("on") for name in names):
            self.problem(f"<{tag}>: styles and handlers in the page are forbidden by its policy")
        if tag == "script" and not values.get("src"):
            self.problem("an inline script")
        if "id" in values:
            self.ids.append(values["id"])
            if not values["id"] or " " in values["id"]:
                self.problem(f"id {values['id']!r}")
        for name in ("href", "src"):
            if name in values:
                self.links.append((tag, values[name], values))
        if "data-block" in values:
            self.blocks.append(int(values["data-block"]))
            self.shape.append((tag, values.get("id"), values.get("data-figure")))
        if tag == "html":
            self.language = values.get("lang", "")
        if tag == "button" and not values.get("aria-label"):
            self.labels.append(tag)
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problem(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if self.open and self.open[-1] == "title":
            self.title += data
        if "⟨" in data:
            self.problem(f"a text is missing: {data.strip()}")


def site_tool():
    tools = sorted(ROOT.glob("build/*/attention_site"), key=lambda path: path.stat().st_mtime)
    return tools[-1] if tools else None


def check_page(page, out):
    if page.open:
        page.problem(f"{page.open} are not closed")
    for id in {id for id in page.ids if page.ids.count(id) > 1}:
        page.problem(f"id {id} stands {page.ids.count(id)} times")
    if not page.language or not page.title:
        page.problem("no language or title")
    if page.headings[:1] != [1] or page.headings.count(1) != 1:
        page.problem("the first heading, and no other, is of level 1")
    for before, after in zip(page.headings, page.headings[1:]):
        if after > before + 1:
            page.problem(f"a heading of level {after} follows one of level {before}")
    for tag, link, values in page.links:
        address = urllib.parse.urlsplit(link)
        if address.scheme in ("http", "https"):
            if tag != "a":
                page.problem(f"<{tag}> fetches {link} from elsewhere")
            elif "noopener" not in (values.get("rel") or ""):
                page.problem(f"{link} without rel=noopener")
        elif link.startswith("#"):
            # A link that drives a figure has an anchor of its own, whose id is the whole fragment.
            if link[1:] not in page.ids:
                page.problem(f"{link} leads nowhere")
        elif address.scheme:
            page.problem(f"{link} has a strange scheme")
        else:
            target = (out / page.name).parent / urllib.parse.unquote(address.path)
            target = target / "index.html" if link.endswith("/") else target
            place = target.resolve().relative_to(out.resolve())
            # app/, fonts/ and models/ are put beside the pages by emscripten/site.py; NOTICES.txt too.
            sources = {"app": ROOT / "web", "fonts": ROOT / "assets/fonts", "models": ROOT / "assets/models", "images": ROOT / "assets/images"}
            if str(place) != "NOTICES.txt" and not target.exists():
                own = sources.get(place.parts[0])
                if own is None or not (own / Path(*place.parts[1:])).exists():
                    page.problem(f"{link} does not exist")


def main():
    tool = site_tool()
    if tool is None:
        print("no build/*/attention_site: build it first")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        made = subprocess.run([str(tool), str(ROOT), str(out)], capture_output=True, text=True)
        if made.returncode:
            print(made.stderr.strip())
            return 1
        articles = []
        for path in sorted(out.rglob("*.html")):
            text = path.read_text(encoding="utf-8")
            page = Page(str(path.relative_to(out)))
            page.feed(text)
            page.close()
            check_page(page, out)
            if "Content-Security-Policy" not in text:
                page.problem("no content-security policy")
            if "{{" in text:
                page.problem("a place of the template is not filled")
            if path.name == "index.html" and path.parent != out:
                articles.append(page)
                if page.language != path.parent.name:
                    page.problem(f"lang is {page.language}")
                if page.blocks != list(range(len(page.blocks))) or not page.blocks:
                    page.problem("data-block does not count all blocks in order")
        for page in articles[1:]:
            if page.shape != articles[0].shape:
                where = next((i for i, (a, b) in enumerate(zip(page.shape, articles[0].shape)) if a != b), min(len(page.shape), len(articles[0].shape)))
                problems.append(f"{page.name}: block {where} is {page.shape[where:where + 1]}, in {articles[0].name} {articles[0].shape[where:where + 1]}")
    print("\n".join(problems) or f"{len(articles)} articles and {len(list((articles[0].blocks if articles else [])))} blocks are well-formed")
    return 1 if problems or not articles else 0


if __name__ == "__main__":
    sys.exit(main())
