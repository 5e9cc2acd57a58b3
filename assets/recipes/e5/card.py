#!/usr/bin/env python3
"""Writes the tables of the model card (assets/models/e5/README.md) from heads.json and probes.json, between their marks."""
import json
from pathlib import Path

MODEL = Path(__file__).parents[2] / "models/e5"
BEGIN, END = "<!-- {}: written by card.py -->", "<!-- end of {} -->"
NAMES = {"colour": "one head for all four languages, colour → noun", "object": "one head, verb → object", "subject": "one head, verb → subject"}


def head_name(entry: dict) -> str:
    """As code and links name it (from 0) and as the page does (from 1)."""
    return f"{entry['layer']}.{entry['head']} (page: layer {entry['layer'] + 1} · head {entry['head'] + 1})"


def percent(figures: dict) -> str:
    """bind with its interval, in per cent."""
    return f"{100 * figures['bind']:.1f} ({100 * figures['low']:.0f}–{100 * figures['high']:.0f})"


def chosen_rows(heads: dict) -> list[str]:
    """One table per chosen head: bind in per cent (95 % interval), margin."""
    lines = []
    for entry in heads["chosen"]:
        families = list(next(iter(entry["held_out"].values())))
        kind, _, language = entry["id"].partition(".")
        name = NAMES.get(kind) if not language else f"best for {language}" + (", predicative sentences included" if "predicative" in kind else "")
        others = ", ".join(f"{other['layer']}.{other['head']} {100 * other['bind']:.1f}" for other in entry["next"])
        lines += [f"**{name}: head {head_name(entry)}.** On the choosing half {100 * entry['selection']['bind']:.1f}; next: {others}.", "",
                  "| | " + " | ".join(families) + " |", "|---" * (len(families) + 1) + "|"]
        lines += [f"| {language} | " + " | ".join(f"{percent(cell)}, {cell['margin']:+.2f}" for cell in cells.values()) + " |"
                  for language, cells in entry["held_out"].items()] + [""]
    return lines


def baseline_rows(heads: dict, relation: str) -> list[str]:
    """Simple rules and controls, in per cent."""
    columns = {"nearest_noun": "nearest noun", "fixed_offset": "fixed offset", "fixed_offset_all_languages": "one offset for all",
               "noun_in_direction": "first noun in the language's direction", "noun_in_other_direction": "in the other direction",
               "random_weights": "random weights, chosen head", "random_weights_best_head": "random weights, best of 144"}
    lines = ["| | " + " | ".join(columns.values()) + " | shuffled labels, best of 144: median, 99 % |", "|---" * (len(columns) + 2) + "|"]
    for language, families in heads["baselines"][relation].items():
        for family, values in families.items():
            shuffled = values["shuffled_labels_best_head"]
            lines.append(f"| {language} {family} | " + " | ".join(f"{100 * values[name]:.1f}" for name in columns)
                         + f" | {100 * shuffled['median']:.1f}, {100 * shuffled['p99']:.1f} |")
    return lines


def causal_rows(heads: dict) -> list[str]:
    """Effect of cutting a link, in per mille of the state's length."""
    lines = ["| | link cut: colour → | weight of the link | in the head: colour's state | in the head: noun's state | in all heads of the layer: colour's state | noun's state |",
             "|---" * 7 + "|"]
    for language, links in heads["causal"]["languages"].items():
        for link, values in links.items():
            lines.append(f"| {language} | {link} | {values['weight']:.3f} | " + " | ".join(
                f"{1000 * values[name]:.2f}" for name in ("head.colour", "head.noun", "layer.colour", "layer.noun")) + " |")
    return lines


def head_section(heads: dict) -> str:
    """The section on the head study."""
    chosen = heads["causal"]
    lines = [
        "## Head study", "",
        f"{heads['sentences']} sentences per language and family on words that were not used to choose the head ({heads['lexicon']['nouns']} nouns, "
        f"{heads['lexicon']['colours']} colours, {heads['lexicon']['verbs']} verbs per language, in disjoint halves). Definitions: `assets/recipes/e5/README.md`; all 144 heads: `heads.json`. "
        f"Status: {heads['status']}.", "",
        "Per cent of sentences in which *both* colour words attend more to their own noun than to the other (verb: to the right noun), 95 % interval over nouns, then the mean log ratio.", "",
        *chosen_rows(heads), "### Simple rules and controls: colour → noun (per cent)", "", *baseline_rows(heads, "colour"), "",
        "### Simple rules and controls: verb → object (per cent)", "", *baseline_rows(heads, "object"), "",
        f"### Cutting a link in head {chosen['layer']}.{chosen['head']}", "",
        f"{chosen['sentences']} sentences of the family `{chosen['family']}` per language; ‖Δ‖ / ‖h‖ of the last state, in thousandths.", "", *causal_rows(heads)]
    return "\n".join(lines)


def probe_section(probes: dict) -> str:
    """The section on the probes."""
    layers = len(probes["probes"]["en"]["own"]["seen"])
    lines = ["## Which layer knows whose colour it is", "",
             f"Linear probes on the noun's state (`assets/recipes/e5/probe_study.py`), trained on {probes['sentences']} sentences per language and tested on {probes['tests']} others with the same nouns "
             f"(seen) and on {probes['tests']} with nouns and verbs that the probe never saw (new); per cent right, chance {100 * probes['chance']:.0f}. 0 = embedding, L = output of layer L counted from 1.", "",
             "| | colour of | nouns | " + " | ".join(map(str, range(layers))) + " |", "|---" * (layers + 3) + "|"]
    for language, kinds in probes["probes"].items():
        for kind, tests in kinds.items():
            lines += [f"| {language} | {'the noun itself' if kind == 'own' else 'the other noun'} | {test} | " + " | ".join(f"{100 * value['accuracy']:.0f}" for value in values) + " |"
                      for test, values in tests.items()]
    return "\n".join(lines)


def card(text: str) -> str:
    """The card with its generated sections renewed; sections that are not there yet are appended."""
    sections = {"head study": head_section(json.loads((MODEL / "heads.json").read_text()))}
    if (MODEL / "probes.json").exists():
        sections["probes"] = probe_section(json.loads((MODEL / "probes.json").read_text()))
    for name, section in sections.items():
        begin, end = BEGIN.format(name), END.format(name)
        block = f"{begin}\n{section}\n{end}"
        if begin in text:
            text = text[:text.index(begin)] + block + text[text.index(end) + len(end):]
        else:
            text = text.rstrip("\n") + f"\n\n{block}\n"
    return text


if __name__ == "__main__":
    readme = MODEL / "README.md"
    readme.write_text(card(readme.read_text()))
