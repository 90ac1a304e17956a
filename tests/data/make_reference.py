#!/usr/bin/env python3
"""Makes the reference cases of tests/data/reference/samplers.

Runs the published samplers of diffusers 0.42.1 and k-diffusion 0.1.1.post1 on the exact score of a
Gaussian mixture, in float64, their random numbers replaced by stored draws, and writes each run in
the format of tests/data/golden: case.json and arrays.npz. Nothing of Alphabar takes part.

The Langevin cases (annealed, and as correctors with M > 1 steps) are written here from the algorithms
of Song and Ermon 2019 and Song et al. 2021, in torch; --check compares them with golden cases that
score_sde_pytorch and ncsn themselves made, which have M = 1. Samplers that no package has (RES,
gradient estimation, ER-SDE, iPNDM with variable steps) are written here from their papers' formulas.

    python make_reference.py [NAME ...]      all cases, or those whose name starts with NAME
    python make_reference.py --check         repeats golden cases and prints the largest difference

Needs Python 3.11, numpy, torch, scipy, diffusers 0.42.1, k-diffusion 0.1.1.post1 (with --no-deps:
what it imports and the samplers do not use is replaced by empty modules below). Deterministic: made
twice on one machine the files are equal byte for byte.

The libraries keep tables in single precision. Their modules are loaded here from their own source
with every float32 read as float64; the formulas are untouched. The tolerance in single precision is
20 times the error of the same run with particles, noise and model in float32, at least 2e-5.
"""

import importlib
import importlib.util
import inspect
import io
import json
import math
import pathlib
import re
import sys
import types
import zipfile
import zlib

import numpy as np
import torch

HERE = pathlib.Path(__file__).resolve().parent
GOLDEN = HERE / "golden" / "samplers"
OUT = HERE / "reference" / "samplers"
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


# --- the model ------------------------------------------------------------------------------------


class Mixture:
    """Isotropic Gaussians; the exact split of x at a level (a, s)."""

    def __init__(self, spec):
        self.spec = spec
        self.mean = torch.tensor(spec["means"])
        self.std = torch.tensor(spec["stds"])
        self.weight = torch.tensor(spec["weights"])

    def split(self, x, a, s):
        """x0_hat, eps_hat and score at x [N, 2], in the precision of x."""
        a, s = (float(v) for v in (a, s))
        mean, std, weight = (v.to(x.dtype) for v in (self.mean, self.std, self.weight))
        d = x[:, None, :] - a * mean
        v = (a * a) * std * std + s * s
        log_r = weight.log() - v.log() - (d * d).sum(-1) / (2 * v)
        r = torch.softmax(log_r, dim=1)[..., None]
        v = v[None, :, None]
        score = -(r * d / v).sum(1)
        x0 = (r * (mean + a * (std * std)[None, :, None] / v * d)).sum(1)
        return x0, -s * score, score


def mixture(name):
    for case in sorted(GOLDEN.iterdir()):
        spec = json.loads((case / "case.json").read_text()).get("mixture", {})
        if spec.get("name") == name:
            return Mixture(spec)
    raise SystemExit(f"no golden case has the mixture {name}")


# --- the libraries, in double ---------------------------------------------------------------------


class Draws:
    """Standard normal draws in the order they are asked for."""

    def __init__(self, seed, particles, dtype):
        self.rng = np.random.default_rng(seed)
        self.particles, self.dtype = particles, dtype
        self.taken, self.states, self.replayed = [], [], None

    def __call__(self, *_, **__):
        if self.replayed is not None:
            z = self.replayed[len(self.taken)]
        else:
            z = torch.from_numpy(self.rng.standard_normal((self.particles, 2)))
        self.taken.append(z)
        return z.to(self.dtype)

    def like(self, x):
        self.states.append(x)
        return self()


def in_double(package, name, draws):
    """The module `package.name`, loaded again from its source with float32 read as float64."""
    spec = importlib.util.find_spec(f"{package}.{name}")
    text = pathlib.Path(spec.origin).read_text()
    text = re.sub(r"\b(torch|np)\.float32\b", r"\1.float64", text)
    text = text.replace(".float()", ".double()")
    module = types.ModuleType(spec.name)
    module.__package__, module.__file__ = package, spec.origin
    exec(compile(text, spec.origin, "exec"), module.__dict__)
    if hasattr(module, "randn_tensor"):
        module.randn_tensor = draws
    return module


def diffusers(name, cls, draws):
    import diffusers  # noqa: F401  (its package must be known first)

    return getattr(in_double("diffusers.schedulers", name, draws), cls)


def k_diffusion():
    """k_diffusion.sampling without the training parts that it imports and does not use here."""
    if "k_diffusion" not in sys.modules:
        importlib.import_module("diffusers")  # looks for torchsde, so it goes before the stand-ins
        for name in ("torchdiffeq", "torchsde"):
            sys.modules[name] = types.ModuleType(name)
        sys.modules["torchdiffeq"].odeint = None
        package = types.ModuleType("k_diffusion")
        for path in sys.path:
            if (pathlib.Path(path) / "k_diffusion" / "sampling.py").exists():
                package.__path__ = [str(pathlib.Path(path) / "k_diffusion")]
        sys.modules["k_diffusion"] = package
        utils = types.ModuleType("k_diffusion.utils")
        utils.append_dims = lambda x, n: x[(...,) + (None,) * (n - x.ndim)]
        sys.modules["k_diffusion.utils"] = package.utils = utils
    return importlib.import_module("k_diffusion.sampling")


# --- runs -----------------------------------------------------------------------------------------


class Run:
    """What a run leaves: states, what the model returned, where it was asked."""

    def __init__(self, model):
        self.model = model
        self.x, self.x0, self.eps, self.a, self.s = [], [], [], [], []

    def ask(self, x, a, s):
        x0, eps, _ = self.model.split(x, a, s)
        for to, value in ((self.x0, x0), (self.eps, eps), (self.a, float(a)), (self.s, float(s))):
            to.append(value)
        return x0, eps


def discrete_sigmas(schedule, n, draws):
    """The sigmas of n steps on a net's betas (k_diffusion.external.DiscreteSchedule.get_sigmas)."""
    options = {key: v for key, v in schedule.items() if key != "kind"}
    ddpm = diffusers("scheduling_ddpm", "DDPMScheduler", draws)(beta_schedule=schedule["kind"],
                                                                **options)
    bars = ddpm.alphas_cumprod
    external = pathlib.Path(k_diffusion().__file__).with_name("external.py").read_text()
    part = external[external.index("class DiscreteSchedule"):external.index("class DiscreteEps")]
    part = part.replace(".float()", ".double()")
    names = {"nn": torch.nn, "torch": torch, "sampling": k_diffusion(), "utils": None}
    exec(part, names)
    return names["DiscreteSchedule"](((1 - bars) / bars) ** 0.5, True).get_sigmas(n)


def run_k(case, model, x, draws):
    """A sampler of k-diffusion on a list of sigmas."""
    k = k_diffusion()
    run = Run(model)
    sampler, schedule = case["sampler"], case["schedule"]
    make = {"karras": k.get_sigmas_karras, "exponential": k.get_sigmas_exponential,
            "polyexponential": k.get_sigmas_polyexponential, "vp": k.get_sigmas_vp}
    kwargs = {key: v for key, v in sampler.items() if key not in ("kind", "num_inference_steps")}
    if schedule["kind"] in make:
        options = {key: v for key, v in schedule.items() if key not in ("kind", "n")}
        sigmas = make[schedule["kind"]](schedule["n"], **options)
    else:
        sigmas = discrete_sigmas(schedule, sampler["num_inference_steps"], draws)
    function = getattr(k, "sample_" + sampler["kind"])
    if "noise_sampler" in inspect.signature(function).parameters:
        kwargs["noise_sampler"] = draws
    where = [sigmas]
    if sampler["kind"] == "dpm_fast":  # it makes its own list
        where = [schedule["sigma_min"], schedule["sigma_max"], schedule["n"]]
    x = x * sigmas[0].to(x.dtype)
    normal, torch.randn_like = torch.randn_like, draws.like
    quad = getattr(k.integrate, "quad")
    k.integrate.quad = lambda f, lo, hi, epsrel: quad(f, lo, hi, epsrel=2e-14, epsabs=0)
    try:
        end = function(lambda at, sigma: run.ask(at, 1, sigma[0])[0], x, *where, disable=True,
                       callback=lambda info: run.x.append(info["x"]), **kwargs)
    finally:
        torch.randn_like, k.integrate.quad = normal, quad
    if kwargs.get("s_churn", 0) > 0:
        run.x = draws.states  # the state before the noise of each step
    elif "noise_sampler" not in kwargs:
        draws.taken = []  # drawn and multiplied by nothing
    run.x = run.x + [end]
    if sampler["kind"] == "dpm_fast":
        if sampler["eta"] == 0:
            draws.taken = []
        return run, {"eval_sigma": run.s, "denoised": run.x0}
    return run, {"sigmas": sigmas, "eval_sigma": run.s, "denoised": run.x0}


