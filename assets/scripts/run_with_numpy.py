"""Repeats a run of Alphabar with NumPy alone.

    python3 THIS_FILE OUT.npz      writes every lane's states, x [rows + 1, particles, 2], x_T first

The case below is the whole run: each lane's data as a mixture of Gaussians, its sampler as a table of
rows, and the seed of its noise. What a row does is in `run`; nothing else moves a particle.
"""

import json
import sys

import numpy as np

CASE = json.loads(r'''@case@''')

START, NOISE, PICK = 0, 1, 2  # what draws are for: part of the generator's counter


def philox(seed, blocks, draw, stream, lane):
    """Philox4x32-10 (Salmon et al. 2011): four 32-bit words of each block, [blocks, 4]."""
    mask = np.uint64(0xFFFFFFFF)
    counter = [blocks & mask, blocks >> np.uint64(32), np.full_like(blocks, draw),
               np.full_like(blocks, stream | lane << 8)]
    key = [seed & 0xFFFFFFFF, seed >> 32]
    for _ in range(10):
        first, second = counter[0] * np.uint64(0xD2511F53), counter[2] * np.uint64(0xCD9E8D57)
        counter = [second >> np.uint64(32) ^ counter[1] ^ np.uint64(key[0]), second & mask,
                   first >> np.uint64(32) ^ counter[3] ^ np.uint64(key[1]), first & mask]
        key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return np.stack(counter, axis=1)


