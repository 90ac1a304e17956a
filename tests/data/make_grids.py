#!/usr/bin/env python3
"""Makes tests/data/grids.json: the levels that ComfyUI's and other programs' schedulers pick.

Written here from the definitions of the schedulers, in float64, on a table of sigmas as those
programs keep it; nothing of Alphabar takes part. Each case has the process and the grid as a scene
file says them, and the levels of the run with its end: sigma = s / a, on a flow the time.

    python make_grids.py

Needs Python 3.11, numpy, scipy. Deterministic.

Sources: ComfyUI, comfy/samplers.py (simple, sgm_uniform, normal, ddim_uniform, beta,
linear_quadratic, kl_optimal, discard_penultimate_sigma), comfy/model_sampling.py (the tables),
comfy_extras/nodes_align_your_steps.py, nodes_gits.py; RES4LYF, sigmas.py (bong_tangent); diffusers,
calculate_shift of the Flux pipeline and FlowMatchEulerDiscreteScheduler.
"""

import json
import math
import pathlib

import numpy as np
from scipy.stats import beta as beta_distribution

OUT = pathlib.Path(__file__).resolve().parent / "grids.json"


# --- the tables -----------------------------------------------------------------------------------


class Discrete:
    """A net's betas: the table is sigma of its T timesteps, log sigma linear between them."""

    def __init__(self, kind, first, last, T=1000):
        self.process = {"kind": kind, "T": T, "beta_start": first, "beta_end": last}
        if kind == "linear":
            betas = np.linspace(first, last, T)
        else:
            betas = np.linspace(math.sqrt(first), math.sqrt(last), T) ** 2
        bars = np.cumprod(1 - betas)
        self.sigmas = np.sqrt((1 - bars) / bars)
        self.grid = {}

    def timestep(self, sigma):
        return float(np.argmin(np.abs(np.log(sigma) - np.log(self.sigmas))))

    def sigma(self, t):
        return math.exp(np.interp(t, np.arange(len(self.sigmas)), np.log(self.sigmas)))


class Flow:
    """A flow of N times with a shift."""

    def __init__(self, shift, N=1000):
        self.process = {"kind": "flow", "t_end": 1 / N}
        self.grid = {"shift": shift}
        self.shift, self.N = shift, N
        self.sigmas = np.array([self.sigma(i) for i in range(1, N + 1)])

    def timestep(self, sigma):
        return sigma * self.N

    def sigma(self, t):
        t = t / self.N
        return self.shift * t / (1 + (self.shift - 1) * t)


class Edm:
    """Any sigma in a range; a thousand of them, even in their logarithm, are the table."""

    def __init__(self, low, high):
        self.process = {"kind": "edm", "sigma_min": low, "sigma_max": high}
        self.grid = {}
        self.sigmas = np.exp(np.linspace(math.log(low), math.log(high), 1000))

    def timestep(self, sigma):
        return 0.25 * math.log(sigma)

    def sigma(self, t):
        return math.exp(t / 0.25)


# --- the schedulers: table, number of steps, options -> sigmas with the 0 at their end --------------


def simple(m, n):
    stride = len(m.sigmas) / n
    return [m.sigmas[len(m.sigmas) - 1 - int(i * stride)] for i in range(n)] + [0]