# --- score-based sampling, from the papers ---------------------------------------------------------


class Noising:
    """x_t = m(t) x_0 + std(t) z with n steps (Song et al. 2021, appendix B to E): VE or VP."""

    def __init__(self, schedule):
        self.n, self.eps = schedule["N"], schedule["eps"]
        self.ve = schedule["kind"] == "ve"
        if self.ve:
            self.low, self.high = schedule["sigma_min"], schedule["sigma_max"]
            self.sigmas = np.exp(np.linspace(math.log(self.low), math.log(self.high), self.n))
        else:
            self.low, self.high = schedule["beta_min"], schedule["beta_max"]
            self.betas = np.linspace(self.low / self.n, self.high / self.n, self.n)

    def at(self, t):
        if self.ve:
            return 1.0, self.low * (self.high / self.low) ** t
        m = math.exp(-0.25 * t * t * (self.high - self.low) - 0.5 * t * self.low)
        return m, math.sqrt(1 - m * m)

    def reverse(self, x, score, i, half):
        """Mean and noise of the reverse-diffusion step from entry i (appendix E)."""
        if self.ve:
            below = self.sigmas[i - 1] if i > 0 else 0.0
            g2 = float(self.sigmas[i] ** 2 - below ** 2)
            kept = x
        else:
            g2 = float(self.betas[i])
            kept = x - (math.sqrt(1 - g2) * x - x)
        return kept + g2 * score * (0.5 if half else 1.0), 0.0 if half else math.sqrt(g2)

    def ancestral(self, x, score, i):
        if self.ve:
            above, below = self.sigmas[i], self.sigmas[i - 1] if i > 0 else 0.0
            g2 = float(above ** 2 - below ** 2)
            return x + g2 * score, math.sqrt(below ** 2 * g2 / above ** 2)
        beta = float(self.betas[i])
        return (x + beta * score) / math.sqrt(1 - beta), math.sqrt(beta)

    def alpha(self, i):
        return 1.0 if self.ve else float(1 - self.betas[i])


def langevin_step(x, score, z, h):
    return x + h * score + math.sqrt(2 * h) * z


def run_pc(case, model, x, draws):
    """Predictor-corrector sampling, algorithms 2 to 5: at each time M Langevin steps, then one of the
    predictor, as score_sde orders them."""
    sampler, sde = case["sampler"], Noising(case["schedule"])
    flow = sampler["probability_flow"]
    run, scores, times, corrected = Run(model), [], [], []
    if sde.ve:
        x = x * sde.high
    run.x.append(x)

    def score_at(t, at):
        times.append(t)
        a, s = sde.at(t)
        run.ask(at, a, s)
        scores.append(model.split(at, a, s)[2])
        return scores[-1]

    for k, t in enumerate(np.linspace(1, sde.eps, sde.n)):
        t, i = float(t), sde.n - 1 - k
        for _ in range(sampler["n_steps"]):
            score, z = score_at(t, x), draws()
            if sampler["corrector"] == "fixed":
                h = sampler["step_size"]
            elif sampler["corrector"] == "ald":
                h = 2 * sde.alpha(i) * (sampler["snr"] * sde.at(t)[1]) ** 2
            else:  # r |z| / |score|, both averaged over the particles
                lengths = [float(v.norm(dim=1).mean()) for v in (z, score)]
                h = 2 * sde.alpha(i) * (sampler["snr"] * lengths[0] / lengths[1]) ** 2
            x = langevin_step(x, score, z, h)
        corrected.append(x)
        if sampler["predictor"] == "none":
            run.x.append(x)
            continue
        score = score_at(t, x)
        if sampler["predictor"] == "ancestral_sampling":
            mean, g = sde.ancestral(x, score, i)
        else:
            mean, g = sde.reverse(x, score, i, flow)
        x = mean if flow else mean + g * draws()
        run.x.append(x)
    arrays = {"score": scores, "eval_t": times, "x_corrected": corrected}
    if not flow and sampler["predictor"] != "none":
        arrays["x_mean_last"] = mean
    return run, arrays


def run_annealed(case, model, x, draws):
    """Annealed Langevin dynamics (Song and Ermon 2019, algorithm 1): epsilon = 2 step_lr."""
    sampler, schedule = case["sampler"], case["schedule"]
    run, scores = Run(model), []
    if schedule["kind"] == "geometric":
        sigmas = np.exp(np.linspace(math.log(schedule["sigma_begin"]),
                                    math.log(schedule["sigma_end"]), schedule["n"]))
        levels = [(1.0, float(sigma)) for sigma in sigmas]
    else:
        sde = Noising(schedule)
        levels = [sde.at(float(t)) for t in np.linspace(1, sde.eps, sde.n)]
    run.x.append(x)
    for a, s in levels:
        h = sampler["step_lr"] * (s / levels[-1][1]) ** 2
        for _ in range(sampler["n_steps_each"]):
            run.ask(x, a, s)
            scores.append(model.split(x, a, s)[2])
            x = langevin_step(x, scores[-1], draws(), h)
            run.x.append(x)
    return run, {"score": scores}


def ancestral(above, below, eta):
    """sigma_down and sigma_up of a step, eta times the posterior's standard deviation."""
    up = min(below, eta * below / above * math.sqrt(above ** 2 - below ** 2))
    return math.sqrt(below ** 2 - up ** 2), up


def line_weights(h, node):
    """int_0^h e^(u - h) l(u) du of the line l through 0 and `node` (in units of h): of its values
    at both."""
    whole = -math.expm1(-h)
    other = (1 - whole / h) / node
    return whole - other, other


def res_multistep(ask, x, sigma, draws, eta=0.0, s_noise=1.0):
    """Zhang et al. 2023, algorithm 2 of order 2, with sigma_down and sigma_up."""
    old, old_down = None, None
    for i in range(len(sigma) - 1):
        x0 = ask(x, sigma[i])
        down, up = ancestral(sigma[i], sigma[i + 1], eta)
        if down == 0 or old is None:
            x = x0 + down / sigma[i] * (x - x0)
        else:
            h = math.log(sigma[i] / down)
            new, before = line_weights(h, math.log(old_down / sigma[i - 1]) / h)
            x = down / sigma[i] * x + new * x0 + before * old
        if eta > 0 and sigma[i + 1] > 0:
            x = x + up * s_noise * draws()
        old, old_down = x0, down
        yield x


def res_singlestep(ask, x, sigma, draws, c2=0.5):
    """Zhang et al. 2023, algorithm 1: two stages, the second at c2 of the way in log sigma."""
    for above, below in zip(sigma, sigma[1:]):
        x0 = ask(x, above)
        if below == 0:
            x = x0
        else:
            h = math.log(above / below)
            middle = above * math.exp(-c2 * h)
            first, second = line_weights(h, c2)
            at_middle = ask(x0 + middle / above * (x - x0), middle)
            x = below / above * x + first * x0 + second * at_middle
        yield x


def gradient_estimation(ask, x, sigma, draws, ge_gamma=2.0):
    """Permenter and Yuan 2024, section 5."""
    old = None
    for i, (above, below) in enumerate(zip(sigma, sigma[1:])):
        x0 = ask(x, above)
        eps = (x - x0) / above
        mean = eps if old is None else ge_gamma * eps + (1 - ge_gamma) * old
        x = x0 if below == 0 else x + (below - above) * mean
        old = eps
        yield x


