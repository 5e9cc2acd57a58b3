"""What the cards' tables share: a measured share, its verdict, the training curve."""


def share_text(value):
    """A share as picture.acceptance.share gives it, with interval and count."""
    return "not measured" if value is None else f"{value['share']:.1%} ({value['low']:.1%} … {value['high']:.1%}, n = {value['count']})"


def acceptance_row(label, asked, text, number):
    """asked: the bar, a share (up to 1) or a ratio, or None; number: what was measured, or None."""
    verdict = "" if asked is None or number is None else "reached" if number >= asked else "short"
    return f"| {label} | {'' if asked is None else f'≥ {asked:.0%}' if asked <= 1 else f'≥ {asked:g}'} | {text} | {verdict} |"


def curve_rows(log, columns, count):
    """Evenly spaced lines of a training log, the last one among them; columns after samples, hours and rate."""
    step = max(1, len(log) // count)
    return [" | ".join([f"| {r['samples']:,}", *(str(r[c]) for c in ("hours", "rate", *columns))]) + " |" for r in log[::-1][::step][::-1]]
