"""Repeats a run of Alphabar with the schedulers of diffusers.

    pip install numpy torch diffusers scipy
    python3 THIS_FILE OUT.npz      writes every lane's states, x [steps + 1, particles, 2], x_T first

The case below says which scheduler each lane's sampler is, and how it is called; the loop over it, in
`run`, is the one of a pipeline. The net's place is taken by the exact model of the data, a mixture of
Gaussians, and noise is drawn by Alphabar's generator, so that its arrays come out again, to the single
precision that schedulers keep their tables in. Made for diffusers 0.42.1: where another version asks
the model at other levels, the program says so and stops.
"""

import json
import sys
from pathlib import Path

import diffusers
import numpy as np
import torch

CASE = json.loads(r'''@case@''')

@model@

def level(scheduler, kind, i, t):
    """a and s of x_t = a x_0 + s eps where the scheduler asks for evaluation i, at its timestep t."""
    if kind == "alphas_cumprod":
        bar = float(scheduler.alphas_cumprod[int(t)])
        return bar**0.5, (1 - bar) ** 0.5
    sigma = float(scheduler.sigmas[i])
    if kind == "sigmas_interpol" and not scheduler.state_in_first_order:
        sigma = float(scheduler.sigmas_interpol[i - ("Ancestral" in type(scheduler).__name__)])
    if kind == "flow":
        return 1 - sigma, sigma
    if kind == "edm":
        return 1.0, sigma
    a = 1 / (1 + sigma * sigma) ** 0.5
    return a, sigma * a


def output(kind, x, a, s, x0, eps):
    """What a net of this parameterisation returns at x."""
    if kind == "flow":
        return eps - x0
    if kind == "edm":  # Karras et al. 2022, table 1, sigma_data = 0.5
        return (x0 - x * 0.25 / (s * s + 0.25)) / (0.5 * s / (s * s + 0.25) ** 0.5)
    return a * eps - s * x0 if kind == "v_prediction" else eps


def make_scheduler(lane):
    """The library's scheduler, its timesteps set and its noise that of the lane."""
    call = lane["scheduler"]
    config = dict(call["config"])
    tau, low, high = call.get("tau", [0, 0, 0])

    def tau_of(timestep):
        bar = float(scheduler.alphas_cumprod[int(timestep)])
        return tau if low <= ((1 - bar) / bar) ** 0.5 <= high else 0

    if "tau" in call:
        config["tau_func"] = tau_of
    scheduler = getattr(diffusers, call["class"])(**config)
    drawn = []

    def draw(*_, dtype=None, **__):
        drawn.append(normal(lane["seed"], lane["particles"], len(drawn), NOISE, lane["noise"]))
        return torch.tensor(drawn[-1], dtype=dtype)

    sys.modules[type(scheduler).__module__].randn_tensor = draw
    scheduler.set_timesteps(**call["set_timesteps"])
    if hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(0)
    return scheduler


def run(lane):
    call, scheduler = lane["scheduler"], make_scheduler(lane)
    if len(scheduler.timesteps) != len(lane["asks"]):
        sys.exit("%s: diffusers %s asks the model %d times, the run %d times" % (
            lane["name"], diffusers.__version__, len(scheduler.timesteps), len(lane["asks"])))
    x = torch.tensor(first_states(lane)) * float(getattr(scheduler, "init_noise_sigma", 1))
    shown = [x.numpy() * lane["first"]]
    for i, (t, ask, scale) in enumerate(zip(scheduler.timesteps, lane["asks"], lane["shown"])):
        a, s = level(scheduler, call["levels"], i, t)
        if abs(a - ask["a"]) > 1e-3 or abs(s - ask["s"]) > 1e-3 * max(1, ask["s"]):
            sys.exit("%s: evaluation %d is at a = %g, s = %g in diffusers %s, in the run at %g, %g" % (
                lane["name"], i + 1, a, s, diffusers.__version__, ask["a"], ask["s"]))
        at = x.numpy().astype(np.float64) * (a if call["of_sigma"] else 1)
        scheduler.scale_model_input(x, t) if hasattr(scheduler, "scale_model_input") else None
        x0, eps, _ = model(at, ask, lane)
        says = torch.tensor(output(call["output"], at, a, s, x0, eps))
        x = scheduler.step(says, int(t) if call["class"] == "LCMScheduler" else t, x, **call["step"]).prev_sample
        if scale is not None:
            shown.append(x.numpy() * scale)
    return np.array(shown, dtype=np.float64)


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: python3 " + sys.argv[0] + " OUT.npz")
    states = {}
    for lane in CASE["lanes"]:
        states[lane["array"]] = run(lane)
        print("%s: %d particles, %s" % (lane["name"], lane["particles"], lane["scheduler"]["class"]))
    np.savez(sys.argv[1], **states)


if __name__ == "__main__":
    main()