def er_sde(ask, x, sigma, draws, max_stage=3, s_noise=1.0):
    """Cui et al. 2023, algorithm 1 with the noise scale function sigma (e^(sigma^0.3) + 10), its
    integrals as sums of 200 values from the lower end up."""

    def phi(v):
        return v * (np.exp(v ** 0.3) + 10)

    x0s, slopes = [], []
    for i in range(len(sigma) - 1):
        above, below = sigma[i], sigma[i + 1]
        x0s.append(ask(x, above))
        if below == 0:
            yield x0s[-1]
            return
        r = phi(below) / phi(above)
        nodes = below + np.arange(200) * (above - below) / 200
        width = (above - below) / 200
        x = r * x + (1 - r) * x0s[-1]
        if i > 0:
            slopes.append((x0s[-1] - x0s[-2]) / (above - sigma[i - 1]))
            if max_stage >= 2:
                x = x + (below - above + phi(below) * float(np.sum(width / phi(nodes)))) * slopes[-1]
        if i > 1 and max_stage >= 3:
            curvature = (slopes[-1] - slopes[-2]) / ((above - sigma[i - 2]) / 2)
            moment = float(np.sum(width * (nodes - above) / phi(nodes)))
            x = x + ((below - above) ** 2 / 2 + phi(below) * moment) * curvature
        x = x + s_noise * math.sqrt(below ** 2 - (r * above) ** 2) * draws()
        yield x


def ipndm_v(ask, x, sigma, draws, max_order=2):
    """Adams-Bashforth of orders 1 and 2 with the steps' own lengths (zju-pi/diff-sampler)."""
    old = None
    for i, (above, below) in enumerate(zip(sigma, sigma[1:])):
        x0 = ask(x, above)
        eps = (x - x0) / above
        if below == 0:
            x = x0
        elif old is None or max_order == 1:
            x = x + (below - above) * eps
        else:
            ratio = (below - above) / (above - sigma[i - 1])
            x = x + (below - above) * ((1 + ratio / 2) * eps - ratio / 2 * old)
        old = eps
        yield x


def run_deis(case, model, x, draws):
    """DEIS, tAB and rhoAB (Zhang and Chen 2023, eq. 15) on VP in continuous time: Lagrange's
    polynomials of eps in t or rho, integrated over rho to 1e-13, and a last step of order 1 to clean
    data. The order falls at the end as in diffusers' scheduler."""
    from scipy import integrate

    sampler, sde, run = case["sampler"], Noising(case["schedule"]), Run(model)
    times = [float(t) for t in np.linspace(1, sde.eps, sde.n)]
    levels = [sde.at(t) for t in times] + [(1.0, 0.0)]
    rho = [s / a for a, s in levels]

    def time(r):  # log(1 + rho^2) = t^2 (high - low) / 2 + t low
        slope = sde.high - sde.low
        return (math.sqrt(sde.low ** 2 + 2 * slope * math.log1p(r * r)) - sde.low) / slope

    place = time if sampler["solver_type"] == "tab" else float
    run.x.append(x)
    for i in range(sde.n):
        (a, s), (a_to, _) = levels[i:i + 2]
        run.ask(x, a, s)
        order = min(sampler["solver_order"], i + 1, sde.n - i) if sde.n < 15 else min(
            sampler["solver_order"], i + 1)
        if rho[i + 1] == 0:
            order = 1
        nodes = [place(r) for r in rho[i - order + 1:i + 1][::-1]]
        total = 0
        for j in range(order):
            def lagrange(log_r):
                r = math.exp(log_r)
                return r * math.prod((place(r) - nodes[k]) / (nodes[j] - nodes[k])
                                     for k in range(order) if k != j)
            weight = rho[i + 1] - rho[i] if order == 1 else integrate.quad(
                lagrange, math.log(rho[i]), math.log(rho[i + 1]), epsrel=1e-13, epsabs=0)[0]
            total = total + weight * run.eps[-1 - j]
        x = a_to * (x / a + total)
        run.x.append(x)
    return run, {"eps": run.eps, "x0": run.x0, "eval_sigma": rho[:-1]}


OWN = {"res_multistep": res_multistep, "res_multistep_ancestral": res_multistep,
       "res_singlestep": res_singlestep, "gradient_estimation": gradient_estimation,
       "er_sde": er_sde, "ipndm_v": ipndm_v}


def run_own(case, model, x, draws):
    """One of the functions above on a list of sigmas, in x_0 + sigma z."""
    k, run = k_diffusion(), Run(model)
    sampler, schedule = dict(case["sampler"]), dict(case["schedule"])
    make = {"karras": k.get_sigmas_karras, "exponential": k.get_sigmas_exponential,
            "polyexponential": k.get_sigmas_polyexponential}
    sigmas = make[schedule.pop("kind")](schedule.pop("n"), **schedule)
    x = x * sigmas[0].to(x.dtype)
    run.x.append(x)
    function = OWN[sampler.pop("kind")]
    run.x += function(lambda at, sigma: run.ask(at, 1, sigma)[0], x, sigmas.tolist(), draws,
                      **sampler)
    return run, {"sigmas": sigmas, "eval_sigma": run.s, "denoised": run.x0}


SCHEDULERS = {
    "ddpm": ("scheduling_ddpm", "DDPMScheduler"),
    "ddim": ("scheduling_ddim", "DDIMScheduler"),
    "ddim-inverse": ("scheduling_ddim_inverse", "DDIMInverseScheduler"),
    "pndm": ("scheduling_pndm", "PNDMScheduler"),
    "ipndm": ("scheduling_ipndm", "IPNDMScheduler"),
    "dpmsolver-multistep": ("scheduling_dpmsolver_multistep", "DPMSolverMultistepScheduler"),
    "dpmsolver-singlestep": ("scheduling_dpmsolver_singlestep", "DPMSolverSinglestepScheduler"),
    "deis": ("scheduling_deis_multistep", "DEISMultistepScheduler"),
    "unipc": ("scheduling_unipc_multistep", "UniPCMultistepScheduler"),
    "euler-discrete": ("scheduling_euler_discrete", "EulerDiscreteScheduler"),
    "euler-ancestral-discrete": ("scheduling_euler_ancestral_discrete",
                                 "EulerAncestralDiscreteScheduler"),
    "heun-discrete": ("scheduling_heun_discrete", "HeunDiscreteScheduler"),
    "lms-discrete": ("scheduling_lms_discrete", "LMSDiscreteScheduler"),
    "kdpm2-discrete": ("scheduling_k_dpm_2_discrete", "KDPM2DiscreteScheduler"),
    "kdpm2-ancestral-discrete": ("scheduling_k_dpm_2_ancestral_discrete",
                                 "KDPM2AncestralDiscreteScheduler"),
    "flow-match-euler": ("scheduling_flow_match_euler_discrete", "FlowMatchEulerDiscreteScheduler"),
    "flow-match-heun": ("scheduling_flow_match_heun_discrete", "FlowMatchHeunDiscreteScheduler"),
    "flow-match-lcm": ("scheduling_flow_match_lcm", "FlowMatchLCMScheduler"),
    "lcm": ("scheduling_lcm", "LCMScheduler"),
    "tcd": ("scheduling_tcd", "TCDScheduler"),
    "sasolver": ("scheduling_sasolver", "SASolverScheduler"),
    "edm-euler": ("scheduling_edm_euler", "EDMEulerScheduler"),
    "edm-dpmsolver-multistep": ("scheduling_edm_dpmsolver_multistep",
                                "EDMDPMSolverMultistepScheduler"),
}
IN_SIGMA = {"euler-discrete", "euler-ancestral-discrete", "heun-discrete", "lms-discrete",
            "kdpm2-discrete", "kdpm2-ancestral-discrete"}
IN_ALPHA_BAR = {"ddpm", "ddim", "ddim-inverse", "pndm", "lcm", "tcd"}