def uniform(seed, n, draw, stream, lane):
    """Points of (0, 1), two for each of n particles."""
    blocks = np.arange((n + 1) // 2, dtype=np.uint64)
    return (philox(seed, blocks, draw, stream, lane).reshape(-1, 2)[:n] + 0.5) * 2.0**-32


def normal(seed, n, draw, stream, lane):
    """Standard normal numbers, two for each of n particles (Box and Muller)."""
    u = uniform(seed, n, draw, stream, lane)
    radius, angle = np.sqrt(-2 * np.log(u[:, 0])), 2 * np.pi * u[:, 1]
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def first_states(lane):
    n, begin = lane["particles"], lane["begin"]
    if begin["kind"] == "box":
        return begin["scale"] * (2 * uniform(lane["seed"], n, 0, START, lane["noise"]) - 1)
    z = normal(lane["seed"], n, 0, START, lane["noise"])
    if begin["kind"] == "prior":
        return begin["scale"] * z
    u = uniform(lane["seed"], n, 0, PICK, lane["noise"])[:, 0]
    mass = np.cumsum([c["weight"] for c in lane["components"]])
    chosen = np.minimum(np.searchsorted(mass, u, side="right"), len(mass) - 1)
    x = np.empty((n, 2))
    for k, c in enumerate(lane["components"]):
        here = chosen == k
        x[here] = c["mean"] + z[here] @ (rotation(c) * c["std"]).T
    return x


def rotation(c):
    cos, sin = np.cos(c["angle"]), np.sin(c["angle"])
    return np.array([[cos, -sin], [sin, cos]])


def split(x, a, s, components, g=None):
    """x0_hat, eps_hat and score of p_t = sum_k w_k N(a mu_k, a^2 C_k + s^2 I) at x, all [n, 2]; and
    J^T g, J the Jacobian of x0_hat, where g is given: the gradient of a loss of x0_hat as a function
    of it."""
    out = [np.empty_like(x) for _ in range(4)]
    total = sum(c["weight"] for c in components)
    for at in range(0, len(x), 2048):
        part = slice(at, at + 2048)
        exponents, means, scores, gains = [], [], [], []
        for c in components:
            axes = rotation(c)
            covariance = axes * np.square(c["std"]) @ axes.T
            precision = np.linalg.inv(a * a * covariance + s * s * np.eye(2))
            away = x[part] - a * np.array(c["mean"])
            score, gain = -away @ precision, a * covariance @ precision
            exponents.append(np.log(c["weight"] / total) + 0.5 * np.log(np.linalg.det(precision))
                             + 0.5 * np.sum(away * score, axis=1))
            means.append(c["mean"] + away @ gain.T)
            scores.append(score)
            gains.append(gain)
        exponents, means, scores = np.array(exponents), np.array(means), np.array(scores)
        shares = np.exp(exponents - exponents.max(axis=0))
        shares = (shares / shares.sum(axis=0))[:, :, None]
        out[0][part], out[2][part] = np.sum(shares * means, axis=0), np.sum(shares * scores, axis=0)
        out[1][part] = -s * out[2][part]
        if g is not None:
            slope = g(out[0][part])
            own = np.array([slope @ gain for gain in gains])
            along = np.sum((means - out[0][part]) * slope, axis=2, keepdims=True)
            out[3][part] = np.sum(shares * (own + (scores - out[2][part]) * along), axis=0)
    return out


def gradient(loss):
    """Of |x0 - target|^2 / 2, or of log(1 + exp(-d / softness)), d = n x0 - offset."""
    if loss["kind"] == "point":
        return lambda x0: x0 - np.array(loss["target"])
    def plane(x0):
        depth = (x0 @ np.array(loss["normal"]) - loss["offset"]) / loss["softness"]
        return -np.outer(1 / (1 + np.exp(depth)), loss["normal"]) / loss["softness"]
    return plane


def model(y, a, s, w, lane):
    """What a row's model says at y, guided by w."""
    guide = lane.get("guide")
    if not w or guide is None:
        return split(y, a, s, lane["components"])[:3]
    if "label" in guide:
        own = [c for c in lane["components"] if c["label"] == guide["label"]]
        plain, led = split(y, a, s, lane["components"])[:3], split(y, a, s, own)[:3]
        return [p + w * (q - p) for p, q in zip(plain, led)]
    x0, eps, score, back = split(y, a, s, lane["components"], gradient(guide["loss"]))
    floor = max(a, 1e-5 * s)
    return [x0 - w * s * s / floor * back, eps + w * s * back, score - w * back]


def run(lane):
    """y = c_x x + sum c_d x0_hat + sum c_e eps_hat + c_s score + c_z z for every row, x = y where it
    commits; the states of the rows that show one."""
    x = first_states(lane)
    y, shown, history, draws = x, [x], [], 0
    for row in lane["rows"]:
        if row["evaluate"]:
            output = model(y, row["a"], row["s"], row.get("w", 0), lane)
            history = [output] + history[1 if row.get("replace_newest") else 0:][:3]
        z = None
        if row.get("draw"):
            z = normal(lane["seed"], lane["particles"], draws, NOISE, lane["noise"])
            draws += 1
        if "snr" in row:  # Langevin: a step as long as the mean noise and score make it
            score = history[0][2]
            ratio = np.linalg.norm(z, axis=1).mean() / np.linalg.norm(score, axis=1).mean()
            h = 2 * row["alpha"] * (row["snr"] * ratio) ** 2
            y = x + h * score + np.sqrt(2 * h) * z
        else:
            y = row["c_x"] * x if row["c_x"] else np.zeros_like(x)
            for output, c_d, c_e in zip(history, row["c_d"], row["c_e"]):
                y = y + (c_d * output[0] if c_d else 0) + (c_e * output[1] if c_e else 0)
            if row.get("c_s"):
                y = y + row["c_s"] * history[0][2]
            if row.get("c_z"):
                y = y + row["c_z"] * z
        if row["commit"]:
            x = y
        if row["shown"]:
            shown.append(y)
    return np.array(shown)


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: python3 " + sys.argv[0] + " OUT.npz")
    states = {}
    for lane in CASE["lanes"]:
        states[lane["array"]] = run(lane)
        print("%s: %d particles, %d rows" % (lane["name"], lane["particles"], len(lane["rows"])))
    np.savez(sys.argv[1], **states)


if __name__ == "__main__":
    main()
