"""Writes the picture model's card (Markdown) from the training log, the acceptance table, the judge's marks and the exported metadata.

Usage: python -m picture.card [--models build/models/picture] [--run FOLDER …]
"""
import argparse
import json
import os

from .acceptance import ROOT_OUT
from .data import CACHE
from .tables import acceptance_row, curve_rows, share_text

REFLECTIONS_FROM = 376_832         # pictures of the run that ships before reflections counted more than other objects

# Row, path into the acceptance table, asked for, comparison.
ASKED = (
    ("colour per entity", "prompts.colour", 0.95), ("kind per entity", "prompts.kind", 0.95), ("entities that are no kind", "prompts.none", None),
    ("right number of entities", "prompts.count", None), ("both colours bound right", "prompts.bound", 0.90), ("colours swapped", "prompts.swapped", None),
    ("relation", "prompts.relation", 0.85), ("direction (chance 50 %)", "prompts.direction", 0.85),
    ("chases only: direction (chance 50 %)", "chases.direction", 0.85), ("chases only: relation with direction", "chases.relation", None),
    ("held-out pairs: bound right", "held_a.held out.bound", 0.75), ("the same prompts with a seen colour", "held_a.matched seen.bound", None),
    ("held-out triples: relation", "held_b.relation", 0.85),
    ("mirror: kind and colour", "mirror.whole.kind and colour", 0.90), ("mirror: hat", "mirror.whole.hat", 0.80), ("mirror: scarf", "mirror.whole.scarf", 0.80),
    ("mirror: stripes", "mirror.whole.stripes", 0.80), ("mirror: flip", "mirror.whole.flip", 0.85), ("mirror: hat, against another scene's object", "mirror.whole.hat, shuffled", None),
    ("object silenced: hat", "mirror.silence.hat", None), ("object silenced: scarf", "mirror.silence.scarf", None), ("object silenced: stripes", "mirror.silence.stripes", None),
    ("links cut: hat", "mirror.links.hat", None), ("links cut: scarf", "mirror.links.scarf", None), ("links cut: stripes", "mirror.links.stripes", None), ("links cut: flip", "mirror.links.flip", None),
    *((f"as many background links cut: {w}", f"mirror.control.{w}", None) for w in ("hat", "scarf", "stripes", "flip")), ("object silenced: flip", "mirror.silence.flip", None),
    *((f"mirror: {w}, against another scene's object", f"mirror.whole.{w}, shuffled", None) for w in ("scarf", "stripes", "flip")),
    ("share of the mirror's attention that cutting the links removes", "mirror.share of the mirror's attention removed.links", None),
    ("… that cutting as many background links removes", "mirror.share of the mirror's attention removed.control", None),
    ("mirror by nearest render: flip", "nearest.whole.flip", 0.85), ("mirror by nearest render: hat", "nearest.whole.hat", 0.80),
    ("mirror by nearest render: scarf", "nearest.whole.scarf", 0.80), ("mirror by nearest render: stripes", "nearest.whole.stripes", 0.80),
    ("mirror by nearest render: colour (chance 10 %)", "nearest.whole.colour", None), ("mirror by nearest render: kind (chance 4 %)", "nearest.whole.kind", None),
    *((f"{label}, nearest render: {w}", f"nearest.{how}.{w}", None) for how, label in (("silence", "object silenced"), ("links", "links cut"), ("control", "background links cut"))
      for w in ("flip", "hat", "scarf", "stripes")),
    ("nouns: pointing", "words.trained.nouns.pointing", 0.80), ("nouns: the other word's pointing", "words.trained.nouns.other word's pointing", None),
    ("nouns: IoU at own area", "words.trained.nouns.iou", 0.40), ("nouns: own over other", "words.trained.nouns.own over other", 2.0),
    ("nouns, random weights: pointing", "words.random weights.nouns.pointing", None),
    ("colours: pointing", "words.trained.colours.pointing", 0.80), ("colours: IoU at own area", "words.trained.colours.iou", 0.40),
    ("colours: own over other", "words.trained.colours.own over other", 2.0), ("colours, random weights: pointing", "words.random weights.colours.pointing", None),
    ("nouns, the head that points best: pointing", "words.trained.nouns.best head.pointing", None), ("colours, the head that points best: pointing", "words.trained.colours.best head.pointing", None),
    ("nouns on generated pictures: pointing", "words_generated.nouns.pointing", 0.80), ("colours on generated pictures: pointing", "words_generated.colours.pointing", 0.80),
    ("reflection → object over background, the head chosen on other scenes", "reflection.mirror.best head", 3.0), ("the same without a mirror", "reflection.without mirror.best head", None),
    ("reflection → object over background, mean of all heads", "reflection.mirror.ratio of means", None), ("the same without a mirror", "reflection.without mirror.ratio of means", None),
    ("everything right, English", "languages.en.everything", None), ("German minus English", "languages.de.minus English", -0.03),
    ("synonyms never trained: everything right", "free.synonyms.everything", None), ("Spanish (never trained): everything right", "free.es.everything", None),
    ("Dutch (never trained)", "free.nl.everything", None), ("Portuguese (never trained)", "free.pt.everything", None),
    ("Italian minus English", "languages.it.minus English", -0.03), ("French minus English", "languages.fr.minus English", -0.03),
)


