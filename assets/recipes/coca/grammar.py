"""Reads a caption back into its facts: the grammar of world.captions turned around. Used to judge written captions; anything outside it is wrong."""
import re
from functools import lru_cache

from world.captions import LANGUAGES, NOUNS, TEMPLATES, fill, noun_phrase
from world.kinds import COLOUR_NAMES, KIND_NAMES

ARTICLES = ("indefinite", "definite", "none")


@lru_cache
def phrases(language, article, case):
    """Every noun phrase of one form: {text: (kind, colour or None)}."""
    return {noun_phrase(language, k, c, article, case): (k, c) for k in KIND_NAMES for c in (None, *COLOUR_NAMES)}


@lru_cache
def patterns(language):
    """[(relation, template, article, compiled pattern, slots)]; every slot of a noun phrase is a group."""
    out = []
    for relation, templates in TEMPLATES[language].items():
        if relation == "sky":
            continue
        for template in dict.fromkeys(templates):
            for article in ARTICLES:
                parts, slots = [], []
                for piece in re.split(r"(\{[^}]*\})", template):
                    if not piece.startswith("{"):
                        parts.append(re.escape(piece))
                    elif "/" in piece:
                        parts.append("[ao]" if language == "it" else "e?")
                    else:
                        slot, how = piece[1], piece[3:-1]
                        form = "indefinite" if how == "i" else article
                        case = how if how in ("acc", "dat") else "nom"
                        parts.append("(" + "|".join(sorted(map(re.escape, phrases(language, form, case)), key=len, reverse=True)) + ")")
                        slots.append((slot, form, case))
                out.append((relation, template, article, re.compile("".join(parts)), slots))
    return out


def parse(text, language):
    """→ {relation, kinds, colours, sky (None = not said)} or None. Case of the first letter and a full stop do not matter; agreement does."""
    text = text.strip().removesuffix(".")
    sky = None
    for name, places in TEMPLATES[language]["sky"].items():
        for place in places:
            if text.lower().endswith(" " + place.lower()):
                text, sky = text[:-len(place) - 1], name
            elif text.lower().startswith(place.lower() + ", "):
                text, sky = text[len(place) + 2:], name
    for first in {text, text[:1].lower() + text[1:], text[:1].upper() + text[1:]}:
        for relation, template, article, pattern, slots in patterns(language):
            m = pattern.fullmatch(first)
            if not m:
                continue
            found = {s: phrases(language, form, case)[g] for (s, form, case), g in zip(slots, m.groups())}
            things = {s: (*f, article) for s, f in found.items()}
            if fill(template, language, things) != first:          # participles must agree
                continue
            order = sorted(found)
            return {"relation": relation, "kinds": [found[s][0] for s in order], "colours": [found[s][1] for s in order], "sky": sky}
    return None


def says_the_scene(facts, scene):
    """Same kinds, colours, relation and sky (daylight may stay unsaid), nothing more."""
    if facts is None or facts["relation"] != scene["relation"] or (facts["sky"] or "day") != scene["sky"]:
        return False
    told, real = list(zip(facts["kinds"], facts["colours"])), list(zip(scene["kinds"], scene["colours"]))
    return told == real or (scene["relation"] == "beside" and told == real[::-1])


def relations_shown(scene, drawn, countable):
    """All {relation, kinds, colours} of two things side by side that the drawing shows as well as the scene's own; of other scenes only their own.

    Two things drawn beside each other may face one way by chance: that is what a chase looks like. Facing shows in countable kinds only
    (picture.prompts.countable_kinds).
    """
    own = {k: scene[k] for k in ("relation", "kinds", "colours")}
    if scene["relation"] not in ("chases", "beside"):
        return [own]
    # Native art looks left; what can be seen of each thing's facing, from left to right.
    things = drawn["objects"]
    facing = {t["flip"] for t, kind in zip(things, scene["kinds"]) if kind in countable}
    turned = {"kinds": scene["kinds"][::-1], "colours": scene["colours"][::-1]}
    first_is_left = things[0]["x"] < things[1]["x"]
    # "0 chases 1": all that shows faces from 0 to 1.
    chases = lambda towards_right: facing <= {towards_right}
    shown = [own]
    if scene["relation"] == "chases" and not facing:
        shown += [{**own, "relation": "beside"}, {**own, **turned}]
    if scene["relation"] == "beside":
        shown += [{**own, "relation": "chases"}] * chases(first_is_left) + [{**own, **turned, "relation": "chases"}] * chases(not first_is_left)
    return shown
