#!/usr/bin/env python3
"""The static page and the drawn one look alike: the colours of web/styles.css are those of src/widgets/theme.cpp, in both themes,
and every ink has a contrast of at least 4.5:1 on its papers (WCAG 2.2, 1.4.3)."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["paper", "card", "quiet", "quiet_hover", "text", "soft", "faint", "accent_ink", "line", "line_strong", "focus", "selection"]
ROLES = ["query", "key", "value", "output"]  # their inks


def luminance(color):
    channels = [int(color[i:i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def main():
    problems = []
    drawn = (ROOT / "src/widgets/theme.cpp").read_text(encoding="utf-8")
    style = (ROOT / "web/styles.css").read_text(encoding="utf-8").split("@media print")[0]
    for place, theme in enumerate(("light", "dark")):
        inks = {}
        for name in NAMES + ROLES:
            if name in ROLES:
                found = re.findall(rf"\b{name} = {{fill_{name}, Color::hex\(0x(\w{{6}})\)", drawn)
            else:
                found = re.findall(rf"^\s*{name} = Color::hex\(0x(\w{{6}})\)", drawn, re.M)
            if len(found) != 2:
                problems.append(f"theme.cpp: {name} is set {len(found)} times, expected light and dark")
                continue
            inks[name] = found[place].lower()
            variable = "--" + name.replace("_", "-")
            shown = re.findall(rf"{variable}: #(\w{{6}})", style)
            # Light is written once; dark twice, for the system's choice and for the reader's.
            own = shown[:1] if theme == "light" else shown[1:]
            if len(shown) != 3 or any(color.lower() != inks[name] for color in own):
                problems.append(f"styles.css: {variable} ({theme}) is {own}, in theme.cpp {inks[name]}")
        for ink in ["text", "soft", "faint", "accent_ink"] + ROLES:
            for paper in ("paper", "card", "quiet"):
                if ink in inks and paper in inks and contrast(inks[ink], inks[paper]) < 4.5:
                    problems.append(f"{theme}: {ink} on {paper} has {contrast(inks[ink], inks[paper]):.2f}:1")
    print("\n".join(problems) or "colours agree and can be read")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
