"""Scenes: what stands where. A specification (what a caption says) → a full description (everything that is drawn).

Description, JSON-able: {"relation", "sky", "horizon", "objects": [sticker…], "mirror": none | {"side": "left" | "right" | "water" | "empty", "glass": [x0, y0, x1, y1],
"frame": index}, "caption"…}; a sticker is {"kind", "style", "colour", "attributes", "x", "y", "side", "angle", "flip"}. Units: the picture is the
unit square, y down; x, y = centre of the sticker's square canvas; side = its edge; angle in radians, positive turns clockwise on screen.
"""
import json
import math
import os
import random

from .kinds import COLOUR_NAMES, KIND_NAMES, KINDS, STYLES, TRAINING_STYLES
from .stickers import HAT, SCARF, STRIPES

SKIES = ("day", "night", "sunset", "snow")
SKY_SHARES = (0.55, 0.15, 0.15, 0.15)
RELATIONS = ("one", "chases", "on", "beside", "mirror", "water", "empty_mirror")
RELATION_SHARES = (0.16, 0.18, 0.15, 0.14, 0.22, 0.11, 0.04)
MOVERS = tuple(k for k in KIND_NAMES if KINDS[k]["chases"])
FRAMES = 3
SIDE, FEET = 0.43, 254 / 256 - 0.5

with open(os.path.join(os.path.dirname(__file__), "held_out.json")) as _f:
    HELD_OUT = json.load(_f)
HELD_A = {tuple(p) for p in HELD_OUT["A"]}
HELD_B = {tuple(t) for t in HELD_OUT["B"]}
HELD_C = {tuple(c) for c in HELD_OUT["C"]}


def held_triple(a, relation, b):
    return (a, relation, b) in HELD_B or (relation == "beside" and (b, relation, a) in HELD_B)


def random_specification(rng, held_out=False):
    """What a scene is about: {"relation", "kinds", "colours", "sky"}. Never a held-out pair or triple unless held_out is True."""
    while True:
        relation = rng.choices(RELATIONS, RELATION_SHARES)[0]
        count = {"empty_mirror": 0, "one": 1, "mirror": 1, "water": 1}.get(relation, 2)
        kinds = [rng.choice(MOVERS if relation == "chases" else KIND_NAMES) for _ in range(count)]
        if count == 2 and kinds[0] == kinds[1] and rng.random() < 0.7:
            continue
        colours = [rng.choice(COLOUR_NAMES) for _ in kinds]
        if count == 2 and kinds[0] == kinds[1] and colours[0] == colours[1]:
            continue
        if not held_out and (any(p in HELD_A for p in zip(colours, kinds)) or (count == 2 and held_triple(kinds[0], relation, kinds[1]))):
            continue
        return {"relation": relation, "kinds": kinds, "colours": colours, "sky": rng.choices(SKIES, SKY_SHARES)[0]}


def allowed_colour(rng, kind):
    while True:
        colour = rng.choice(COLOUR_NAMES)
        if (colour, kind) not in HELD_A:
            return colour


def describe(rng, specification, seats, styles=TRAINING_STYLES):
    """A full random scene for a specification; colours or sky that are None are drawn. seats: see compose.seats; styles: number of art styles, or a list."""
    s, u = specification, rng.uniform
    kinds, relation = s["kinds"], s["relation"]
    colours = [c or allowed_colour(rng, k) for c, k in zip(s["colours"], kinds)]
    sky = s["sky"] or rng.choices(SKIES, SKY_SHARES)[0]
    style_list = list(range(styles)) if isinstance(styles, int) else styles
    things = [{"kind": k, "style": rng.choice(style_list), "colour": c, "attributes": rng.randrange(8), "x": 0.0, "y": 0.0,
               "side": SIDE * u(0.85, 1.15), "angle": math.radians(u(-12, 12)), "flip": rng.random() < 0.5} for k, c in zip(kinds, colours)]
    horizon, mirror = u(0.60, 0.70), None
    feet = u(horizon + 0.05, 0.92)
    stand = lambda t, x, y: t.update(x=x, y=y - FEET * t["side"])
    if relation == "one":
        stand(things[0], u(0.27, 0.73), feet)
    elif relation in ("chases", "beside"):
        swap = rng.random() < 0.5
        for i, t in enumerate(things):
            stand(t, (0.26 if (i == 0) != swap else 0.74) + u(-0.025, 0.025), min(feet + u(-0.02, 0.02), 0.95))
            if relation == "chases":                    # the chaser runs towards the other: native art looks left
                t["flip"] = not swap
    elif relation == "on":
        for t in things:
            t["side"] *= 0.92
        x, y = u(0.35, 0.65), u(0.87, 0.95)
        stand(things[1], x, y)
        things[1]["attributes"] &= ~HAT                 # it would be sat upon
        things[0]["angle"] *= 0.5
        things[1]["angle"] *= 0.5
        seat = seats[KIND_NAMES.index(kinds[1])][things[1]["style"]]
        stand(things[0], x + u(-0.02, 0.02), things[1]["y"] + (seat / 256 - 0.5) * things[1]["side"] + 0.02)
    elif relation == "mirror":
        left = rng.random() < 0.5
        feet = max(feet, 0.76)
        stand(things[0], (0.755 if left else 0.245) + u(-0.015, 0.015), feet)
        mirror = {"side": "left" if left else "right", "frame": rng.randrange(FRAMES)}
        centre = (0.255 if left else 0.745) + u(-0.01, 0.01)
        mirror["glass"] = [centre - 0.215, feet - 0.60, centre + 0.215, feet + 0.03]
    elif relation == "water":
        horizon = u(0.56, 0.62)
        stand(things[0], u(0.30, 0.70), horizon)
        things[0]["angle"] *= 0.5
        mirror = {"side": "water", "frame": 0, "glass": [0.0, horizon, 1.0, 1.0]}
    else:
        centre, feet = u(0.27, 0.73), max(feet, 0.76)
        mirror = {"side": "empty", "frame": rng.randrange(FRAMES), "glass": [centre - 0.215, feet - 0.60, centre + 0.215, feet + 0.03]}
    return {"relation": relation, "sky": sky, "horizon": horizon, "objects": things, "mirror": mirror}


def reflections(scene):
    """The stickers that the mirror shows: (sticker with flip_y, index of its object). Left/right: turned about the vertical; water: about the waterline."""
    mirror = scene["mirror"]
    if not mirror or mirror["side"] == "empty":
        return []
    out = []
    for i, t in enumerate(scene["objects"]):
        r = dict(t)
        x0, y0, x1, y1 = mirror["glass"]
        if mirror["side"] == "water":
            r.update(y=2 * y0 - t["y"], angle=-t["angle"], flip_y=True)
        else:
            r.update(x=(x0 + x1) / 2, flip=not t["flip"], angle=-t["angle"])
        out.append((r, i))
    return out
