"""Checks content/: the four languages have one structure, every language keeps its own typography, and the texts that the
program names exist.

Reads content/, assets/recipes/e5/presets.json and the string literals in src/ and web/; needs nothing but Python. Prints every
difference and exits with 1 if there is one. `--words` also prints the length of each chapter.
"""

import json
import re
import sys
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content"
FRONT_KEYS = ["title", "subtitle", "description", "category", "reading_minutes", "related", "glossary_title", "sources_title"]
FIGURES = {"sentence", "microscope", "wall", "order"}
ROLES = {"query", "key", "value", "output"}
ERROR_CODES = (
    "invalid_utf8 empty_text too_long control_characters file_missing file_corrupt hash_mismatch out_of_range "
    "shape_mismatch unknown_name unsupported network cancelled out_of_memory parse internal"
).split()
# Word order differs between languages, so these parameters of a figure may, too.
FREE_PARAMETERS = {"word", "from", "to", "cut", "head"}
FILE_ENDINGS = {"md", "json", "h", "cpp", "csv", "png", "svg", "css", "js", "mjs", "html", "safetensors"}
PARAMETERS = {
    "preset": r"example|swapped|between|predicative|astronaut|own",
    "word": r"\d+",
    "head": r"(\d|1[01])\.(\d|1[01])",
    "special": r"hide",
    "norm": r"on",
    "from": r"\d+",
    "to": r"\d+",
    "step": r"[1-4]",
    "sort": r"layer|entropy|distance|special|diagonal|previous",
    "cut": r"\d+-\d+",
    "positions": r"on|off|shuffled",
    "order": r"\d+(-\d+)+",
}

problems = []


def problem(where, text):
    problems.append(f"{where}: {text}")


def front_matter(text):
    """Returns the front matter's (key, value) pairs and the rest of the article."""
    match = re.match(r"---\n(.*?)\n---\n", text, re.S)
    if not match:
        return [], text
    pairs = [tuple(part.strip() for part in line.split(":", 1)) for line in match[1].split("\n")]
    return pairs, text[match.end():]


def without_user(keys):
    """The keys that no literal of src/, web/ or emscripten/ names, whole or by a beginning that ends in a dot."""
    literals = set()
    for folder in ("src", "web", "emscripten"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".h", ".cpp", ".js", ".html", ".py"} and "node_modules" not in path.parts:
                for found in re.findall(r"[\"'`]([a-z][a-z_0-9]*\.[a-z_.0-9]*)", path.read_text(encoding="utf-8")):
                    literals.add(found)
    beginnings = tuple(literal for literal in literals if literal.endswith("."))
    literals |= {f"{figure}.name" for figure in FIGURES}  # the slots of the static pages
    return [key for key in keys if key not in literals and not key.startswith(beginnings)]


def parameters(query):
    return [tuple((part + "=").split("=")[:2]) for part in query.split("&") if part]


def bound(pairs):
    """The parameters with the values that may differ between languages left out."""
    return [(key, None if key in FREE_PARAMETERS else value) for key, value in pairs]


def sections(body):
    """The article as a list of (level, id, text); the lead comes first as (1, 'lead', text)."""
    parts = [[1, "lead", []]]
    fenced = False
    for line in body.split("\n"):
        if line.startswith("```"):
            fenced = not fenced
        heading = None if fenced else re.match(r"(#+) (.*)", line)
        if heading:
            found = re.search(r"\{#([a-z0-9-]+)\}$", line)
            parts.append([len(heading[1]), found[1] if found else "(no id) " + heading[2], []])
        else:
            parts[-1][2].append(line)
    return [(level, name, "\n".join(lines)) for level, name, lines in parts]


def slots(text):
    out = []
    for name, inside in re.findall(r"^```figure (\S+)\n(.*?)^```$", text, re.S | re.M):
        out.append((name, [tuple(p.strip() for p in line.split(":", 1)) for line in inside.strip().split("\n")]))
    return out


def citations(text):
    return [key.strip().lstrip("@") for group in re.findall(r"\[(@[^\]]+)\]", text) for key in group.split(";")]


def links(text):
    return re.findall(r"\]\((#[^)\s]+|https?://[^)\s]+)\)", text)


def figure_links(text):
    return [(a.partition("?")[0], parameters(a.partition("?")[2])) for a in links(text) if a.startswith("#fig-")]


