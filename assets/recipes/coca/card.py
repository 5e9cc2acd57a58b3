"""Writes the captioner's card (Markdown) from the trainings' logs, the acceptance tables of the study and the exported metadata.

Usage: python -m coca.card [--models build/models/coca]. Tables: acceptance.json (main) and acceptance_NAME.json of the study's models.
"""
import argparse
import json
import os

from picture.data import CACHE
from picture.tables import acceptance_row, curve_rows, share_text

from .acceptance import OUT

LANGUAGES = ("en", "it", "fr", "de")
RANKING = (
    *((f"R@1 of 256, {l}: {way}", ("recall", l, way), 0.80) for l in LANGUAGES for way in ("picture → caption", "caption → picture")),
    *((f"{name}: {way}", (row, way), asked) for row, name, asked in (("swap of colours", "colours swapped", 0.95), ("swap of colours, held out", "colours swapped, held-out pairs", 0.85),
                                                                    ("swap of roles", "roles swapped", 0.90), ("astronaut on horse", "astronaut on horse, horse on astronaut", 0.90))
      for way in ("picture → 2 captions", "caption → 2 pictures", "all at once")),
    *((f"art never trained, R@1, en: {way}", ("unseen art", "recall", way), None) for way in ("picture → caption", "caption → picture")),
)
LIKELIHOOD = tuple((f"{name}, by likelihood: {way}", (row, "by likelihood", way), None)
                   for row, name in (("swap of colours", "colours swapped"), ("swap of colours, held out", "colours swapped, held-out pairs"),
                                     ("swap of roles", "roles swapped"), ("astronaut on horse", "astronaut on horse, horse on astronaut"))
                   for way in ("picture → 2 captions", "caption → 2 pictures", "all at once"))
WRITING = (
    *((f"captions right, {l}", ("captions", l, "right"), 0.90) for l in LANGUAGES),
    *((f"captions right as far as it shows, {l}", ("captions", l, "right as far as it shows"), 0.90) for l in LANGUAGES), *((f"captions in the grammar, {l}", ("captions", l, "in the grammar"), None) for l in LANGUAGES),
    ("art never trained: captions right, en", ("unseen art", "captions", "right"), None),
    ("cross-attention of a noun points at its object", ("cross-attention", "pointing"), 0.80), ("… at the other object", ("cross-attention", "at the other object"), None),
)
STUDY = ("study-full", "no-twins", "no-captions", "contrastive-only")       # the same number of pairs each; main saw more
MODELS = ("main", *STUDY)
SAYS = {"main": "twins, captions, more pairs (ships: `coca`)", "study-full": "twins, captions", "no-twins": "no twins, captions", "no-captions": "twins, no captions", "contrastive-only": "neither (ships: `contrastive`)"}


def look_up(table, path):
    for p in path:
        table = table.get(p) if isinstance(table, dict) else None
    return table


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", default=OUT)
    args = parser.parse_args()
    name = lambda model: f"{args.models}/acceptance{'' if model == 'main' else '_' + model}.json"
    tables = {m: json.load(open(name(m))) for m in MODELS if os.path.exists(name(m))}
    logs = {m: [json.loads(line) for line in open(f"{CACHE}/coca/{m}/log.jsonl")] for m in MODELS if os.path.exists(f"{CACHE}/coca/{m}/log.jsonl")}
    main_table = tables["main"]
    lines = ["# Captioner and ranker (small CoCa)", "",
             "Pictures of 64×64 and captions in English, German, Italian, French: which caption is true of which picture, and captions written piece by piece. Width 128; image encoder",
             "5 layers, causal text encoder 4, captioning layers 2. CLIP's wiring, SigLIP's loss.", "",
             "**Data**: scenes of recoloured emoji (assets/recipes/world), drawn afresh for every pair. Which caption is true of which picture comes from the world's facts, not from pairing.",
             "Half of a batch are twins: the same scene with colours or roles swapped, used only where the swapped caption is false. Never shown: the pairs, triples and language cells of `held_out.json`, and OpenMoji's art.", "",
             "**Losses**: sigmoid per pair + 2 × next piece of captions that say everything + 0.5 × kind and colour of each patch, by a head that reads the patch states and does not ship (off in the last",
             "fifth; in every model of the study). Attention weights were never supervised. Nothing was chosen on the scenes measured here. Muon for the layers' matrices, AdamW for the rest.", "",
             "| model | pairs | hours of one core | loss of pairs | loss of captions |", "|---|---|---|---|---|"]
    for m, log in logs.items():
        last = log[-1]
        lines.append(f"| {SAYS[m]} | {last['samples']:,} | {last['hours']} | {last['contrastive']} | {last.get('caption', '')} |")
    lines += ["", "## Acceptance of `coca`", "", "| row | asked | measured (95 % interval) | |", "|---|---|---|---|"]
    for label, path, asked in RANKING + LIKELIHOOD + WRITING:
        value = look_up(main_table, path)
        lines.append(acceptance_row(label, asked, share_text(value), value and value["share"]))
    lines += ["", "Swaps: ties are errors; chance is 50 %, and one sixth where all four comparisons must be right at once. By likelihood: the same pictures and captions, compared by how likely",
              "the captioning layers find the caption, piece by piece, instead of by the two vectors. Two things drawn beside each other may face one way by chance, which is what a chase",
              "looks like, and a fox or a butterfly looks the same from both sides: \"as far as it shows\" takes every relation that the drawing shows equally well.", "",
              "## The study: twins yes or no, captions yes or no" + ("" if len({logs[m][-1]["samples"] for m in STUDY if m in logs}) == 1 else " (not yet with the same number of pairs: see above)"), "", "| row | " + " | ".join(SAYS[m] for m in tables) + " |", "|---|" + "---|" * len(tables)]
    for label, path, _ in RANKING + LIKELIHOOD:
        cells = [look_up(t, path) for t in tables.values()]
        lines.append(f"| {label} | " + " | ".join("–" if c is None else f"{c['share']:.1%}" for c in cells) + " |")
    missing = [SAYS[m] for m in MODELS if m not in tables]
    if missing:
        lines += ["", f"Not trained: {'; '.join(missing)}."]
    lines += ["", "## Captions that were wrong", "", "| picture | language | caption |", "|---|---|---|"]
    for language, rows in main_table.get("failures", {}).items():
        for relation, kinds, colours, sky, caption in rows:
            lines.append(f"| {relation}: {', '.join(f'{c} {k}' for c, k in zip(colours, kinds)) or 'nothing else'}; {sky} | {language} | {caption} |")
    lines += ["", "## Training curve of `coca`", "", "| pairs | hours | pairs/s | loss of pairs | loss of captions |", "|---|---|---|---|---|"]
    lines += curve_rows(logs["main"], ("contrastive", "caption"), 20)
    lines += ["", "## Limits", "", "It knows the world of drawings only: other pictures get a caption of that world, other words are unknown pieces. It compares captions by their facts there; what it says of",
              "photographs or of other vocabularies means nothing.", "", "## Licences", "",
              "Weights: the project's licence. Art behind the pictures: Noto Emoji (Apache-2.0), Twemoji (CC-BY-4.0), Fluent Emoji (MIT); tests also use OpenMoji (CC-BY-SA-4.0).",
              "Embedding rows of the pieces: multilingual-e5-small (MIT).", ""]
    with open(f"{args.models}/README.md", "w") as f:
        f.write("\n".join(lines))
    print(f"{args.models}/README.md")


if __name__ == "__main__":
    main()
