#!/usr/bin/env bash
# Draws assets/images/preview.png, the picture for link previews (1200 x 630): the sentence figure as the native application
# computes and draws it. Run from the repository's root, after `./attention desktop` has built the application once:
#     ./attention run bash assets/recipes/images/preview.sh
set -euo pipefail
raw=$(mktemp --suffix .png)
trap 'rm -f "$raw"' EXIT
xvfb-run -a build/desktop/attention_desktop --screenshot "$raw" --size 1200x630 --theme light --language en --fragment fig-sentence
mkdir -p assets/images
convert "$raw" -strip -define png:compression-level=9 -dither None -colors 200 PNG8:assets/images/preview.png