def structure(text):
    """All of a section that has to be equal in every language."""
    tables = [row.count("|") for row in text.split("\n") if row.startswith("|")]
    return {
        "figure slots": [(name, bound(options)) for name, options in slots(text)],
        "primers": re.findall(r"^:::primer \{#([a-z0-9-]+)\} \S", text, re.M),
        "notes": len(re.findall(r"^:::note$", text, re.M)),
        "closed directives": len(re.findall(r"^:::$", text, re.M)),
        "citations": sorted(citations(text)),
        "glossary links": sorted(re.findall(r"\[\[([a-z]+)", text)),
        "links inside the article": sorted(a for a in links(text) if not a.startswith("#fig-")),
        "links that drive a figure": [(target, bound(pairs)) for target, pairs in figure_links(text)],
        "roles": sorted(re.findall(r"\]\{\.([a-z]+)\}", text)),
        "displayed formulas": [re.sub(r"\\text\{[^}]*\}", "", f) for f in re.findall(r"\$\$(.*?)\$\$", text, re.S)],
        "table rows": tables,
    }


def prose(text):
    """The visible words: no code, formulas, link targets or directives."""
    text = re.sub(r"^```.*?^```$", "", text, flags=re.S | re.M)
    text = re.sub(r"`[^`]*`", "", text)
    text = re.sub(r"\$\$.*?\$\$|\$[^$]*\$", "x", text, flags=re.S)
    text = re.sub(r"\]\([^)]*\)|\]\{\.[a-z]+\}| ?\{#[a-z0-9-]+\}| ?\[@[^\]]*\]", "", text)
    return re.sub(r"^:::(primer|note)?", "", text, flags=re.M)


def check_typography(code, where, text):
    if unicodedata.normalize("NFC", text) != text:
        problem(where, "not NFC")
    for pattern, why in [
        (r"[\t\r]", "tab or carriage return"),
        (r"[ \u202f\u00a0]+$", "space at a line's end"),
        (r"\S  +\S", "two spaces"),
        (r"\w'\w|\"", "straight quotation mark or apostrophe"),
        (r"\.\.\.", "three dots instead of …"),
    ]:
        for found in re.finditer(pattern, text, re.M):
            problem(where, f"{why}: …{text[max(0, found.start() - 25):found.end() + 15]!r}")
    wrong = {
        "en": r"[«»„]",
        "it": r"„|« | »",
        "fr": r"„|«(?!\u202f)|(?<!\u202f)»|(?<!\u202f)[;!?](?=\s|$|[)»])|(?<!\u202f):(?=\s|$)",
        "de": r"[«»”]|“(?=\w)",
    }[code]
    opening, closing = {"en": "“”", "it": "«»", "fr": "«»", "de": "„“"}[code]
    if text.count(opening) != text.count(closing):
        problem(where, f"{text.count(opening)} {opening} but {text.count(closing)} {closing}")
    for found in re.finditer(wrong, text, re.M):
        problem(where, f"typography of {code}: …{text[max(0, found.start() - 25):found.end() + 15]!r}")


def words_of(sentence):
    """The sentence's words as the figures count them, for sentences in the Latin script without elisions."""
    return re.findall(r"\w+|[^\w\s]", sentence)


def keys_in_code(prefixes):
    """Keys of strings.json that the program asks for by name, as strings["…"] or strings.format("…", …): (key, file)."""
    call = re.compile(r"[sS]trings\w*(?:\(\))?(?:\[|\.format\(|\.contains\()([^\],;]*)")
    literal = re.compile(r"[\"'`]((?:%s)(?:\.[a-z0-9_]+)+)[\"'`]" % "|".join(map(re.escape, sorted(prefixes))))
    found = []
    for folder in ("src", "web"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".h", ".cpp", ".js", ".mjs", ".html"}:
                for argument in call.findall(path.read_text("utf-8", "replace")):
                    found += [(key, path.relative_to(ROOT)) for key in literal.findall(argument)]
    return found


