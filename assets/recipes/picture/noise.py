"""Seeded Gaussian noise that any language can reproduce: splitmix64 counters and Box–Muller in float64 (README.md, "Noise")."""
import numpy as np

GAMMA = np.uint64(0x9E3779B97F4A7C15)


def _finalise(x):
    """The output function of splitmix64 (Steele, Lea, Flood 2014), on uint64 arrays with wrap-around."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def gaussian(seed, count):
    """f32 [count], standard normal. Pair p = (2p, 2p + 1) takes the counters 2p and 2p + 1 of the stream that starts at finalise(seed)."""
    with np.errstate(over="ignore"):
        start = _finalise(np.array([seed], np.uint64))
        bits = _finalise(start + (np.arange(count + count % 2, dtype=np.uint64) + np.uint64(1)) * GAMMA)
    u = ((bits[0::2] >> np.uint64(11)).astype(np.float64) + 1) * 2.0 ** -53          # (0, 1]
    angle = (bits[1::2] >> np.uint64(11)).astype(np.float64) * (2.0 ** -53 * 2 * np.pi)
    radius = np.sqrt(-2 * np.log(u))
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).ravel()[:count].astype(np.float32)
