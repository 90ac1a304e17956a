#!/usr/bin/env python3
"""Makes tests/data/guidance.json: what guidance makes of the exact outputs of a small mixture.

The mixture's outputs and each combination are computed here from the formulas of their papers, with
numpy alone; core/model/guided/combination.h says what is left out of them.

    python make_guidance.py

Needs Python 3.11, numpy. Deterministic.
"""

import json
import pathlib

import numpy as np

OUT = pathlib.Path(__file__).resolve().parent / "guidance.json"

MEANS = np.array([[-1.3, 0.4], [0.9, 1.1], [0.2, -1.5], [1.8, -0.3]])
STDS = np.array([0.3, 0.5, 0.25, 0.4])
WEIGHTS = np.array([0.4, 0.2, 0.3, 0.1])
LABELS = np.array([0, 1, 1, 0])


def outputs(x, a, s, chosen, blur=0.0):
    """x0_hat and eps_hat of the components chosen: posterior means of x_0, Gaussian by Gaussian."""
    mean, weight = MEANS[chosen], WEIGHTS[chosen] / WEIGHTS[chosen].sum()
    std = np.hypot(STDS[chosen], blur)
    variance = a**2 * std**2 + s**2
    away = x[:, None, :] - a * mean[None]
    exponent = np.log(weight / variance) - 0.5 * (away**2).sum(-1) / variance
    share = np.exp(exponent - exponent.max(1, keepdims=True))
    share /= share.sum(1, keepdims=True)
    each = mean + (a * std**2 / variance)[None, :, None] * away
    x0 = (share[:, :, None] * each).sum(1)
    return x0, (x - a * x0) / s


def of_x0(x, a, s, x0):
    return x0, (x - a * x0) / s


def of_eps(x, a, s, eps):
    return (x - s * eps) / a, eps


def rescaled(x, a, s, plain, led, w, phi):
    eps = plain[1] + w * (led[1] - plain[1])
    size = np.linalg.norm(eps, axis=1, keepdims=True)
    wanted = np.linalg.norm(led[1], axis=1, keepdims=True)
    return of_eps(x, a, s, phi * eps * wanted / size + (1 - phi) * eps)


def projected(x, a, s, plain, led, w, eta, radius):
    change = led[0] - plain[0]
    if radius > 0:
        change = change * np.minimum(1, radius / np.linalg.norm(change, axis=1, keepdims=True))
    unit = led[0] / np.linalg.norm(led[0], axis=1, keepdims=True)
    along = (change * unit).sum(1, keepdims=True) * unit
    return of_x0(x, a, s, led[0] + (w - 1) * ((change - along) + eta * along))


def threshold(x, a, s, plain, led, w, bound, percentile):
    x0 = plain[0] + w * (led[0] - plain[0])
    cut = np.maximum(bound, np.quantile(np.abs(x0), percentile, axis=1, keepdims=True))
    return of_x0(x, a, s, np.clip(x0, -cut, cut) * bound / cut)


def zero_star(x, a, s, plain, led, w):
    u, c = plain[1] - plain[0], led[1] - led[0]
    fit = (c * u).sum(1, keepdims=True) / (u**2).sum(1, keepdims=True)
    v = fit * u + w * (c - fit * u)
    # x = a x0 + s eps and v = eps - x0, solved for both.
    return (x - s * v) / (a + s), (x + a * v) / (a + s)


def main():
    rng = np.random.default_rng(11)
    everything, of_class = np.arange(4), np.flatnonzero(LABELS == 1)
    cases = []
    for a, s in [(1.0, 0.2), (0.8, 0.6), (0.1, 0.995), (0.4, 0.6), (1.0, 7.0)]:
        x = a * MEANS[rng.integers(0, 4, 6)] + np.hypot(a * 0.4, s) * rng.standard_normal((6, 2))
        plain, led = outputs(x, a, s, everything), outputs(x, a, s, of_class)
        weaker = outputs(x, a, s, everything, blur=0.6)
        for w in (0.5, 1.0, 3.5):
            made = {
                "rescaled": ({"rescale": 0.7}, rescaled(x, a, s, plain, led, w, 0.7)),
                "projected": ({"parallel": 0.25, "radius": 0.5},
                              projected(x, a, s, plain, led, w, 0.25, 0.5)),
                "threshold": ({"bound": 1.2, "percentile": 0.6},
                              threshold(x, a, s, plain, led, w, 1.2, 0.6)),
                "zero_star": ({}, zero_star(x, a, s, plain, led, w)),
                "weaker": ({"weaker": 0.6}, tuple(p + w * (p - q) for p, q in zip(plain, weaker))),
            }
            for name, (options, (x0, eps)) in made.items():
                cases.append({"name": name, "options": options, "a": a, "s": s, "w": w,
                              "x": x.tolist(), "x0_hat": x0.tolist(), "eps_hat": eps.tolist()})
    data = {"means": MEANS.tolist(), "stds": STDS.tolist(), "weights": WEIGHTS.tolist(),
            "labels": LABELS.tolist(), "cases": cases}
    OUT.write_text(json.dumps(data, indent=None, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")


if __name__ == "__main__":
    main()