def scheduler_of(case, draws):
    """The library's scheduler with a case's options, and what its step() takes beside them."""
    sampler, schedule = dict(case["sampler"]), dict(case["schedule"])
    kind, n = sampler.pop("kind"), sampler.pop("num_inference_steps", None)
    step = {key: sampler.pop(key) for key in ("eta", "s_churn", "s_tmin", "s_tmax", "s_noise",
                                              "order") if key in sampler}
    cls = diffusers(*SCHEDULERS[kind], draws)
    beta_schedule = schedule.pop("kind")
    mu = {"mu": sampler.pop("mu")} if "mu" in sampler else {}
    if kind.startswith("edm-"):
        n = schedule.pop("n")
        schedule["sigma_schedule"] = beta_schedule
    flow_solver = sampler.get("use_flow_sigmas", False)
    config = {**sampler, **{key: v for key, v in schedule.items() if not flow_solver or key != "shift"}}
    if kind == "ipndm":  # its own schedule, unless it is given s of every level
        config = {"trained_betas": [v / math.sqrt(1 + v * v) for v in sampler["sigmas"]] + [0.0]}
        beta_schedule = "flow"
    if "tau" in config:  # a function of the timestep in the library
        tau, (first, last) = config.pop("tau"), config.pop("tau_between", (0, math.inf))
        config["tau_func"] = lambda t: tau if first <= t <= last else 0
    if beta_schedule == "trained_betas":
        config["num_train_timesteps"] = len(config["trained_betas"])
    elif beta_schedule != "flow" and not kind.startswith("edm-"):
        config["beta_schedule"] = beta_schedule
    if "rescale_betas_zero_snr" in config and not config["rescale_betas_zero_snr"]:
        del config["rescale_betas_zero_snr"]
    scheduler = cls(**config)
    if kind == "lms-discrete":
        integrate = sys.modules["scipy.integrate"]
        scheduler.get_lms_coefficient.__func__.__globals__["integrate"] = types.SimpleNamespace(
            quad=lambda f, lo, hi, epsrel: integrate.quad(f, float(lo), float(hi), epsrel=2e-14,
                                                          epsabs=0))
    scheduler.set_timesteps(n, **mu)
    if "sigma_max" in sampler:  # several sigmas share a timestep: it would begin at the second one
        scheduler.set_begin_index(0)
    return scheduler, kind, step


def run_diffusers(case, model, x, draws):
    """A scheduler of diffusers, stepped over its own timesteps."""
    scheduler, kind, step = scheduler_of(case, draws)
    run = Run(model)
    arrays = {}
    flow, in_sigma = kind.startswith("flow"), kind in IN_SIGMA
    edm, flow_solver = kind.startswith("edm-"), case["sampler"].get("use_flow_sigmas", False)
    if in_sigma or edm:
        x = x * scheduler.init_noise_sigma
    run.x.append(x)
    v = case["sampler"].get("prediction_type") == "v_prediction"
    for i, t in enumerate(scheduler.timesteps):
        if flow:
            s = float(scheduler.sigmas[i])
            a = 1 - s
        elif kind in IN_ALPHA_BAR:
            ab = float(scheduler.alphas_cumprod[int(t)])
            a, s = math.sqrt(ab), math.sqrt(1 - ab)
        elif kind == "ipndm":
            a, s = float(scheduler.alphas[i]), float(scheduler.betas[i])
        elif flow_solver:
            s = float(scheduler.sigmas[i])
            a = 1 - s
        elif edm:
            a, s = 1.0, float(scheduler.sigmas[i])
        else:
            sigma = float(scheduler.sigmas[i])
            if kind.startswith("kdpm2") and not scheduler.state_in_first_order:
                sigma = float(scheduler.sigmas_interpol[i - ("ancestral" in kind)])
            a = 1 / math.sqrt(1 + sigma * sigma)
            s = sigma * a
        at = x * a if in_sigma else x
        if in_sigma or edm:
            scheduler.scale_model_input(x, t)
        x0, eps = run.ask(at, a, s)
        output = eps
        if flow or flow_solver:
            output = eps - x0
        elif edm:  # what the library turns back into x0 (Karras et al. 2022, table 1)
            data = 0.5
            skip = data ** 2 / (s * s + data ** 2)
            output = (x0 - skip * at) / (s * data / math.sqrt(s * s + data ** 2))
        elif v or kind == "ipndm":
            output = a * eps - s * x0
        x = scheduler.step(output, int(t) if kind == "lcm" else t, x, **step).prev_sample
        run.x.append(x)
    if kind == "sasolver" and case["sampler"].get("tau", 1) == 0:
        draws.taken = []  # drawn and multiplied by nothing
    if kind in IN_ALPHA_BAR:
        arrays["timesteps"] = scheduler.timesteps
        arrays["eval_alpha_bar"] = [a * a for a in run.a]
    elif flow or flow_solver:
        arrays["eval_sigma"] = run.s
        if kind != "sasolver":  # its list repeats the last one
            arrays["sigmas"] = scheduler.sigmas
        arrays["velocity"] = [e - d for e, d in zip(run.eps, run.x0)]
    else:
        arrays["eval_sigma"] = [s / a for a, s in zip(run.a, run.s)]
        arrays["eps"] = run.eps
    if kind == "ddim-inverse":  # the model is asked at the level that x goes to, not at its own
        arrays["eps"] = run.eps
    else:
        arrays.setdefault("x0", run.x0)
    return run, arrays


# --- cases ----------------------------------------------------------------------------------------

MEANING = {
    "x_init": "state handed to the sampler",
    "noise": "standard normal draws, in the order the reference consumes them",
    "x": "state after each step, row 0 = x_init",
    "denoised": "E[x0 | x], in the order evaluated",
    "eps": "E[noise | x], in the order evaluated",
    "x0": "E[x0 | x], in the order evaluated",
    "velocity": "E[noise - x0 | x], in the order evaluated",
    "score": "grad log p_t(x), in the order evaluated",
    "eval_t": "time at which each model evaluation was made",
    "x_corrected": "state between corrector and predictor, one row a step",
    "x_mean_last": "the last step without its noise",
    "sigmas": "noise levels as used, first to last",
    "timesteps": "timesteps as used, first to last",
    "eval_sigma": "sigma at which each model evaluation was made",
    "eval_alpha_bar": "alpha_bar at which each model evaluation was made",
}


def stack(value):
    if isinstance(value, torch.Tensor):
        return value.detach().numpy()
    if value and isinstance(value[0], torch.Tensor):
        return torch.stack(list(value)).detach().numpy()
    return np.asarray(value)


def compute(case, model, x, draws):
    kind = case["sampler"]["kind"]
    runner = {"pc": run_pc, "annealed-langevin": run_annealed}.get(kind, run_diffusers)
    if kind in OWN:
        runner = run_own
    if case["reference"].startswith("the algorithms of Zhang and Chen") and kind == "deis":
        runner = run_deis
    if case["reference"].startswith("k-diffusion"):
        runner = run_k
    run, arrays = runner(case, model, x, draws)
    arrays = {name: stack(value) for name, value in arrays.items()}
    arrays["x"] = stack(run.x)
    arrays["x_init"] = arrays["x"][0]
    if draws.taken:
        arrays["noise"] = stack(draws.taken)
    return arrays


def round_up(value):
    for digit in (1, 2, 5, 10):
        scale = 10 ** math.floor(math.log10(value))
        if digit * scale >= value:
            return float(f"{digit * scale:.0e}")
    raise AssertionError


def largest_error(a, b):
    return float(np.max(np.abs(a - b) / (1 + np.abs(b))))