def cell(table, path):
    """Looks up ROW.key.key; keys may hold dots nowhere else. → (text, number or None)"""
    parts = path.split(".")
    value = table.get(parts[0], {}).get("result")
    for p in parts[1:]:
        value = value.get(p) if isinstance(value, dict) else None
    if value is None:
        return "not measured", None
    if isinstance(value, dict) and "share" in value:
        return share_text(value), value["share"]
    if isinstance(value, dict):
        return f"{value['mean']:+.1%} ± {value['half interval']:.1%}", value["mean"]
    return str(value), float(value)


def knock_out_rows(table):
    """What the mirror's attributes owe to the links: one row an attribute and way of reading them, against the bars of the study. Chance is 50 %."""
    verdict = lambda text, ok: f"{text} {'reached' if ok else 'short'}"
    rows = []
    for row, reading in (("nearest", "nearest render"), ("mirror", "judge")):
        for w in ("flip", "hat", "scarf", "stripes"):
            whole, silence, links, control = (cell(table, f"{row}.{how}.{w}")[1] for how in ("whole", "silence", "links", "control"))
            if None in (whole, silence, links, control) or whole <= 0.5:
                continue
            closed = (whole - links) / (whole - 0.5)
            rows.append(f"| {w}, {reading} | {whole:.1%} | " + verdict(f"{100 * (silence - 0.5):+.1f}", abs(silence - 0.5) <= 0.05) + " | "
                        + verdict(f"{closed:.0%}", closed >= 0.70) + " | " + verdict(f"{100 * (whole - control):+.1f}", whole - control <= 0.05) + " |")
    return rows


