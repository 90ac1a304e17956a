"""Losses of small nets and their gradients, in NumPy alone: what core/learn is compared with.

    python3 tests/data/make_learning.py

writes learning.json (what each case is) and learning.npz (its numbers, float64) beside this file.
Gradients are complex-step derivatives, exact to rounding: no backward pass is written here, so none
can be wrong in the same way.
"""
import json
import math
import pathlib

import numpy as np

here = pathlib.Path(__file__).parent
UNITS, FEATURES, N = 16, 8, 12


# Random numbers by place: Philox4x32-10 (Salmon et al. 2011) and Box-Muller, as core/rng says.
def philox(key, counter):
    c, k, mask = list(counter), list(key), 0xFFFFFFFF
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & mask, (p0 >> 32) ^ c[3] ^ k[1], p0 & mask]
        k = [(k[0] + 0x9E3779B9) & mask, (k[1] + 0xBB67AE85) & mask]
    return c


def normal_of_place(seed, element, part):
    words = philox((seed, 0), (element // 4, 0, 0, 3 | part << 8))
    pair = element % 4 // 2 * 2
    u = [(w + 0.5) / 2**32 for w in words]
    angle = 2 * math.pi * u[pair + 1]
    return math.sqrt(-2 * math.log(u[pair])) * (math.sin(angle) if element % 2 else math.cos(angle))


def frequencies(case):
    half = FEATURES // 2
    if case["net"]["time"] == "sinusoidal":
        f = [math.exp(-math.log(10000) * i / half) for i in range(half)]
    else:
        scale = case["net"]["fourier_scale"]
        f = [2 * math.pi * scale * normal_of_place(case["seed"], i, 2) for i in range(half)]
    return np.array(f, np.float32).astype(np.float64)


ACTIVATIONS = {
    "silu": lambda z: z / (1 + np.exp(-z)),
    "relu": lambda z: np.where(z.real > 0, z, 0),
    "tanh": np.tanh,
    "softplus": lambda z: np.log(1 + np.exp(z)),
}
SLOPES = {
    "silu": lambda z: (1 + np.exp(-z) * (1 + z)) / (1 + np.exp(-z)) ** 2,
    "relu": lambda z: np.where(z.real > 0, 1.0 + 0 * z, 0),
    "tanh": lambda z: 1 / np.cosh(z) ** 2,
    "softplus": lambda z: 1 / (1 + np.exp(-z)),
}


def net(case, w, x, p, direction=None):
    """F [n][outputs], and its derivative along directions [n][2] of x."""
    f, slope = ACTIVATIONS[case["net"]["activation"]], SLOPES[case["net"]["activation"]]
    h, dh = None, None
    for l in range(case["net"]["layers"]):
        below = x if l == 0 else h
        z = below @ w[f"layers.{l}.weight"].T + w[f"layers.{l}.bias"]
        if p is not None:
            z = z + p @ w[f"layers.{l}.time"].T
        if direction is not None:
            d_below = direction if l == 0 else dh
            step = slope(z) * (d_below @ w[f"layers.{l}.weight"].T)
            dh = step if l == 0 else dh + step
        h = f(z) if l == 0 else h + f(z)
    out = h @ w["out.weight"].T + w["out.bias"]
    return out, None if direction is None else dh @ w["out.weight"].T


def inputs(case, x, a, s, t):
    """c_in x and the features of the level."""
    scale = 1 / np.sqrt(a**2 * case["data_std"] ** 2 + s**2)
    if case["one_level"]:
        return scale, None
    log_sigma = np.log(s / a)
    if case["net"]["time"] == "fourier":
        place = log_sigma
    elif case["process"]["kind"] in ("ve", "edm") and case["objective"] in ("smld", "edm"):
        place = 100 * log_sigma
    else:
        place = 1000 * t / case["t_max"]
    angles = place[:, None] * frequencies(case)[None, :]
    return scale, np.concatenate([np.sin(angles), np.cos(angles)], 1)


def target_and_weight(case, x, x0, eps, a, s, t):
    objective, sd = case["objective"], case["data_std"]
    a, s = a[:, None], s[:, None]
    snr = (a / s) ** 2
    if objective == "denoising_score":
        return -eps / s, 0.5 + 0 * s
    if objective == "smld":
        weight = {"variance": s**2, "deviation": s, "one": 1 + 0 * s}[case["weight"]]
        return -eps, weight / (2 * s**2)
    if objective == "edm":
        skip, out = sd**2 / (s**2 + sd**2), s * sd / np.sqrt(s**2 + sd**2)
        lam = (s**2 + sd**2) / (s * sd) ** 2
        return (x0 - skip * x) / out, lam * out**2
    if objective == "flow_matching":
        return eps - x0, 1 + 0 * s
    target = {"eps": eps, "x0": x0, "v": a * eps - s * x0}[case["prediction"]]
    # What an error of this output is as an error of eps.
    of_eps = {"eps": 1 + 0 * s, "x0": snr, "v": (a / (a**2 + s**2)) ** 2}[case["prediction"]]
    if objective == "ddpm_simple":
        return target, 1 + 0 * s
    if objective == "ddpm_min_snr":
        return target, np.minimum(snr, case["gamma"]) / snr * of_eps
    if objective == "ddpm_bound":
        beta, ab = case["_betas"], case["_alpha_bar"]
        i = t.astype(int)
        j = np.maximum(i, 2)
        variance = beta[j] * (1 - ab[j - 1]) / (1 - ab[j])
        weight = beta[i] ** 2 / (2 * variance * (1 - beta[i]) * (1 - ab[i]))
        return target, weight[:, None] * of_eps
    if objective == "continuous":
        g2 = case["_g2"](t)[:, None]
        weight = {"variance": s**2, "likelihood": g2}[case["weight"]]
        return target, weight / s**2 * of_eps
    raise ValueError(objective)


def loss(case, w, b):
    a, s, t, x0, eps = b["a"], b["s"], b["t"], b["x0"], b["eps"]
    x = a[:, None] * x0 + s[:, None] * eps
    scale, p = inputs(case, x, a, s, t)
    y = scale[:, None] * x
    objective = case["objective"]
    if objective == "energy":
        decay = case["energy_decay"]
        one = 1 / math.sqrt(case["data_std"] ** 2 + case["sigma"] ** 2)
        up, down = net(case, w, y, p)[0][:, 0], net(case, w, one * b["negatives"], p)[0][:, 0]
        return np.mean(up + decay * up**2) + np.mean(-down + decay * down**2)
    if objective == "explicit_score":
        value, div = 0, 0
        for c in range(2):
            direction = np.zeros_like(x0)
            direction[:, c] = scale
            f, df = net(case, w, y, p, direction)
            div = div + df[:, c]
        return np.mean(np.sum(f**2, 1) / 2 + div)
    if objective == "sliced_score":
        f, df = net(case, w, y, p, scale[:, None] * b["slices"])
        return np.mean(np.sum(f**2, 1) / 2 + np.sum(b["slices"] * df, 1))
    f = net(case, w, y, p)[0]
    if objective == "classifier":
        return np.mean(np.log(np.sum(np.exp(f), 1)) - f[np.arange(N), b["labels"].astype(int)])
    target, weight = target_and_weight(case, x, x0, eps, a, s, t)
    return np.mean(np.sum(weight * (f - target) ** 2, 1))


def vp_levels(t, beta_min=0.1, beta_max=20.0):
    log_a = -0.25 * t**2 * (beta_max - beta_min) - 0.5 * t * beta_min
    return np.exp(log_a), log_a


def levels(case, rng):
    """(t, a, s) of every draw, by formulas of the processes' papers."""
    kind = case["process"]["kind"]
    if case["one_level"]:
        return 0 * np.ones(N), np.ones(N), case["sigma"] * np.ones(N)
    if kind == "linear":
        beta = np.concatenate([[0], np.linspace(1e-4, 0.02, 1000)])
        ab = np.cumprod(1 - beta)
        case["_betas"], case["_alpha_bar"] = beta, ab
        t = rng.integers(1, 1001, N)
        t[0] = 1
        return t.astype(float), np.sqrt(ab[t]), np.sqrt(1 - ab[t])
    t = rng.uniform(0.05, 0.95, N)
    if kind in ("vp_sde", "subvp_sde"):
        a, log_a = vp_levels(t)
        beta = 0.1 + t * 19.9
        if kind == "vp_sde":
            case["_g2"] = lambda t: 0.1 + t * 19.9
            return t, a, np.sqrt(-np.expm1(2 * log_a))
        case["_g2"] = lambda t: (0.1 + t * 19.9) * -np.expm1(4 * vp_levels(t)[1])
        return t, a, -np.expm1(2 * log_a)
    if kind == "ve":
        sigma = 0.01 * 5000**t
        case["_g2"] = lambda t: 2 * math.log(5000) * (0.01 * 5000**t) ** 2
        return t, np.ones(N), sigma
    if kind == "edm":
        sigma = np.exp(-1.2 + 1.2 * rng.standard_normal(N))
        return sigma, np.ones(N), sigma
    return t, 1 - t, t  # flow


def make(number, objective, process, arrays, **more):
    rng = np.random.default_rng(100 + number)
    net_spec = {"layers": 2 + number % 2, "units": UNITS, "time_features": FEATURES,
                "activation": ["silu", "tanh", "softplus"][number % 3],
                "time": ["sinusoidal", "fourier"][number % 2], "fourier_scale": 0.25}
    net_spec.update(more.pop("net", {}))
    one = objective in ("energy", "explicit_score", "sliced_score", "denoising_score")
    t_max = {"linear": 1000.0}.get(process, 1.0)
    case = {"objective": objective, "process": {"kind": process}, "net": net_spec, "seed": 7,
            "data_std": 0.9 + 0.1 * number, "one_level": one, "t_max": t_max, "classes": 0, **more}
    outputs = {"energy": 1, "classifier": case["classes"]}.get(objective, 2)
    w = {}
    for l in range(net_spec["layers"]):
        w[f"layers.{l}.weight"] = rng.normal(0, 0.4, (UNITS, 2 if l == 0 else UNITS))
        if not one:
            w[f"layers.{l}.time"] = rng.normal(0, 0.3, (UNITS, FEATURES))
        w[f"layers.{l}.bias"] = rng.normal(0, 0.3, UNITS)
    w["out.weight"] = rng.normal(0, 0.4, (outputs, UNITS))
    w["out.bias"] = rng.normal(0, 0.3, outputs)
    t, a, s = levels(case, rng)
    b = {"x0": rng.normal(0, 1, (N, 2)), "eps": rng.standard_normal((N, 2)), "t": t, "a": a, "s": s}
    if objective == "sliced_score":
        b["slices"] = rng.standard_normal((N, 2))
    if objective == "energy":
        b["negatives"] = rng.normal(0, 1, (N - 3, 2))
    if objective == "classifier":
        b["labels"] = rng.integers(0, outputs, N).astype(float)
    value = loss(case, w, b)
    x = a[:, None] * b["x0"] + s[:, None] * b["eps"]
    scale, p = inputs(case, x, a, s, t)
    arrays[f"{number}.out"] = net(case, w, scale[:, None] * x, p)[0]
    arrays[f"{number}.loss"] = np.array(value)
    for name, tensor in w.items():
        gradient = np.zeros_like(tensor)
        for i in np.ndindex(tensor.shape):
            moved = {k: v.astype(complex) for k, v in w.items()}
            moved[name][i] += 1e-30j
            gradient[i] = loss(case, moved, b).imag / 1e-30
        arrays[f"{number}.w.{name}"] = tensor
        arrays[f"{number}.g.{name}"] = gradient
    for name, array in b.items():
        arrays[f"{number}.b.{name}"] = np.asarray(array, float)
    return {k: v for k, v in case.items() if not k.startswith("_")}


def main():
    arrays, cases = {}, []
    for objective, process, more in [
            ("energy", "clean", {"sigma": 0.2, "energy_decay": 0.05}),
            ("energy", "clean", {"sigma": 0.0, "energy_decay": 0.0, "net": {"activation": "relu"}}),
            ("explicit_score", "clean", {"sigma": 0.1}),
            ("explicit_score", "clean", {"sigma": 0.1, "net": {"activation": "silu"}}),
            ("sliced_score", "clean", {"sigma": 0.1}),
            ("sliced_score", "clean", {"sigma": 0.1, "net": {"activation": "tanh"}}),
            ("denoising_score", "clean", {"sigma": 0.3}),
            ("smld", "ve", {"weight": "variance", "levels": 10}),
            ("smld", "ve", {"weight": "deviation", "levels": 10}),
            ("ddpm_simple", "linear", {"prediction": "eps"}),
            ("ddpm_simple", "linear", {"prediction": "x0", "net": {"activation": "relu"}}),
            ("ddpm_bound", "linear", {"prediction": "eps"}),
            ("ddpm_bound", "linear", {"prediction": "v"}),
            ("ddpm_min_snr", "linear", {"prediction": "x0", "gamma": 5.0}),
            ("continuous", "vp_sde", {"prediction": "eps", "weight": "variance"}),
            ("continuous", "subvp_sde", {"prediction": "v", "weight": "likelihood"}),
            ("continuous", "ve", {"prediction": "eps", "weight": "likelihood"}),
            ("edm", "edm", {}),
            ("flow_matching", "flow", {}),
            ("classifier", "vp_sde", {"classes": 3})]:
        cases.append(make(len(cases), objective, process, arrays, **more))
    (here / "learning.json").write_text(json.dumps(cases, indent=1) + "\n")
    np.savez_compressed(here / "learning.npz", **arrays)


if __name__ == "__main__":
    main()
