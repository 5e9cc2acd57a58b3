"""What a link does: cut it (logit −∞ before the softmax, so that the rest of the row is renormalised) and see how far states move."""
import numpy as np
import torch

from encoder import Encoder
from head_scores import Prepared, batches, between

LINKS = ("own", "other", "article", "verb")  # what the colour word stops looking at


def _columns(item: Prepared, adjective: int, link: str) -> tuple[int, int]:
    """Piece positions of the word looked at. `article` is the sentence's first word."""
    if link == "verb":
        return item.spans["verb"]
    if link == "article":
        return 1, min(begin for begin, _ in item.spans.values() if begin >= 1)
    return item.spans[f"noun{adjective if link == 'own' else 3 - adjective}"]


def _change(before: torch.Tensor, after: torch.Tensor, span: tuple[int, int]) -> float:
    """‖Δ‖ / ‖h‖ of a word's last state, mean over its pieces; [token, hidden]."""
    difference = (after - before)[span[0]:span[1]].norm(dim=1) / before[span[0]:span[1]].norm(dim=1)
    return float(difference.mean())


def effects(encoder: Encoder, prepared: list[Prepared], layer: int, head: int) -> dict:
    """Mean effects of cutting each of LINKS out of the colour word's row, in this head alone and in all heads of its layer.

    For each link: `weight` = attention that the head gave to it; `head` and `layer` = relative change of the colour word's
    last state (`colour`) and of its own noun's last state (`noun`) when the link is cut there.
    """
    found: dict[str, dict[str, list[float]]] = {link: {} for link in LINKS}

    for group in batches(prepared):
        base = encoder.run([prepared[i].ids for i in group])
        for adjective, link in ((a, l) for a in (1, 2) for l in LINKS):
            rows = [prepared[i].spans[f"colour{adjective}"] for i in group]
            columns = [_columns(prepared[i], adjective, link) for i in group]
            for at in range(len(group)):
                weight = between(base.attention[layer:layer + 1, at, head:head + 1], rows[at], columns[at])
                found[link].setdefault("weight", []).append(float(weight))
            for scope, heads in (("head", slice(head, head + 1)), ("layer", slice(None))):
                def cut(number: int, logits: torch.Tensor) -> torch.Tensor:
                    if number == layer:
                        logits = logits.clone()
                        for at, (row, column) in enumerate(zip(rows, columns)):
                            logits[at, heads, row[0]:row[1], column[0]:column[1]] = -torch.inf
                    return logits

                run = encoder.run([prepared[i].ids for i in group], cut)
                for at, i in enumerate(group):
                    before, after = base.states[-1, at], run.states[-1, at]
                    for word in ("colour", "noun"):
                        found[link].setdefault(f"{scope}.{word}", []).append(_change(before, after, prepared[i].spans[f"{word}{adjective}"]))
    return {link: {name: float(f"{np.mean(values):.4g}") for name, values in measures.items()} for link, measures in found.items()}