def study_lines(read):
    """The studies that were measured, each as a small table. read(name): the study's file, or None."""
    lines = []
    layers, guidance, weights = read("text_layers"), read("guidance"), read("weights")
    if layers:
        numbers = lambda r: [share_text(r["nouns"]["pointing"]), str(r["nouns"]["iou"]), str(r["nouns"]["own over other"]), share_text(r["colours"]["pointing"]),
                             share_text(r["colours in place"]), str(r["error of the prediction"])]
        lines += ["", f"**Which layers the text side reads**: two trainings of {next(iter(layers.values()))['samples']:,} pictures, alike in everything else.", "",
                  "| layers | nouns: pointing | nouns: IoU | nouns: own over other | colours: pointing | both colours in the picture | error of the prediction |", "|---|---|---|---|---|---|---|",
                  *(f"| {name} | {' | '.join(numbers(r))} |" for name, r in layers.items())]
    if guidance:
        lines += ["", f"**Guidance**, chosen on {guidance['count']} validation prompts (t = 1 is the finished picture):", "",
                  "| scale | while t is in | everything right | kind | no kind | colour | relation |", "|---|---|---|---|---|---|---|",
                  *(f"| {r['guidance']:g} | {r['interval'][0]:g} … {r['interval'][1]:g} | " + " | ".join(f"{r[k]:.1%}" for k in ("everything", "kind", "none", "colour", "relation")) + " |"
                    for r in guidance["result"])]
    if weights:
        lines += ["", "**Prompt weights**: rank correlation (Spearman; ≥ 0.8 is asked of comfy and log w) of the dose w in 0 … 2 with what 32 seeds show of the weighted word (`study_weights.json`):", "",
                  "| prompt | word | method | area | judge's confidence | saturation |", "|---|---|---|---|---|---|",
                  *(f"| {r['prompt']} | {r['word']} | {r['method']} | " + " | ".join("none" if r["spearman"][k] is None else f"{r['spearman'][k]:.2f}" for k in ("area", "confidence", "saturation")) + " |"
                    for r in weights["result"])]
    return ["", "## Studies", *lines] if lines else []


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", default=ROOT_OUT)
    parser.add_argument("--run", nargs="+", default=[f"{CACHE}/picture/main", f"{CACHE}/picture/decayed"])
    args = parser.parse_args()
    read = lambda path, other: json.load(open(path)) if os.path.exists(path) else other
    about, table = read(f"{args.models}/picture.json", {}), read(f"{args.models}/acceptance.json", {})
    by_eye, gallery = read(f"{args.models}/by_eye/by_eye.json", {}), read(f"{args.models}/gallery.json", {})
    marks = read(f"{CACHE}/judge/marks.json", {})
    # Each branch's lines follow those of the run that it left, up to where it left it: that run may have gone on since.
    log = []
    for run in args.run:
        branch = [json.loads(line) for line in open(f"{run}/log.jsonl")]
        log = [r for r in log if r["samples"] < branch[0]["samples"]] + branch
    log = [r for r in log if r["samples"] <= about.get("samples", r["samples"])]
    eye = [f"Labelled by eye, {len(by_eye['pictures'])} generated pictures, entity by entity; the judge agrees on " + ", ".join(f"{k} {v['share']:.1%}" for k, v in by_eye["agreement"].items()) + " (asked: 95 %).",
           f"By eye {by_eye['no kind, by eye']['share']:.0%} of the things drawn are no kind that can be named, by the judge {by_eye['no kind, by the judge']['share']:.0%}: on pictures this soft the judge names what a person would not, "
           "so read its shares of kinds as an upper bound."] if by_eye else []
    lines = ["# Picture model", "", f"A small MM-DiT: text → 64×64 picture. {about.get('blocks')} blocks, width {about.get('width')}, patches of 8×8, "
             f"frozen multilingual-e5-small (4-bit weights) after layer 7 as text side. {about.get('samples'):,} training pictures, {about.get('hours')} hours, mostly of one core.", "",
             "**Data**: scenes of recoloured emoji (assets/recipes/world): every training picture is drawn afresh for one of the bank's captions in English, German, Italian, French.",
             "Never shown: the pairs, triples and language cells of `held_out.json`, and OpenMoji's art.", "",
             f"**Losses**: velocity-weighted x-prediction (object patches 2.5×; reflections 5×, after {REFLECTIONS_FROM:,} pictures), captions dropped 10 %; an auxiliary head after block 4 names kind and colour per patch",
             "(weight 0.1, off in the decayed branch). Attention weights were never supervised.", "",
             "**Judge**: a separate per-pixel net trained on renders and spoiled renders. Its marks on renders that it has not seen: "
             + (", ".join(f"{n} {m['share']:.1%}" for n, m in marks.items()) or "not measured") + ".",
             *eye, "",
             "## Acceptance", "", "| row | asked | measured (95 % interval) | |", "|---|---|---|---|"]
    for name, path, asked in ASKED:
        lines.append(acceptance_row(name, asked, *cell(table, path)))
    lines += ["", "Knock-outs in given-object mode (the background links are cut in five draws a scene):", "",
              "| attribute | whole | object silenced: points from chance (≤ 5) | mirror ↔ object cut: closes of the gap (≥ 70 %) | as many background links cut: points lost (≤ 5) |", "|---|---|---|---|---|",
              *knock_out_rows(table)]
    measured = {r["samples"] for r in table.values()}
    lines += ["", f"Measured at {', '.join(f'{s:,}' for s in sorted(measured)) or 'no'} samples, split: {', '.join(sorted({r['split'] for r in table.values()})) or '-'}.", *study_lines(lambda name: read(f"{args.models}/study_{name}.json", None)), "", "## Training curve", "",
              "| samples | hours | pictures/s | loss | mse | auxiliary |", "|---|---|---|---|---|---|"]
    lines += curve_rows(log, ("loss", "mse", "auxiliary"), 24)
    if gallery:
        lines += ["", "## What it draws", "", f"Of a hundred validation prompts the judge finds {gallery['right of 100']} right in everything. The first twelve of those (upper two rows), then the first twelve others:", "",
                  "![Two rows of pictures that are right, two rows that are not](gallery.png)", "", "| not right: asked for | the judge sees |", "|---|---|"]
        lines += [f"| {r['prompt']} | {', '.join(r['judge']) or 'nothing'} |" for r in gallery["wrong"]]
    lines += ["", "`slider_N.safetensors` are the averaged weights after N samples of the flat run, in eight bits; what ships left that run after the last of them and decayed, in two goes.", "",
              "## Limits", "", "It draws only the kinds, colours, relations and skies it was trained on, small and soft. Words outside that world pass through the text encoder and may do anything.",
              "Colours, places, skies, mirrors and hats come first in training, shapes last: kinds are still soft. Rows marked short or not measured say where it stands;",
              "training goes on from here (`python -m picture.train --weights …`).", "",
              "## Licences", "", "Weights: the project's licence. Art behind the training pictures: Noto Emoji (Apache-2.0), Twemoji (CC-BY-4.0), Fluent Emoji (MIT); tests also use OpenMoji (CC-BY-SA-4.0).",
              "Text encoder: multilingual-e5-small (MIT).", ""]
    with open(f"{args.models}/README.md", "w") as f:
        f.write("\n".join(lines))
    print(f"{args.models}/README.md")


if __name__ == "__main__":
    main()
