"""The inventory of the world of drawings: kinds, colours, styles, and where a hat or a scarf sits on each sticker's art."""

STYLES = ("noto", "twemoji", "fluent-emoji-flat", "openmoji")   # iconify package names; the last is held out of training
TRAINING_STYLES = 3

# Colour ramps: RGB of the darkest, middle and lightest body shade.
COLOURS = {
    "red": ((110, 8, 16), (222, 40, 44), (255, 140, 130)),
    "orange": ((150, 62, 0), (246, 134, 18), (255, 200, 120)),
    "yellow": ((160, 118, 0), (252, 212, 30), (255, 242, 150)),
    "green": ((8, 70, 20), (46, 158, 58), (150, 225, 140)),
    "blue": ((10, 35, 120), (40, 100, 228), (140, 190, 255)),
    "purple": ((62, 15, 104), (136, 60, 192), (205, 150, 240)),
    "pink": ((170, 50, 115), (252, 130, 190), (255, 205, 230)),
    "gray": ((62, 62, 66), (134, 136, 140), (198, 200, 204)),
    "black": ((4, 4, 6), (38, 38, 44), (96, 96, 104)),
    "white": ((160, 164, 174), (238, 240, 244), (255, 255, 255)),
}

# Per kind: icon name; for each style in the order of STYLES: (hat x, hat y, scarf x, scarf y), as shares of the icon's square, y down,
# in the art as it is published; "facing" lists the styles whose art looks to the right (all other art looks left).
# `chases`: may chase or be chased. `recolour`: "all" = every pixel but dark lines takes the colour; "hue" = only the dominant hue does.
KINDS = {
    "cat": dict(icon="cat", chases=True, at=((.40, .17, .42, .50), (.17, .20, .26, .48), (.20, .30, .28, .60), (.14, .42, .24, .58))),
    "mouse": dict(icon="mouse", chases=True, at=((.44, .28, .52, .62), (.42, .42, .52, .78), (.34, .24, .38, .56), (.34, .30, .44, .58))),
    "dog": dict(icon="dog", chases=True, at=((.40, .10, .40, .52), (.26, .10, .32, .40), (.22, .22, .30, .50), (.24, .20, .30, .48))),
    "horse": dict(icon="horse", chases=True, at=((.16, .18, .34, .42), (.14, .20, .30, .42), (.22, .14, .34, .44), (.14, .20, .26, .44))),
    "astronaut": dict(icon="astronaut", chases=True, at=((.50, .06, .50, .82), (.48, .10, .48, .58), (.48, .10, .48, .58), (.50, .14, .50, .62))),
    "fish": dict(icon="fish", chases=True, at=((.36, .30, .46, .60), (.36, .28, .42, .60), (.36, .26, .42, .60), (.70, .28, .64, .50))),
    "bird": dict(icon="bird", chases=True, at=((.22, .20, .26, .50), (.32, .16, .36, .50), (.30, .10, .34, .44), (.72, .28, .66, .46))),
    "rabbit": dict(icon="rabbit", chases=True, at=((.42, .42, .48, .72), (.20, .40, .30, .66), (.24, .38, .34, .68), (.28, .36, .38, .60))),
    "fox": dict(icon="fox", chases=True, at=((.50, .24, .50, .88), (.50, .26, .50, .90), (.50, .22, .50, .86), (.50, .24, .50, .86))),
    "elephant": dict(icon="elephant", chases=True, at=((.30, .12, .48, .48), (.26, .14, .44, .60), (.26, .22, .46, .56), (.28, .30, .46, .58))),
    "turtle": dict(icon="turtle", chases=True, at=((.20, .40, .42, .72), (.14, .42, .36, .72), (.16, .66, .46, .72), (.14, .24, .36, .60))),
    "car": dict(icon="automobile", chases=True, at=((.48, .42, .50, .72), (.54, .44, .50, .72), (.60, .34, .50, .64), (.56, .42, .50, .64))),
    "house": dict(icon="house", chases=False, at=((.50, .08, .50, .62), (.52, .12, .52, .60), (.50, .10, .50, .60), (.45, .22, .48, .56))),
    "tree": dict(icon="deciduous-tree", chases=False, at=((.50, .06, .50, .52), (.50, .04, .50, .58), (.50, .08, .50, .56), (.50, .12, .50, .40))),
    "ball": dict(icon="soccer-ball", chases=False, at=((.50, .05, .50, .60), (.50, .03, .50, .60), (.50, .08, .50, .60), (.50, .10, .50, .58))),
    "rocket": dict(icon="rocket", chases=True, at=((.84, .14, .54, .50), (.88, .14, .58, .46), (.84, .14, .56, .52), (.82, .18, .56, .50))),
    "pig": dict(icon="pig", chases=True, at=((.36, .16, .52, .52), (.30, .30, .46, .62), (.24, .32, .44, .56), (.28, .32, .44, .56))),
    "snail": dict(icon="snail", chases=True, at=((.62, .18, .34, .66), (.62, .34, .24, .70), (.60, .18, .24, .62), (.40, .36, .66, .66))),
    "butterfly": dict(icon="butterfly", chases=True, at=((.46, .32, .46, .62), (.50, .22, .50, .58), (.50, .26, .50, .60), (.46, .26, .46, .56))),
    "giraffe": dict(icon="giraffe", chases=True, at=((.26, .08, .44, .40), (.24, .08, .38, .44), (.18, .14, .32, .46), (.22, .14, .36, .40))),
    "whale": dict(icon="whale", chases=True, at=((.36, .42, .52, .66), (.34, .46, .48, .70), (.36, .34, .46, .62), (.42, .22, .52, .46))),
    "umbrella": dict(icon="umbrella", chases=False, at=((.48, .14, .48, .62), (.50, .10, .52, .66), (.48, .10, .48, .62), (.50, .08, .50, .66))),
    "mushroom": dict(icon="mushroom", chases=False, at=((.50, .06, .46, .72), (.50, .03, .48, .72), (.48, .16, .48, .70), (.50, .16, .48, .66))),
    "dinosaur": dict(icon="t-rex", chases=True, at=((.22, .15, .36, .46), (.24, .08, .34, .46), (.22, .15, .34, .46), (.70, .26, .62, .52))),
}
LOOKS_RIGHT = {("rocket", s) for s in STYLES} | {(k, "openmoji") for k in ("fish", "bird", "snail", "dinosaur")}

# Art taken from another set: Twemoji's astronaut is a bust beside a helmet.
REPLACED = {("astronaut", "twemoji"): ("fluent-emoji-flat", "woman-astronaut")}

# Exceptions to the automatic choice of what is body: see make_stickers.body_weight.
RECOLOUR = {}

KIND_NAMES, COLOUR_NAMES = tuple(KINDS), tuple(COLOURS)