def write_npz(file, arrays):
    """Stored, not compressed, with a fixed date: the same bytes every time."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            kind = "<i8" if array.dtype.kind == "i" else "<f8"
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.ascontiguousarray(array.astype(kind)), (1, 0))
            archive.writestr(zipfile.ZipInfo(name + ".npy", (1980, 1, 1, 0, 0, 0)),
                             buffer.getvalue())


def make(case):
    name, particles = case["name"], case.pop("particles", 16)
    model = mixture(case.pop("data", "ring8"))
    seed = zlib.crc32(name.encode())
    start = torch.from_numpy(np.random.default_rng(seed + 1).standard_normal((particles, 2)))
    double = compute(case, model, start, Draws(seed, particles, torch.float64))
    single = compute(case, model, start.float(), Draws(seed, particles, torch.float32))

    tolerance = {"rtol": 1e-10, "atol": 1e-10}
    per_array, widest = {}, 2e-5
    for array in ("x", "denoised", "eps", "x0", "velocity", "score", "x_corrected", "x_mean_last"):
        if array in double:
            error = max(20 * largest_error(single[array].astype("<f8"), double[array]), 2e-5)
            if array == "x":
                widest = round_up(error)
            elif error > widest:
                per_array[array] = round_up(error)
    case["mixture"] = model.spec
    case.setdefault("notes", []).append(
        "Made by tests/data/make_reference.py: " +
        ("its own code in float64" if case["reference"].startswith("the algorithms") else
         "the library's own code with float32 read as float64") +
        ", the exact model, stored draws.")
    single_tolerance = {"rtol": widest, "atol": widest}
    if per_array:
        single_tolerance["per_array"] = per_array
    case["tolerance"] = {"float64": tolerance, "float32": single_tolerance}
    order = ["x_init", "timesteps", "sigmas", "x", "eps", "denoised", "velocity", "x0", "noise",
             "eval_alpha_bar", "eval_sigma", "score", "eval_t", "x_corrected", "x_mean_last"]
    arrays = {key: double[key] for key in order if key in double}
    case["arrays"] = {key: {"shape": list(a.shape), "dtype": "<i8" if a.dtype.kind == "i" else "<f8",
                            "meaning": MEANING[key]} for key, a in arrays.items()}
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.json").write_text(json.dumps(case, indent=1) + "\n")
    write_npz(folder / "arrays.npz", arrays)
    size = (folder / "arrays.npz").stat().st_size
    print(f"{name}: {size // 1024} kB, float32 {widest:g} {per_array}", flush=True)
    assert all(np.isfinite(a).all() for a in arrays.values()), name
    assert size < 60e3, name


def check():
    """Repeats golden cases with this script and prints the largest difference of each."""
    for name in ("k-heun-18", "k-dpmpp-2m-20", "dpmsolverpp-2m-20", "euler-discrete-20", "pndm-20",
                 "ddim-eta0-10-trailing", "heun-discrete-15", "flow-match-euler-20",
                 "sde-ve-reverse-diffusion-langevin", "sde-vp-reverse-diffusion-langevin",
                 "sde-ve-ancestral-langevin", "sde-vp-ancestral-langevin",
                 "sde-vp-reverse-diffusion-pf", "ncsn-annealed-langevin-10x20"):
        case = json.loads((GOLDEN / name / "case.json").read_text())
        golden = np.load(GOLDEN / name / "arrays.npz")
        start = torch.from_numpy(golden["x_init"])
        if name.startswith("k-"):
            start = start / float(golden["sigmas"][0])
        draws = Draws(0, len(start), torch.float64)
        if "noise" in golden:
            draws.replayed = list(torch.from_numpy(golden["noise"]))
        if case["schedule"]["kind"] == "ve":
            start = start / case["schedule"]["sigma_max"]
        if case["sampler"].get("corrector") == "none":
            case["sampler"]["n_steps"] = 0
        if case["sampler"]["kind"] in IN_SIGMA:
            start = start / scheduler_of(case, draws)[0].init_noise_sigma
        made = compute(case, Mixture(case["mixture"]), start, draws)
        print(name, {key: f"{largest_error(made[key], golden[key]):.1e}" for key in golden.files
                     if key in made and made[key].shape == golden[key].shape})


# Schedules and names that many cases share.
LINEAR = {"kind": "linear", "num_train_timesteps": 1000, "beta_start": 0.0001, "beta_end": 0.02}
ZERO_SNR = {**LINEAR, "rescale_betas_zero_snr": True}
SCALED = {"kind": "scaled_linear", "num_train_timesteps": 1000, "beta_start": 0.00085,
          "beta_end": 0.012}
COSINE = {"kind": "squaredcos_cap_v2", "num_train_timesteps": 1000}
SIGMOID = {**LINEAR, "kind": "sigmoid"}
FLOW = {"kind": "flow", "num_train_timesteps": 1000, "shift": 1.0}
KARRAS = {"kind": "karras", "n": 12, "sigma_min": 0.02, "sigma_max": 20.0, "rho": 7.0}
POLY = {"kind": "polyexponential", "n": 12, "sigma_min": 0.02, "sigma_max": 20.0, "rho": 0.8}
EXPONENTIAL = {"kind": "exponential", "n": 12, "sigma_min": 0.02, "sigma_max": 20.0}
VP_LIST = {"kind": "vp", "n": 12, "beta_d": 19.9, "beta_min": 0.1, "eps_s": 1e-3}
PAPER = "the algorithms of {}, written for this case in make_reference.py"
CHURN = {"s_churn": 6.0, "s_tmin": 0.05, "s_tmax": 10.0, "s_noise": 1.007}


def k_case(name, schedule, kind, data="ring8", **options):
    of_a_net = "beta_start" in schedule or schedule["kind"] == COSINE["kind"]
    return {"name": name, "reference": f"k-diffusion 0.1.1.post1: sampling.sample_{kind}",
            "parameterisation": "vp-discrete" if of_a_net else "karras-sigma", "schedule": schedule,
            "sampler": {"kind": kind, **options}, "data": data}


def own_case(name, source, schedule, kind, data="ring8", **options):
    return {"name": name, "reference": PAPER.format(source), "parameterisation": "karras-sigma",
            "schedule": schedule, "sampler": {"kind": kind, **options}, "data": data,
            "particles": 8}


def d_case(name, schedule, kind, n, data="ring8", **options):
    flow, edm = schedule["kind"] == "flow", kind.startswith("edm-")
    steps = {} if edm else {"num_inference_steps": n}
    return {"name": name, "reference": f"diffusers 0.42.1: {SCHEDULERS[kind][1]}.step",
            "parameterisation": "flow" if flow else "karras-sigma" if edm else "vp-discrete",
            "schedule": schedule, "sampler": {"kind": kind, **steps, **options}, "data": data}


VE = {"kind": "ve", "sigma_min": 0.01, "sigma_max": 50.0, "T": 1.0, "eps": 1e-5, "N": 20}
VP = {"kind": "vp-sde", "beta_min": 0.1, "beta_max": 20.0, "T": 1.0, "eps": 1e-3, "N": 32}


def pc_case(name, schedule, predictor, corrector, n_steps, data="ring8", flow=False, **options):
    sampler = {"kind": "pc", "predictor": predictor, "corrector": corrector,
               "probability_flow": flow, "n_steps": n_steps,
               "num_inference_steps": schedule["N"], **options}
    return {"name": name, "reference": PAPER.format("Song et al. 2021 (SDE)"),
            "parameterisation": schedule["kind"], "schedule": schedule, "sampler": sampler,
            "data": data, "particles": 8}


def deis_case(name, variable, order, data="ring8"):
    return {"name": name, "reference": PAPER.format("Zhang and Chen 2023 (DEIS)"),
            "parameterisation": "vp-sde", "schedule": {**VP, "N": 14},
            "sampler": {"kind": "deis", "solver_type": variable, "solver_order": order,
                        "num_inference_steps": 14}, "data": data, "particles": 8}


def annealed_case(name, schedule, step_lr, n_steps_each, data):
    return {"name": name, "reference": PAPER.format("Song and Ermon 2019"),
            "parameterisation": "vp-sde" if "N" in schedule else "ve", "schedule": schedule,
            "sampler": {"kind": "annealed-langevin", "step_lr": step_lr,
                        "n_steps_each": n_steps_each,
                        "num_inference_steps": schedule.get("N", schedule.get("n"))},
            "data": data, "particles": 8}


CASES = [
    k_case("k-euler-churn-12", KARRAS, "euler", **CHURN),
    k_case("k-heun-churn-12", KARRAS, "heun", "five", **CHURN),
    k_case("k-dpm-2-churn-12", KARRAS, "dpm_2", **CHURN),
    k_case("k-heun-churn-all-12", EXPONENTIAL, "heun", s_churn=100.0, s_noise=1.0),
    k_case("k-dpm-2-ancestral-12", KARRAS, "dpm_2_ancestral", "five", eta=1.0),
    k_case("k-dpm-2-ancestral-eta0.5-12", POLY, "dpm_2_ancestral", eta=0.5),
    k_case("k-euler-ancestral-eta0.5-12", VP_LIST, "euler_ancestral", eta=0.5),
    k_case("k-lms-4-12", KARRAS, "lms", order=4),
    k_case("k-lms-2-12", VP_LIST, "lms", "five", order=2),
    k_case("k-dpmpp-2s-ancestral-12", KARRAS, "dpmpp_2s_ancestral", eta=1.0),
    k_case("k-dpmpp-2s-ancestral-eta0.3-12", EXPONENTIAL, "dpmpp_2s_ancestral", "five", eta=0.3),
    k_case("k-dpmpp-sde-12", KARRAS, "dpmpp_sde", "five", eta=1.0, r=0.5),
    k_case("k-dpmpp-sde-eta0.6-12", POLY, "dpmpp_sde", eta=0.6),
    k_case("k-dpmpp-2m-sde-12", KARRAS, "dpmpp_2m_sde", eta=1.0, solver_type="midpoint"),
    k_case("k-dpmpp-2m-sde-heun-12", POLY, "dpmpp_2m_sde", "five", eta=0.7, solver_type="heun"),
    k_case("k-dpmpp-2m-sde-eta0-12", VP_LIST, "dpmpp_2m_sde", eta=0.0, solver_type="midpoint"),
    k_case("k-dpmpp-3m-sde-12", KARRAS, "dpmpp_3m_sde", eta=1.0),
    k_case("k-dpmpp-3m-sde-eta0-16", {**EXPONENTIAL, "n": 16}, "dpmpp_3m_sde", "five", eta=0.0),
    k_case("k-dpmpp-2m-vp-12", VP_LIST, "dpmpp_2m"),
    k_case("k-heun-polyexponential-12", POLY, "heun"),
    d_case("dpmsolverpp-1-10", LINEAR, "dpmsolver-multistep", 10, solver_order=1),
    d_case("dpmsolverpp-2m-heun-12", SCALED, "dpmsolver-multistep", 12, "five", solver_order=2,
           solver_type="heun", timestep_spacing="leading", steps_offset=1),
    d_case("dpmsolverpp-3m-20", LINEAR, "dpmsolver-multistep", 20, solver_order=3),
    d_case("dpmsolverpp-3m-10-trailing", COSINE, "dpmsolver-multistep", 10, "five", solver_order=3,
           timestep_spacing="trailing"),
    d_case("dpmsolverpp-3m-16-sigma-min", LINEAR, "dpmsolver-multistep", 16, solver_order=3,
           final_sigmas_type="sigma_min"),
    d_case("dpmsolverpp-2m-10-no-lower-order", LINEAR, "dpmsolver-multistep", 10, solver_order=2,
           final_sigmas_type="sigma_min", lower_order_final=False),
    d_case("dpmsolverpp-2m-16-euler-at-final", LINEAR, "dpmsolver-multistep", 16, "five",
           solver_order=2, final_sigmas_type="sigma_min", euler_at_final=True),
    d_case("dpmsolverpp-2m-karras-14", LINEAR, "dpmsolver-multistep", 14, solver_order=2,
           use_karras_sigmas=True),
    d_case("dpmsolverpp-2m-exponential-14", SCALED, "dpmsolver-multistep", 14, "five",
           solver_order=2, use_exponential_sigmas=True),
    d_case("dpmsolverpp-2m-sde-14", LINEAR, "dpmsolver-multistep", 14, solver_order=2,
           algorithm_type="sde-dpmsolver++"),
    d_case("dpmsolverpp-2m-sde-heun-karras-16", LINEAR, "dpmsolver-multistep", 16, "five",
           solver_order=2, algorithm_type="sde-dpmsolver++", solver_type="heun",
           use_karras_sigmas=True),
    d_case("dpmsolverpp-1-sde-12", LINEAR, "dpmsolver-multistep", 12, solver_order=1,
           algorithm_type="sde-dpmsolver++"),
    d_case("dpmsolver-2m-16", LINEAR, "dpmsolver-multistep", 16, solver_order=2,
           algorithm_type="dpmsolver", final_sigmas_type="sigma_min"),
    d_case("dpmsolver-3m-heun-12", LINEAR, "dpmsolver-multistep", 12, "five", solver_order=3,
           algorithm_type="dpmsolver", solver_type="heun", final_sigmas_type="sigma_min"),
    d_case("sde-dpmsolver-2m-16", LINEAR, "dpmsolver-multistep", 16, solver_order=2,
           algorithm_type="sde-dpmsolver", final_sigmas_type="sigma_min"),
    d_case("sde-dpmsolver-2m-heun-12", SCALED, "dpmsolver-multistep", 12, "five", solver_order=2,
           algorithm_type="sde-dpmsolver", solver_type="heun", final_sigmas_type="sigma_min"),
    d_case("sde-dpmsolver-1-12", LINEAR, "dpmsolver-multistep", 12, solver_order=1,
           algorithm_type="sde-dpmsolver", final_sigmas_type="sigma_min"),
    d_case("singlestep-pp-2-12", LINEAR, "dpmsolver-singlestep", 12, solver_order=2),
    d_case("singlestep-pp-2-13-heun", SCALED, "dpmsolver-singlestep", 13, "five", solver_order=2,
           solver_type="heun"),
    d_case("singlestep-pp-2-12-sigma-min", LINEAR, "dpmsolver-singlestep", 12, solver_order=2,
           final_sigmas_type="sigma_min"),
    d_case("singlestep-pp-1-10", LINEAR, "dpmsolver-singlestep", 10, "five", solver_order=1),
    d_case("singlestep-pp-3-12", LINEAR, "dpmsolver-singlestep", 12, solver_order=3),
    d_case("singlestep-pp-3-13-heun", LINEAR, "dpmsolver-singlestep", 13, "five", solver_order=3,
           solver_type="heun"),
    d_case("singlestep-pp-3-14-karras", LINEAR, "dpmsolver-singlestep", 14, solver_order=3,
           use_karras_sigmas=True),
    d_case("singlestep-pp-3-15-sigma-min", SCALED, "dpmsolver-singlestep", 15, "five",
           solver_order=3, final_sigmas_type="sigma_min", use_exponential_sigmas=True),
    d_case("singlestep-2-12", LINEAR, "dpmsolver-singlestep", 12, solver_order=2,
           algorithm_type="dpmsolver", final_sigmas_type="sigma_min"),
    d_case("singlestep-2-12-heun-lower", LINEAR, "dpmsolver-singlestep", 12, "five", solver_order=2,
           algorithm_type="dpmsolver", solver_type="heun", final_sigmas_type="sigma_min",
           lower_order_final=True),
    d_case("singlestep-3-15", LINEAR, "dpmsolver-singlestep", 15, solver_order=3,
           algorithm_type="dpmsolver", final_sigmas_type="sigma_min"),
    d_case("singlestep-3-14-heun", LINEAR, "dpmsolver-singlestep", 14, "five", solver_order=3,
           algorithm_type="dpmsolver", solver_type="heun", final_sigmas_type="sigma_min"),
    d_case("singlestep-sde-2-12", LINEAR, "dpmsolver-singlestep", 12, solver_order=2,
           algorithm_type="sde-dpmsolver++"),
    d_case("singlestep-sde-2-12-heun", LINEAR, "dpmsolver-singlestep", 12, "five", solver_order=2,
           algorithm_type="sde-dpmsolver++", solver_type="heun", final_sigmas_type="sigma_min"),
    d_case("singlestep-sde-3-13", LINEAR, "dpmsolver-singlestep", 13, solver_order=3,
           algorithm_type="sde-dpmsolver++"),
    pc_case("pc-ve-reverse-snr-2", VE, "reverse_diffusion", "langevin", 2, "five", snr=0.16),
    pc_case("pc-vp-reverse-snr-3", VP, "reverse_diffusion", "langevin", 3, snr=0.16),
    pc_case("pc-ve-ancestral-annealed-3", VE, "ancestral_sampling", "ald", 3, "five", snr=0.05),
    pc_case("pc-vp-ancestral-annealed-2", VP, "ancestral_sampling", "ald", 2, snr=0.05),
    pc_case("pc-ve-flow-fixed-2", VE, "reverse_diffusion", "fixed", 2, "five", flow=True,
            step_size=1e-4),
    pc_case("pc-vp-reverse-fixed-3", VP, "reverse_diffusion", "fixed", 3, step_size=1e-4),
    annealed_case("annealed-langevin-ve-8x3",
                  {"kind": "geometric", "sigma_begin": 5.0, "sigma_end": 0.05, "n": 8}, 2e-4, 3,
                  "five"),
    annealed_case("annealed-langevin-vp-8x3", {**VP, "N": 8, "eps": 0.01}, 1e-4, 3, "ring8"),
    d_case("dpmsolverpp-2m-zero-snr-12", ZERO_SNR, "dpmsolver-multistep", 12, solver_order=2,
           timestep_spacing="trailing", prediction_type="v_prediction"),
    d_case("unipc-1-10", LINEAR, "unipc", 10, solver_order=1, solver_type="bh2"),
    d_case("unipc-3-16-bh1", LINEAR, "unipc", 16, "five", solver_order=3, solver_type="bh1",
           final_sigmas_type="sigma_min"),
    d_case("unipc-3-20", SCALED, "unipc", 20, solver_order=3, solver_type="bh2",
           timestep_spacing="leading", steps_offset=1),
    d_case("unipc-2-12-eps", LINEAR, "unipc", 12, solver_order=2, solver_type="bh2",
           predict_x0=False, final_sigmas_type="sigma_min"),
    d_case("unipc-3-12-eps-bh1", LINEAR, "unipc", 12, "five", solver_order=3, solver_type="bh1",
           predict_x0=False, final_sigmas_type="sigma_min"),
    d_case("unipc-2-12-disable-corrector", LINEAR, "unipc", 12, solver_order=2, solver_type="bh2",
           disable_corrector=[0, 1, 4]),
    d_case("unipc-3-12-no-lower-order", LINEAR, "unipc", 12, solver_order=3, solver_type="bh2",
           final_sigmas_type="sigma_min", lower_order_final=False),
    d_case("unipc-2-karras-14", LINEAR, "unipc", 14, "five", solver_order=2, solver_type="bh2",
           use_karras_sigmas=True),
    d_case("deis-1-12", LINEAR, "deis", 12, solver_order=1),
    d_case("deis-2-16", LINEAR, "deis", 16, "five", solver_order=2),
    d_case("deis-3-20", LINEAR, "deis", 20, solver_order=3),
    d_case("deis-3-10", SCALED, "deis", 10, solver_order=3, timestep_spacing="trailing"),
    d_case("deis-2-10-no-lower-order", LINEAR, "deis", 10, solver_order=2,
           timestep_spacing="leading", steps_offset=1, lower_order_final=False),
    d_case("pndm-prk-12", LINEAR, "pndm", 12, skip_prk_steps=False, set_alpha_to_one=False,
           timestep_spacing="leading"),
    d_case("pndm-prk-20-alpha-one", SCALED, "pndm", 20, "five", skip_prk_steps=False,
           set_alpha_to_one=True, timestep_spacing="leading", steps_offset=1),
    d_case("pndm-plms-10-trailing", LINEAR, "pndm", 10, skip_prk_steps=True, set_alpha_to_one=True,
           timestep_spacing="trailing"),
    d_case("pndm-plms-12-linspace", LINEAR, "pndm", 12, "five", skip_prk_steps=True,
           set_alpha_to_one=False, timestep_spacing="linspace"),
    d_case("pndm-plms-10-default-end", SCALED, "pndm", 10, skip_prk_steps=True,
           timestep_spacing="leading"),
    d_case("pndm-prk-12-of-20", {**LINEAR, "num_train_timesteps": 20}, "pndm", 12, "five",
           skip_prk_steps=False, set_alpha_to_one=False, timestep_spacing="leading"),
    d_case("ddim-inverse-11-trailing", LINEAR, "ddim-inverse", 11, timestep_spacing="trailing",
           clip_sample=False),
    d_case("euler-discrete-1", LINEAR, "euler-discrete", 1, timestep_spacing="linspace"),
    d_case("kdpm2-discrete-1", SCALED, "kdpm2-discrete", 1, "five", timestep_spacing="linspace"),
    d_case("ipndm-14", LINEAR, "ipndm", 14, sigmas=[30.0 * 0.6 ** k for k in range(14)]),
    d_case("lms-discrete-12", LINEAR, "lms-discrete", 12, order=4, timestep_spacing="linspace"),
    d_case("lms-discrete-12-leading-3", SCALED, "lms-discrete", 12, "five", order=3,
           timestep_spacing="leading", steps_offset=1),
    d_case("euler-discrete-10-leading", SCALED, "euler-discrete", 10, "five",
           timestep_spacing="leading", steps_offset=1),
    d_case("euler-discrete-10-trailing", COSINE, "euler-discrete", 10,
           timestep_spacing="trailing"),
    d_case("euler-discrete-12-karras", LINEAR, "euler-discrete", 12, timestep_spacing="linspace",
           use_karras_sigmas=True),
    d_case("euler-discrete-12-log-linear", LINEAR, "euler-discrete", 12, "five",
           timestep_spacing="linspace", interpolation_type="log_linear"),
    d_case("euler-discrete-12-sigma-min", LINEAR, "euler-discrete", 12,
           timestep_spacing="linspace", final_sigmas_type="sigma_min"),
    d_case("euler-ancestral-discrete-12", LINEAR, "euler-ancestral-discrete", 12,
           timestep_spacing="linspace"),
    d_case("euler-ancestral-discrete-10-trailing", SCALED, "euler-ancestral-discrete", 10, "five",
           timestep_spacing="trailing"),
    d_case("heun-discrete-10-trailing", SCALED, "heun-discrete", 10, "five",
           timestep_spacing="trailing", clip_sample=False),
    d_case("heun-discrete-10-karras", LINEAR, "heun-discrete", 10, timestep_spacing="linspace",
           use_karras_sigmas=True, clip_sample=False),
    d_case("kdpm2-discrete-10", LINEAR, "kdpm2-discrete", 10, timestep_spacing="linspace"),
    d_case("kdpm2-ancestral-discrete-10", LINEAR, "kdpm2-ancestral-discrete", 10, "five",
           timestep_spacing="linspace"),
    d_case("flow-match-heun-12", FLOW, "flow-match-heun", 12, "five"),
    d_case("flow-match-heun-shift-3-12", {**FLOW, "shift": 3.0}, "flow-match-heun", 12),
    d_case("flow-match-euler-shift-3-16", {**FLOW, "shift": 3.0}, "flow-match-euler", 16),
    d_case("flow-match-euler-stochastic-10", FLOW, "flow-match-euler", 10, "five",
           stochastic_sampling=True),
    d_case("ddim-zero-snr-10-trailing", ZERO_SNR, "ddim", 10, eta=0.0, timestep_spacing="trailing",
           prediction_type="v_prediction", clip_sample=False),
    d_case("ddim-zero-snr-eta0.8-12-trailing", ZERO_SNR, "ddim", 12, "five", eta=0.8,
           timestep_spacing="trailing", prediction_type="v_prediction", clip_sample=False),
    d_case("ddim-eta0.7-15-linspace", LINEAR, "ddim", 15, eta=0.7, timestep_spacing="linspace",
           clip_sample=False),
    d_case("ddim-eta0-12-alpha0", SCALED, "ddim", 12, "five", eta=0.0, timestep_spacing="leading",
           steps_offset=1, set_alpha_to_one=False, clip_sample=False),
    d_case("ddpm-zero-snr-12-trailing", ZERO_SNR, "ddpm", 12, timestep_spacing="trailing",
           prediction_type="v_prediction", variance_type="fixed_small", clip_sample=False),
    d_case("ddpm-zero-snr-large-12-trailing", ZERO_SNR, "ddpm", 12, "five",
           timestep_spacing="trailing", prediction_type="v_prediction",
           variance_type="fixed_large", clip_sample=False),
    d_case("ddpm-cosine-small-log-20", COSINE, "ddpm", 20, timestep_spacing="linspace",
           variance_type="fixed_small_log", clip_sample=False),
    d_case("ddpm-sigmoid-16", SIGMOID, "ddpm", 16, "five", timestep_spacing="leading",
           variance_type="fixed_small", clip_sample=False),
    # k-diffusion on a net's own betas: x / a, and sigma between timesteps by its logarithm.
    k_case("k-lms-of-betas-12", SCALED, "lms", order=4, num_inference_steps=12),
    k_case("k-heun-of-betas-10", LINEAR, "heun", "five", num_inference_steps=10),
    k_case("k-dpmpp-2m-of-betas-14", COSINE, "dpmpp_2m", num_inference_steps=14),
    k_case("k-euler-ancestral-of-betas-12", LINEAR, "euler_ancestral", "five", eta=1.0,
           num_inference_steps=12),
    # Lists of sigmas, with each spacing of the timesteps that they start from.
    d_case("euler-discrete-12-karras-limits", SCALED, "euler-discrete", 12, use_karras_sigmas=True,
           timestep_spacing="linspace", sigma_min=0.002, sigma_max=700.0),
    d_case("euler-discrete-12-karras-leading", LINEAR, "euler-discrete", 12, "five",
           use_karras_sigmas=True, timestep_spacing="leading", steps_offset=1),
    d_case("euler-discrete-12-karras-leading-sigma-min", LINEAR, "euler-discrete", 12,
           use_karras_sigmas=True, timestep_spacing="leading", final_sigmas_type="sigma_min"),
    d_case("euler-discrete-12-beta", LINEAR, "euler-discrete", 12, use_beta_sigmas=True,
           timestep_spacing="linspace"),
    d_case("lms-discrete-12-exponential-trailing", SCALED, "lms-discrete", 12, order=4,
           use_exponential_sigmas=True, timestep_spacing="trailing"),
    d_case("heun-discrete-10-beta-leading", SCALED, "heun-discrete", 10, "five",
           use_beta_sigmas=True, timestep_spacing="leading", steps_offset=1, clip_sample=False),
    d_case("kdpm2-discrete-10-karras-trailing", LINEAR, "kdpm2-discrete", 10,
           use_karras_sigmas=True, timestep_spacing="trailing"),
    d_case("dpmsolverpp-2m-14-beta-leading", LINEAR, "dpmsolver-multistep", 14, "five",
           solver_order=2, use_beta_sigmas=True, timestep_spacing="leading"),
    d_case("dpmsolverpp-2m-14-lu", SCALED, "dpmsolver-multistep", 14, solver_order=2,
           use_lu_lambdas=True),
    d_case("unipc-2-12-karras-limits-sigma-min", LINEAR, "unipc", 12, "five", solver_order=2,
           solver_type="bh2", use_karras_sigmas=True, sigma_min=0.05, sigma_max=60.0,
           final_sigmas_type="sigma_min"),
    d_case("deis-2-12-beta", LINEAR, "deis", 12, solver_order=2, use_beta_sigmas=True),
    # Solvers on a flow's times.
    d_case("dpmsolverpp-2m-14-flow-shift-3", FLOW, "dpmsolver-multistep", 14, solver_order=2,
           use_flow_sigmas=True, flow_shift=3.0, prediction_type="flow_prediction"),
    d_case("unipc-2-12-flow-shift-5", FLOW, "unipc", 12, "five", solver_order=2, solver_type="bh2",
           use_flow_sigmas=True, flow_shift=5.0, prediction_type="flow_prediction"),
    d_case("unipc-2-12-flow-terminal", FLOW, "unipc", 12, solver_order=2, solver_type="bh2",
           use_flow_sigmas=True, flow_shift=3.0, shift_terminal=0.1,
           prediction_type="flow_prediction"),
    d_case("flow-match-euler-12-mu", FLOW, "flow-match-euler", 12, use_dynamic_shifting=True,
           mu=1.15),
    d_case("flow-match-euler-12-mu-linear-terminal", FLOW, "flow-match-euler", 12, "five",
           use_dynamic_shifting=True, mu=2.0, time_shift_type="linear", shift_terminal=0.1),
    d_case("flow-match-euler-12-karras-shift-3", {**FLOW, "shift": 3.0}, "flow-match-euler", 12,
           use_karras_sigmas=True),
    d_case("flow-match-euler-12-beta", FLOW, "flow-match-euler", 12, "five", use_beta_sigmas=True),
    d_case("flow-match-lcm-8-shift-3", {**FLOW, "shift": 3.0}, "flow-match-lcm", 8),
    d_case("lcm-8", SCALED, "lcm", 8, original_inference_steps=50, timestep_scaling=10.0,
           clip_sample=False),
    d_case("lcm-5-of-30", LINEAR, "lcm", 5, "five", original_inference_steps=30,
           timestep_scaling=2.0, clip_sample=False),
    d_case("edm-euler-14", {"kind": "karras", "n": 14, "sigma_min": 0.002, "sigma_max": 80.0,
                            "rho": 7.0}, "edm-euler", 14),
    d_case("edm-euler-14-exponential", {"kind": "exponential", "n": 14, "sigma_min": 0.01,
                                        "sigma_max": 40.0}, "edm-euler", 14, "five"),
    d_case("edm-dpmsolver-2m-14", {"kind": "karras", "n": 14, "sigma_min": 0.002,
                                   "sigma_max": 80.0, "rho": 5.0}, "edm-dpmsolver-multistep", 14,
           solver_order=2),
    # Beyond the libraries' first solvers.
    d_case("sasolver-p2c2-14", LINEAR, "sasolver", 14),
    d_case("sasolver-p3c4-tau1-20", SCALED, "sasolver", 20, "five", predictor_order=3,
           corrector_order=4, tau=1.0, timestep_spacing="trailing"),
    d_case("sasolver-p3c3-tau0-12", LINEAR, "sasolver", 12, predictor_order=3, corrector_order=3,
           tau=0.0, timestep_spacing="leading", steps_offset=1),
    d_case("sasolver-p3c4-tau1.4-karras-14", LINEAR, "sasolver", 14, "five", predictor_order=3,
           corrector_order=4, tau=1.4, tau_between=[100, 900], use_karras_sigmas=True),
    d_case("sasolver-p1c1-tau0.5-10", COSINE, "sasolver", 10, predictor_order=1, corrector_order=1,
           tau=0.5, timestep_spacing="leading"),
    d_case("sasolver-p3c4-noise-12", LINEAR, "sasolver", 12, "five", predictor_order=3,
           corrector_order=4, tau=0.6, algorithm_type="noise_prediction"),
    d_case("sasolver-p2c3-no-lower-order-12", SCALED, "sasolver", 12, predictor_order=2,
           corrector_order=3, tau=0.8, lower_order_final=False),
    d_case("sasolver-p3c4-flow-shift-3-14", FLOW, "sasolver", 14, predictor_order=3,
           corrector_order=4, use_flow_sigmas=True, flow_shift=3.0,
           prediction_type="flow_prediction"),
    own_case("res-multistep-12", "Zhang et al. 2023 (RES)", KARRAS, "res_multistep", "five"),
    own_case("res-multistep-ancestral-12", "Zhang et al. 2023 (RES)", KARRAS,
             "res_multistep_ancestral", eta=1.0),
    own_case("res-multistep-ancestral-eta0.4-12", "Zhang et al. 2023 (RES)", POLY,
             "res_multistep_ancestral", "five", eta=0.4, s_noise=1.01),
    own_case("res-singlestep-12", "Zhang et al. 2023 (RES)", KARRAS, "res_singlestep"),
    own_case("res-singlestep-c0.8-12", "Zhang et al. 2023 (RES)", POLY, "res_singlestep", "five",
             c2=0.8),
    own_case("gradient-estimation-12", "Permenter and Yuan 2024", KARRAS, "gradient_estimation",
             ge_gamma=2.0),
    own_case("gradient-estimation-1.4-12", "Permenter and Yuan 2024", POLY, "gradient_estimation",
             "five", ge_gamma=1.4),
    own_case("er-sde-1-12", "Cui et al. 2023 (ER-SDE)", KARRAS, "er_sde", max_stage=1),
    own_case("er-sde-2-12", "Cui et al. 2023 (ER-SDE)", POLY, "er_sde", "five", max_stage=2),
    own_case("er-sde-3-12", "Cui et al. 2023 (ER-SDE)", KARRAS, "er_sde", s_noise=0.9),
    own_case("ipndm-v-2-12", "Zhang and Chen 2023 (DEIS)", KARRAS, "ipndm_v", "five", max_order=2),
    k_case("k-dpm-fast-12", EXPONENTIAL, "dpm_fast", eta=0.0),
    k_case("k-dpm-fast-eta0.7-13", {**EXPONENTIAL, "n": 13}, "dpm_fast", "five", eta=0.7,
           s_noise=1.01),
    k_case("k-dpm-fast-14", {**EXPONENTIAL, "n": 14}, "dpm_fast", "five", eta=0.0),
    deis_case("deis-tab-2-14", "tab", 2),
    deis_case("deis-tab-3-14", "tab", 3, "five"),
    deis_case("deis-rhoab-3-14", "rhoab", 3),
    k_case("k-dpmpp-sde-r0.7-12", KARRAS, "dpmpp_sde", "five", eta=1.0, r=0.7),
    d_case("tcd-6", SCALED, "tcd", 6, eta=0.3, original_inference_steps=50),
    d_case("tcd-4-eta1-of-20", LINEAR, "tcd", 4, "five", eta=1.0, original_inference_steps=20),
    d_case("tcd-5-eta0", SCALED, "tcd", 5, eta=0.0, original_inference_steps=50),
    pc_case("pc-ve-none-snr-2", VE, "none", "langevin", 2, "five", snr=0.16),
    pc_case("pc-vp-none-annealed-3", VP, "none", "ald", 3, snr=0.1),
]


def main():
    if sys.argv[1:] == ["--check"]:
        return check()
    for case in CASES:
        if len(sys.argv) == 1 or any(case["name"].startswith(name) for name in sys.argv[1:]):
            make(case)


if __name__ == "__main__":
    main()