def placeholders_in_code():
    """For each strings.format("key", {{"name", …}, …}) of the program: (key, names that it fills in, file)."""
    found = []
    for path in sorted((ROOT / "src").rglob("*.cpp")):
        text = path.read_text("utf-8", "replace")
        for call in re.finditer(r"[sS]trings\w*(?:\(\))?\.format\(\s*\"([a-z0-9_.]+)\"", text):
            end, depth = call.end(), 1
            while depth and end < len(text):
                depth += {"(": 1, ")": -1}.get(text[end], 0)
                end += 1
            arguments = text[call.end():end]
            if "{{" in arguments:  # a list written in place, not a variable
                found.append((call[1], set(re.findall(r"\{\s*\"(\w+)\"\s*,", arguments)), path.relative_to(ROOT)))
    return found


def main():
    languages = json.loads((CONTENT / "languages.json").read_text("utf-8"))
    codes = [language["code"] for language in languages]
    for language in languages:
        if list(language) != list(languages[0]):
            problem("languages.json", f"{language['code']} has other fields than {codes[0]}")
    sources = {source["key"]: source for source in json.loads((CONTENT / "sources.json").read_text("utf-8"))}
    presets = json.loads((ROOT / "assets/recipes/e5/presets.json").read_text("utf-8"))

    first = None
    for code in codes:
        folder = CONTENT / code
        missing = [n for n in ("article.md", "strings.json", "glossary.md") if not (folder / n).is_file()]
        if missing:
            problem(code, f"missing {', '.join(missing)}")
            continue
        raw = (folder / "article.md").read_text("utf-8")
        pairs, body = front_matter(raw)
        parts = sections(body)
        glossary = (folder / "glossary.md").read_text("utf-8")
        entries = sections(glossary)[1:]
        strings_text = (folder / "strings.json").read_text("utf-8")
        names = [key for key, _ in json.loads(strings_text, object_pairs_hook=list)]
        strings = json.loads(strings_text)

        for name in {n for n in names if names.count(n) > 1}:
            problem(f"{code}/strings.json", f"{name} twice")
        if [key for key, _ in pairs] != FRONT_KEYS:
            problem(f"{code}/article.md", f"front matter keys {[key for key, _ in pairs]}")
        if any(not value for _, value in pairs):
            problem(f"{code}/article.md", "empty value in the front matter")
        front = dict(pairs)

        # Every target exists.
        ids = [name for _, name, _ in parts[1:]] + re.findall(r"^:::primer \{#([a-z0-9-]+)\}", body, re.M)
        figures = {dict(options).get("id"): name for name, options in slots(body)}
        for name in ids + list(figures):
            if (ids + list(figures)).count(name) > 1:
                problem(f"{code}/article.md", f"id {name} twice")
        terms = [name for _, name, _ in entries]
        for term in [t.strip() for t in front.get("related", "").split(",")]:
            if term not in terms:
                problem(f"{code}/article.md", f"related term {term} is not in the glossary")
        for file, text in (("article.md", body), ("glossary.md", glossary)):
            for term in re.findall(r"\[\[([a-z]+)", text):
                if term not in terms:
                    problem(f"{code}/{file}", f"[[{term}]] is not in the glossary")
            for key in citations(text):
                if key not in sources:
                    problem(f"{code}/{file}", f"[@{key}] is not in sources.json")
            for role in re.findall(r"\]\{\.([a-z]+)\}", text):
                if role not in ROLES:
                    problem(f"{code}/{file}", f"unknown role {role}")
            for target in links(text):
                name, _, query = target[1:].partition("?")
                if target.startswith("#") and name not in (figures if query else ids):
                    problem(f"{code}/{file}", f"link to {target}, which does not exist")
        for key in sources:
            if key not in citations(body):
                problem("sources.json", f"{key} is not cited in {code}/article.md")
        for source in sources.values():
            if not source["note"].get(code):
                problem("sources.json", f"{source['key']} has no note in {code}")

        # Figure states are ones that the figures know, and their word indices exist in the sentence that they name.
        opening = {dict(options)["id"]: dict(options) for _, options in slots(body)}
        for name, options in slots(body):
            if name not in FIGURES:
                problem(f"{code}/article.md", f"unknown figure {name}")
        states = [("#" + i, [(k, v) for k, v in options.items() if k != "id"]) for i, options in opening.items()]
        for target, state in states + figure_links(body):
            state = dict(state)
            for key, value in state.items():
                if not re.fullmatch(PARAMETERS.get(key, "$^"), value):
                    problem(f"{code}/article.md", f"{target}: {key}={value}")
            sentence = strings.get("preset." + state.get("preset", "example"), "")
            for key in ("word", "from", "to"):
                if key in state and int(state[key]) >= len(words_of(sentence)):
                    problem(f"{code}/article.md", f"{target}: {key}={state[key]} is beyond “{sentence}”")

        # Strings.
        for name in ERROR_CODES:
            if f"error.{name}" not in strings:
                problem(f"{code}/strings.json", f"no error.{name}")
        if sum(name.startswith("error.") for name in strings) != len(ERROR_CODES):
            problem(f"{code}/strings.json", "an error.* without an error code")
        for name, text in presets.items():
            if strings.get("preset." + name) != text[code]:
                problem(f"{code}/strings.json", f"preset.{name} is not the study's sentence")
            count = len(words_of(text[code]))
            for triple in strings.get("pairs." + name, "").split():
                if not re.fullmatch(r"\d+:\d+:\d+", triple) or any(int(i) >= count for i in triple.split(":")):
                    problem(f"{code}/strings.json", f"pairs.{name}: {triple}")
        for name, text in strings.items():
            if not text and not name.startswith("pairs."):
                problem(f"{code}/strings.json", f"{name} is empty")

        # Typography.
        check_typography(code, f"{code}/article.md", prose(body))
        check_typography(code, f"{code}/glossary.md", prose(glossary))
        for key in ("title", "subtitle", "description"):
            check_typography(code, f"{code}/article.md {key}", front.get(key, ""))
        for name, text in strings.items():
            if not name.startswith(("pairs.", "csv.")):
                check_typography(code, f"{code}/strings.json {name}", text)

        if "--words" in sys.argv:
            count, title = 0, "lead"
            for level, name, text in parts + [(2, "", "")]:
                if level == 2:
                    print(f"{code} {title:16} {count}")
                    count, title = 0, name
                count += len(prose(re.sub(r"^:::primer.*?^:::$", "", text, flags=re.S | re.M)).split())

        current = {
            "headings": [(level, name) for level, name, _ in parts],
            "sections": {name: structure(text) for _, name, text in parts},
            "first citations": list(dict.fromkeys(citations(body))),
            "related": front.get("related"),
            "terms": terms,
            "term sections": {name: structure(text) for _, name, text in entries},
            "keys": list(strings),
            "placeholders": {name: sorted(re.findall(r"\{(\w*)\}", text)) for name, text in strings.items()},
        }
        if first is None:
            first = current
            continue
        for what in ("headings", "first citations", "related", "terms"):
            if current[what] != first[what]:
                problem(code, f"{what}: {current[what]}\n    {codes[0]} has {first[what]}")
        for group in ("sections", "term sections"):
            for name, shape in current[group].items():
                for what, value in shape.items():
                    expected = first[group].get(name, {}).get(what, value)
                    if value != expected:
                        problem(f"{code} #{name}", f"{what}: {value}\n    {codes[0]} has {expected}")
        for name in sorted(set(first["keys"]) ^ set(current["keys"])):
            problem(f"{code}/strings.json", f"{name} is {'missing' if name in first['keys'] else 'not in ' + codes[0]}")
        for name in set(first["keys"]) & set(current["keys"]):
            if first["placeholders"][name] != current["placeholders"][name]:
                problem(f"{code}/strings.json", f"{name}: placeholders {current['placeholders'][name]}, {codes[0]} has {first['placeholders'][name]}")
        common = [name for name in first["keys"] if name in set(current["keys"])]
        if common != [name for name in current["keys"] if name in set(common)]:
            problem(f"{code}/strings.json", f"keys are not in the order of {codes[0]}")

    used = keys_in_code({name.split(".")[0] for name in first["keys"]})
    for name, path in used:
        if name not in first["placeholders"]:
            problem(path, f"{name} is not in strings.json")
    for name, filled, path in placeholders_in_code():
        missing = set(first["placeholders"].get(name, [])) - filled
        if missing:
            problem(path, f"{name}: nothing is filled in for {sorted(missing)}")
    for name in sorted(without_user(first["keys"])):
        problem("strings.json", f"{name}: no program names it")

    for line in problems:
        print(line)
    print(f"{len(problems)} problems in {len(codes)} languages")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