def ddim_uniform(m, n):
    stride = max(len(m.sigmas) // n, 1)
    return [0, *m.sigmas[1::stride]][::-1]


def even_timesteps(m, n, with_end):
    ends = m.timestep(m.sigmas[-1]), m.timestep(m.sigmas[0])
    times = np.linspace(*ends, n + 1)[:-1] if with_end else np.linspace(*ends, n)
    return [m.sigma(t) for t in times] + [0]


def normal(m, n):
    return even_timesteps(m, n, False)


def sgm_uniform(m, n):
    return even_timesteps(m, n, True)


def beta_timesteps(m, n, beta_a=0.6, beta_b=0.6):
    quantiles = beta_distribution.ppf(1 - np.linspace(0, 1, n, endpoint=False), beta_a, beta_b)
    # The median of a symmetric distribution is a tie where the table's length is even: without the
    # rounding of scipy's last digit, which is not the same in all of its versions, it goes to even.
    times = np.rint(np.round(quantiles * (len(m.sigmas) - 1), 9)).astype(int)
    once = [t for i, t in enumerate(times) if i == 0 or t != times[i - 1]]
    return [*m.sigmas[once], 0]


def linear_quadratic(m, n, threshold=0.025, linear_steps=0):
    """A line through (0, 0) and (linear, threshold), then the parabola that goes on from it with the
    same slope to (n, 1): found by solving for its three coefficients."""
    linear = linear_steps or n // 2
    if n == 1:
        return [m.sigmas[-1], 0]
    slope = threshold / linear
    equations = np.array([[linear ** 2, linear, 1], [2 * linear, 1, 0], [n ** 2, n, 1]])
    parabola = np.linalg.solve(equations.astype(float), np.array([threshold, slope, 1.0]))
    gone = [i * slope if i < linear else np.polyval(parabola, i) for i in range(n)]
    return [m.sigmas[-1] * (1 - g) for g in gone] + [0]


def kl_optimal(m, n):
    angles = np.linspace(math.atan(m.sigmas[-1]), math.atan(m.sigmas[0]), n)
    return [*np.tan(angles), 0]


def bong_tangent(m, n, middle=0.5, pivot_1=0.6, pivot_2=0.6, slope_1=0.2, slope_2=0.2):
    N = n + 2
    first_part = int((N * pivot_1 + N * pivot_2) / 2)

    def part(length, slope, pivot, start, end):
        y = 0.5 + np.arctan(-slope * 40 / N * (np.arange(length) - pivot)) / math.pi
        return end + (y - y[-1]) * (start - end) / (y[0] - y[-1])

    upper = part(first_part, slope_1, int(N * pivot_1), 1, middle)
    lower = part(N - first_part, slope_2, int(N * pivot_2) - first_part, middle, 0)
    return [*upper[:-1], *lower]


def log_interpolated(printed, n):
    places = np.linspace(0, 1, len(printed))
    sigmas = np.exp(np.interp(np.linspace(0, 1, n + 1), places, np.log(printed)))
    return [*sigmas[:-1], 0]


AYS = {
    "sd15": [14.6146412293, 6.4745760956, 3.8636745985, 2.6946151520, 1.8841921177, 1.3943805092,
             0.9642583904, 0.6523686016, 0.3977456272, 0.1515232662, 0.0291671582],
    "sdxl": [14.6146412293, 6.3184485287, 3.7681790315, 2.1811480769, 1.3405244945, 0.8620721141,
             0.5550693289, 0.3798540708, 0.2332364134, 0.1114188177, 0.0291671582],
    "svd": [700.0, 54.5, 15.886, 7.977, 4.248, 1.789, 0.981, 0.403, 0.173, 0.034, 0.002],
}


def align_your_steps(m, n, ays_model="sd15"):
    return log_interpolated(AYS[ays_model], n)


# A few of the lists of GITS, as they are printed: (coefficient, steps).
GITS = {
    (0.8, 5): [14.61464119, 11.54541874, 7.49001646, 5.85520077, 2.05039096, 0.02916753],
    (0.9, 12): [14.61464119, 12.96784878, 11.54541874, 9.24142551, 8.30717278, 7.49001646,
                5.85520077, 4.45427561, 3.1956799, 2.19988537, 1.24153244, 0.57119018, 0.02916753],
    (1.0, 2): [14.61464119, 1.56271636, 0.02916753],
    (1.2, 10): [14.61464119, 5.85520077, 2.84484982, 1.67050016, 1.08895338, 0.74807048, 0.50118381,
                0.32104823, 0.19894916, 0.09824532, 0.02916753],
    (1.25, 20): [14.61464119, 5.85520077, 3.07277966, 2.05039096, 1.46270394, 1.08895338,
                 0.83188516, 0.66947293, 0.54755926, 0.45573691, 0.38853383, 0.34370604, 0.29807833,
                 0.27464288, 0.25053367, 0.22545385, 0.19894916, 0.17026083, 0.13792117, 0.09824532,
                 0.02916753],
    (1.5, 20): [14.61464119, 2.45070267, 1.41535246, 0.95350921, 0.72133851, 0.57119018, 0.4783645,
                0.43325692, 0.38853383, 0.36617002, 0.34370604, 0.32104823, 0.29807833, 0.27464288,
                0.25053367, 0.22545385, 0.19894916, 0.17026083, 0.13792117, 0.09824532, 0.02916753],
}


def gits(m, n, coefficient=1.2):
    printed = GITS[coefficient, min(n, 20)]
    return log_interpolated(printed, n) if n > 20 else [*printed[:-1], 0]


def linspace_of_tokens(m, n, tokens, mu_low=0.5, mu_high=1.15, tokens_low=256, tokens_high=4096):
    """diffusers' flow with dynamic shifting: mu through two points, then e^mu / (e^mu + 1/t - 1)."""
    slope = (mu_high - mu_low) / (tokens_high - tokens_low)
    mu = tokens * slope + (mu_low - slope * tokens_low)
    times = np.linspace(1, 1 / m.N, n)
    return [*(math.exp(mu) / (math.exp(mu) + (1 / times - 1))), 0]


# --- cases ----------------------------------------------------------------------------------------


def case(make, m, n, drop=False, **options):
    spacing = "linspace" if make is linspace_of_tokens else make.__name__
    sigmas = make(m, n + drop, **options)
    if drop:
        del sigmas[-2]
    grid = {"spacing": spacing, "steps": n, **m.grid, **options}
    if drop:
        grid["drop_penultimate"] = True
    return {"process": m.process, "grid": grid, "sigmas": [float(s) for s in sigmas]}


def main():
    sd = Discrete("scaled_linear", 0.00085, 0.012)
    ddpm = Discrete("linear", 1e-4, 0.02)
    short = Discrete("linear", 1e-3, 0.1, T=70)
    flows = [Flow(1), Flow(3), Flow(1.7, N=10000)]
    edm = Edm(0.002, 120)
    nets, all_of_them = [sd, ddpm, short], [sd, ddpm, short, *flows, edm]
    cases = []
    for m in all_of_them:
        for make in (simple, sgm_uniform, normal, ddim_uniform, beta_timesteps):
            cases += [case(make, m, n) for n in (1, 2, 7, 20, 30)]
            cases.append(case(make, m, 12, drop=True))
        cases.append(case(beta_timesteps, m, 16, beta_a=0.5, beta_b=0.7))
        cases.append(case(kl_optimal, m, 9))
        cases.append(case(kl_optimal, m, 12, drop=True))
        for n in (1, 2, 3, 20):
            cases.append(case(linear_quadratic, m, n))
        cases.append(case(linear_quadratic, m, 20, drop=True))
        cases.append(case(linear_quadratic, m, 15, threshold=0.1, linear_steps=4))
    for m in flows:
        cases += [case(bong_tangent, m, n) for n in (2, 3, 8, 20, 43)]
        cases.append(case(bong_tangent, m, 10, drop=True))
    cases.append(case(bong_tangent, flows[0], 18, middle=0.4, pivot_1=0.5, pivot_2=0.7,
                      slope_1=0.1, slope_2=0.3))
    for m in (*nets, edm):
        for model in AYS:
            cases += [case(align_your_steps, m, n, ays_model=model) for n in (1, 5, 10, 25)]
        for coefficient, n in GITS:
            cases.append(case(gits, m, n, coefficient=coefficient))
        cases.append(case(gits, m, 33, coefficient=1.5))
    for tokens in (256, 1024, 4096, 6000):
        cases.append(case(linspace_of_tokens, Flow(1), 28, tokens=tokens))
    cases.append(case(linspace_of_tokens, Flow(1), 10, tokens=2000, mu_low=0.95, mu_high=2.05,
                      tokens_low=1024))
    with OUT.open("w") as out:
        out.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
    print(len(cases), "cases")


if __name__ == "__main__":
    main()
