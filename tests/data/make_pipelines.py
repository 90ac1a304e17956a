#!/usr/bin/env python3
"""Makes the reference runs of tests/data/pipelines and the nets of tests/data/nets.

Runs the published UNet2DModel and schedulers of diffusers 0.42.1, as shipped and in single precision,
with small nets of random weights (norms too), their random numbers replaced by draws that are stored.
Nothing of Alphabar takes part.

    python make_pipelines.py [NAME ...]     all cases, or those whose name starts with NAME

pipelines/RUN: scheduler_config.json as the library writes it; case.json: net (a folder of ../nets),
steps, eta and labels; arrays.npz: x_init as handed to the loop, noise in the order drawn (missing
where none is), timesteps, model_output in the order evaluated, x after every step, and x0 where the
scheduler returns it.
nets/NET: config.json and weights as the library writes them; io.npz: x, t, class_labels where the net
takes them, out in single and out64 in double precision, both from the same weights. Nets that only
runs use have no io.npz.

Needs Python 3.11, numpy, torch, safetensors, scipy and diffusers 0.42.1. Deterministic: made twice on
one machine the files are equal byte for byte.
"""

import io
import json
import pathlib
import shutil
import sys
import tempfile
import zipfile

import diffusers
import numpy as np
import torch

HERE = pathlib.Path(__file__).resolve().parent
NETS, RUNS = HERE / "nets", HERE / "pipelines"
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)


def write_npz(path, arrays):
    """Stored, with a fixed date: the same arrays are the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as out:
        for name, array in arrays.items():
            data = io.BytesIO()
            np.save(data, np.ascontiguousarray(array))
            out.writestr(zipfile.ZipInfo(name + ".npy", (1980, 1, 1, 0, 0, 0)), data.getvalue())


# --- nets -----------------------------------------------------------------------------------------

SMALL = dict(sample_size=8, in_channels=1, out_channels=1, block_out_channels=(8, 8), layers_per_block=1,
             down_block_types=("DownBlock2D", "AttnDownBlock2D"), norm_num_groups=4,
             up_block_types=("AttnUpBlock2D", "UpBlock2D"), attention_head_dim=4)
SKIP = dict(norm_num_groups=None, in_channels=3, out_channels=3, mid_block_scale_factor=2**0.5,
            time_embedding_type="fourier", norm_eps=1e-6)


def blocks(down, up, **more):
    return dict(down_block_types=down, up_block_types=up, **more)


RESNETS = blocks(("ResnetDownsampleBlock2D", "AttnDownBlock2D"), ("AttnUpBlock2D", "ResnetUpsampleBlock2D"),
                 resnet_time_scale_shift="scale_shift", downsample_type="resnet", upsample_type="resnet")

# Of runs alone.
RUN_NETS = {
    "gray": {},
    "gray-classes": dict(num_class_embeds=7),
    "gray-variance": dict(out_channels=2),
    "rgb-variance": dict(in_channels=3, out_channels=6),
    "rgb-fourier": dict(SKIP, **blocks(("SkipDownBlock2D", "SkipDownBlock2D"), ("SkipUpBlock2D", "SkipUpBlock2D"))),
    "gray-learned-time": dict(time_embedding_type="learned", num_train_timesteps=100),
}
# With inputs and outputs of their own.
IO_NETS = {
    "attn-skip": dict(SKIP, block_out_channels=(32, 32),
                      **blocks(("AttnSkipDownBlock2D", "AttnSkipDownBlock2D"), ("AttnSkipUpBlock2D", "AttnSkipUpBlock2D"))),
    "skip-uneven": dict(SKIP, block_out_channels=(16, 8, 24), sample_size=16, attention_head_dim=None,
                        **blocks(("SkipDownBlock2D",) * 3, ("SkipUpBlock2D",) * 3)),
    "skip-above-plain": dict(SKIP, block_out_channels=(8, 16, 16), sample_size=16, norm_num_groups=4,
                             **blocks(("SkipDownBlock2D", "DownBlock2D", "AttnDownBlock2D"),
                                      ("UpBlock2D", "SkipUpBlock2D", "SkipUpBlock2D"))),
    "resnet-samples": dict(RESNETS, block_out_channels=(8, 16), num_class_embeds=5, attn_norm_num_groups=8,
                           in_channels=3, out_channels=6, layers_per_block=2),
    "resnet-samples-default-shift": dict(RESNETS, resnet_time_scale_shift="default", block_out_channels=(8, 12, 16),
                                         sample_size=16, down_block_types=("AttnDownBlock2D", "ResnetDownsampleBlock2D", "DownBlock2D"),
                                         up_block_types=("UpBlock2D", "ResnetUpsampleBlock2D", "AttnUpBlock2D")),
    "learned-time": dict(time_embedding_type="learned", num_train_timesteps=50, act_fn="mish"),
    "class-timestep": dict(class_embed_type="timestep", act_fn="gelu", freq_shift=1, flip_sin_to_cos=False),
    "class-identity": dict(class_embed_type="identity", act_fn="relu", time_embedding_dim=12),
    "not-square": dict(sample_size=(8, 24), in_channels=2, out_channels=5, center_input_sample=True,
                       downsample_padding=0, attention_head_dim=None),
    "no-middle": dict(mid_block_type=None, resnet_time_scale_shift="scale_shift"),
    "no-attention": dict(add_attention=False, mid_block_scale_factor=1.5, block_out_channels=(8, 16, 8),
                         **blocks(("DownBlock2D",) * 3, ("UpBlock2D",) * 3)),
}


def make_net(name, options):
    torch.manual_seed(sum(name.encode()))
    net = diffusers.UNet2DModel(**(SMALL | options)).eval()
    with torch.no_grad():
        for key, value in net.named_parameters():
            if "norm" in key and key.endswith("weight"):
                value.copy_(1 + 0.2 * torch.randn_like(value))
            elif "norm" in key:
                value.copy_(0.1 * torch.randn_like(value))
            elif key == "time_proj.weight" and value.dim() == 1:
                value.copy_(0.3 * torch.randn_like(value))
        if name == "gray-variance":  # a variance is positive
            net.conv_out.bias[1] = 1.5
            net.conv_out.weight[1] *= 0.3
    return net


class DoubleSinusoids(torch.nn.Module):
    """Timesteps' features, which the library makes in single precision only."""

    def __init__(self, net):
        super().__init__()
        self.half = net.config.block_out_channels[0] // 2
        self.shift, self.flip = net.config.freq_shift, net.config.flip_sin_to_cos

    def forward(self, t):
        rate = torch.exp(-np.log(10000.0) * torch.arange(self.half, dtype=torch.float64) / (self.half - self.shift))
        angle = t.double()[:, None] * rate[None, :]
        return torch.cat([angle.cos(), angle.sin()] if self.flip else [angle.sin(), angle.cos()], dim=1)


def save_net(name, options):
    folder = NETS / name
    shutil.rmtree(folder, ignore_errors=True)
    net = make_net(name, options)
    net.save_pretrained(folder)
    if name not in IO_NETS:
        return
    size = net.config.sample_size
    height, width = (size, size) if isinstance(size, int) else size
    x = torch.randn(3, net.config.in_channels, height, width)
    t = torch.tensor([7.0, 49.0, 0.0]) if net.config.time_embedding_type == "learned" else torch.tensor([3.0, 871.0, 0.25])
    arrays = {"x": x.numpy(), "t": t.numpy()}
    labels = None
    if net.config.class_embed_type == "identity":
        labels = torch.randn(3, net.time_embedding.linear_2.out_features)
    elif net.config.class_embed_type == "timestep":
        labels = torch.tensor([4, 0, 17])
    elif net.config.num_class_embeds:
        labels = torch.tensor([4, 0, 2])
    if labels is not None:
        arrays["class_labels"] = labels.numpy()
    asked = t.long() if net.config.time_embedding_type == "learned" else t
    with torch.no_grad():
        arrays["out"] = net(x, asked, class_labels=labels).sample.numpy()
        double = net.double()
        if net.config.time_embedding_type == "positional":
            double.time_proj = DoubleSinusoids(net)
        asked = asked if asked.dtype == torch.long else asked.double()
        more = labels.double() if labels is not None and labels.is_floating_point() else labels
        arrays["out64"] = double(x.double(), asked, class_labels=more).sample.numpy()
    write_npz(folder / "io.npz", arrays)


# --- runs -----------------------------------------------------------------------------------------


class Draws:
    """Stands for randn_tensor of a scheduler's module, and keeps what it gave."""

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)
        self.given = []

    def __call__(self, shape, dtype=None, **_):
        z = torch.randn(tuple(shape), generator=self.generator, dtype=torch.float32)
        self.given.append(z.numpy())
        return z.to(dtype or torch.float32)


def run(name, scheduler, net_name, steps, eta=None, labels=None, pictures=2):
    net = diffusers.UNet2DModel.from_pretrained(NETS / net_name).eval()
    draws = Draws(sum(name.encode()) + 1)
    sys.modules[type(scheduler).__module__].randn_tensor = draws
    torch.manual_seed(sum(name.encode()) + 2)
    x = torch.randn(pictures, net.config.in_channels, net.config.sample_size, net.config.sample_size)
    given = torch.tensor(labels) if labels else None
    outputs, states, x0, timesteps, more = [], [], [], [], {}
    scheduler.set_timesteps(steps)
    if hasattr(scheduler, "set_sigmas"):
        scheduler.set_sigmas(steps)
    x = x * scheduler.init_noise_sigma
    x_init = x.numpy().copy()
    states.append(x_init)
    with torch.no_grad():
        for i, t in enumerate(scheduler.timesteps):
            timesteps.append(float(t))
            if hasattr(scheduler, "step_correct"):
                sigma = scheduler.sigmas[i] * torch.ones(pictures)
                for _ in range(scheduler.config.correct_steps):
                    out = net(x, sigma, class_labels=given).sample
                    outputs.append(out.numpy())
                    x = scheduler.step_correct(out, x).prev_sample
                out = net(x, sigma, class_labels=given).sample
                outputs.append(out.numpy())
                done = scheduler.step_pred(out, t, x)
                x = done.prev_sample
                more["x_mean_last"] = done.prev_sample_mean.numpy()
            else:
                out = net(scheduler.scale_model_input(x, t), t, class_labels=given).sample
                outputs.append(out.numpy())
                done = scheduler.step(out, t, x, **({} if eta is None else {"eta": eta}))
                x = done.prev_sample
                if getattr(done, "pred_original_sample", None) is not None:
                    x0.append(done.pred_original_sample.numpy())
            states.append(x.float().numpy().copy())
    folder = RUNS / name
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        scheduler.save_pretrained(place)
        shutil.copy(pathlib.Path(place) / "scheduler_config.json", folder)
    arrays = {"x_init": x_init, "timesteps": np.array(timesteps), "model_output": np.stack(outputs).astype(np.float32),
              "x": np.stack(states), **more}
    if draws.given:
        arrays["noise"] = np.stack(draws.given)
    if x0:
        arrays["x0"] = np.stack(x0).astype(np.float32)
    write_npz(folder / "arrays.npz", arrays)
    case = {"reference": "diffusers 0.42.1, torch " + torch.__version__.split("+")[0] + ": " + type(scheduler).__name__ + ", float32 as shipped",
            "net": net_name, "steps": steps}
    if eta is not None:
        case["eta"] = eta
    if labels:
        case["labels"] = labels
    (folder / "case.json").write_text(json.dumps(case, indent=1) + "\n")


V, X0 = dict(prediction_type="v_prediction"), dict(prediction_type="sample")
CLIP, FREE = dict(clip_sample=True), dict(clip_sample=False)
THRESHOLD = dict(thresholding=True, dynamic_thresholding_ratio=0.9, sample_max_value=1.5)
COSINE, SCALED = dict(beta_schedule="squaredcos_cap_v2"), dict(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012)
KARRAS = dict(use_karras_sigmas=True)
ZERO = dict(rescale_betas_zero_snr=True, timestep_spacing="trailing")

# name: (scheduler, its options, steps, what else run() takes)
CASES = {
    "ddpm-small-log": ("DDPM", dict(FREE, variance_type="fixed_small_log"), 7),
    "ddpm-large-v": ("DDPM", dict(V, **COSINE, variance_type="fixed_large", timestep_spacing="trailing"), 7),
    "ddpm-x0-narrow-clip": ("DDPM", dict(X0, **CLIP, clip_sample_range=0.5, timestep_spacing="linspace"), 7),
    "ddpm-threshold": ("DDPM", dict(THRESHOLD), 7),
    "ddpm-learned-range": ("DDPM", dict(variance_type="learned_range", **COSINE), 8, dict(net_name="gray-variance")),
    "ddpm-learned": ("DDPM", dict(FREE, variance_type="learned", **V), 8, dict(net_name="gray-variance")),
    "ddpm-learned-time": ("DDPM", dict(num_train_timesteps=100), 10, dict(net_name="gray-learned-time")),
    "ddpm-one-step": ("DDPM", dict(trained_betas=[float(b) for b in np.linspace(1e-3, 0.3, 20)]), 1),
    "ddpm-every-step": ("DDPM", dict(num_train_timesteps=12, beta_schedule="sigmoid", beta_start=0.01, beta_end=0.4), 12),
    "ddim-clip-eta": ("DDIM", dict(CLIP), 6, dict(eta=0.7)),
    "ddim-threshold-v": ("DDIM", dict(THRESHOLD, **V), 6, dict(eta=1.0)),
    "ddim-x0-offset": ("DDIM", dict(X0, **FREE, steps_offset=1, set_alpha_to_one=False, **SCALED), 6),
    "ddim-zero-snr-v": ("DDIM", dict(V, **ZERO, **CLIP), 6, dict(eta=0.0)),
    "ddim-classes": ("DDIM", dict(FREE, **COSINE), 6, dict(net_name="gray-classes", labels=[3, 6, 0], pictures=3, eta=0.0)),
    "pndm": ("PNDM", dict(skip_prk_steps=True, **SCALED, steps_offset=1), 8),
    "pndm-v": ("PNDM", dict(V, skip_prk_steps=True, set_alpha_to_one=True), 8),
    "pndm-runge-kutta": ("PNDM", dict(), 7),
    "pndm-runge-kutta-v": ("PNDM", dict(V, timestep_spacing="trailing"), 7),
    "euler": ("EulerDiscrete", dict(), 7),
    "euler-karras-v": ("EulerDiscrete", dict(V, **KARRAS, **SCALED), 7),
    "euler-leading-x0": ("EulerDiscrete", dict(X0, timestep_spacing="leading", steps_offset=1), 7),
    "euler-sigma-min": ("EulerDiscrete", dict(final_sigmas_type="sigma_min", timestep_spacing="trailing"), 7),
    "euler-log-linear": ("EulerDiscrete", dict(interpolation_type="log_linear"), 7),
    "euler-zero-snr-v": ("EulerDiscrete", dict(V, **ZERO), 7),
    "euler-continuous-v": ("EulerDiscrete", dict(V, timestep_type="continuous", sigma_min=0.002, sigma_max=80.0, **KARRAS), 7),
    "euler-continuous-betas-v": ("EulerDiscrete", dict(V, timestep_type="continuous"), 7),
    "euler-exponential-log-linear": ("EulerDiscrete", dict(use_exponential_sigmas=True, interpolation_type="log_linear", timestep_spacing="trailing"), 7),
    "euler-exponential": ("EulerDiscrete", dict(use_exponential_sigmas=True), 7),
    "euler-beta": ("EulerDiscrete", dict(use_beta_sigmas=True), 7),
    "euler-ancestral": ("EulerAncestralDiscrete", dict(), 7),
    "euler-ancestral-v": ("EulerAncestralDiscrete", dict(V, **COSINE, timestep_spacing="trailing"), 7),
    "heun": ("HeunDiscrete", dict(), 5),
    "heun-clip-v": ("HeunDiscrete", dict(V, **CLIP, **KARRAS), 5),
    "heun-clip-leading": ("HeunDiscrete", dict(CLIP, timestep_spacing="leading"), 5),
    "lms": ("LMSDiscrete", dict(), 7),
    "lms-karras-v": ("LMSDiscrete", dict(V, **KARRAS, timestep_spacing="leading"), 7),
    "lms-x0": ("LMSDiscrete", dict(X0), 7),
    "kdpm2": ("KDPM2Discrete", dict(), 5),
    "kdpm2-karras-v": ("KDPM2Discrete", dict(V, **KARRAS), 5),
    "kdpm2-ancestral": ("KDPM2AncestralDiscrete", dict(), 5),
    "kdpm2-ancestral-karras-v": ("KDPM2AncestralDiscrete", dict(V, **KARRAS), 5),
    "dpm-multi": ("DPMSolverMultistep", dict(), 7),
    "dpm-multi-3-v": ("DPMSolverMultistep", dict(V, solver_order=3, timestep_spacing="trailing"), 7),
    "dpm-multi-threshold-x0": ("DPMSolverMultistep", dict(X0, **THRESHOLD, solver_type="heun", timestep_spacing="leading"), 7),
    "dpm-multi-eps-threshold": ("DPMSolverMultistep", dict(algorithm_type="dpmsolver", final_sigmas_type="sigma_min", **THRESHOLD), 7),
    "dpm-multi-eps-v": ("DPMSolverMultistep", dict(V, algorithm_type="dpmsolver", final_sigmas_type="sigma_min"), 7),
    "dpm-multi-sde": ("DPMSolverMultistep", dict(algorithm_type="sde-dpmsolver++", **KARRAS), 7),
    "dpm-multi-sde-eps": ("DPMSolverMultistep", dict(algorithm_type="sde-dpmsolver", final_sigmas_type="sigma_min"), 7),
    "dpm-multi-exponential-cosine": ("DPMSolverMultistep", dict(use_exponential_sigmas=True, **COSINE), 4),
    "dpm-multi-lu": ("DPMSolverMultistep", dict(use_lu_lambdas=True), 7),
    "dpm-multi-exponential": ("DPMSolverMultistep", dict(use_exponential_sigmas=True, euler_at_final=True), 16),
    "dpm-multi-zero-snr-v": ("DPMSolverMultistep", dict(V, **ZERO), 7),
    "dpm-multi-variance": ("DPMSolverMultistep", dict(variance_type="learned_range"), 7, dict(net_name="rgb-variance")),
    "dpm-multi-clipped-lambda": ("DPMSolverMultistep", dict(COSINE, lambda_min_clipped=-5.1), 7),
    "dpm-single": ("DPMSolverSinglestep", dict(), 7),
    "dpm-single-3-v": ("DPMSolverSinglestep", dict(V, solver_order=3, **KARRAS), 7),
    "dpm-single-eps": ("DPMSolverSinglestep", dict(algorithm_type="dpmsolver", final_sigmas_type="sigma_min", lower_order_final=True), 6),
    "dpm-single-threshold": ("DPMSolverSinglestep", dict(solver_order=1, **THRESHOLD), 6),
    "deis": ("DEISMultistep", dict(), 7),
    "deis-other-betas": ("DEISMultistep", dict(COSINE, timestep_spacing="linspace"), 4),
    "deis-karras-v-threshold": ("DEISMultistep", dict(V, **KARRAS, **THRESHOLD, solver_order=3), 7),
    "unipc": ("UniPCMultistep", dict(), 7),
    "unipc-karras-v": ("UniPCMultistep", dict(V, **KARRAS, solver_order=3, solver_type="bh1", final_sigmas_type="sigma_min"), 7),
    "unipc-eps-threshold": ("UniPCMultistep", dict(predict_x0=False, final_sigmas_type="sigma_min", **THRESHOLD), 7),
    "unipc-x0": ("UniPCMultistep", dict(X0, timestep_spacing="trailing"), 7),
    "edm-euler": ("EDMEuler", dict(), 7),
    "edm-euler-v-exponential": ("EDMEuler", dict(V, sigma_schedule="exponential", sigma_data=1.0, sigma_max=40.0), 7),
    "edm-dpm": ("EDMDPMSolverMultistep", dict(), 7),
    "edm-dpm-threshold-v": ("EDMDPMSolverMultistep", dict(V, **THRESHOLD, solver_order=3), 7),
    "sde-ve": ("ScoreSdeVe", dict(sigma_max=50.0), 12, dict(net_name="rgb-fourier")),
    "sde-ve-twice": ("ScoreSdeVe", dict(sigma_max=20.0, correct_steps=2, snr=0.1, sampling_eps=0.01), 9, dict(net_name="rgb-fourier")),
    "sde-ve-long": ("ScoreSdeVe", dict(sigma_max=20.0, correct_steps=0, sampling_eps=0.1), 15, dict(net_name="rgb-fourier")),
    "consistency-one": ("CMStochasticIterative", dict(), 1),
    "consistency-three": ("CMStochasticIterative", dict(clip_denoised=False, s_noise=0.9), 3),
    "lcm": ("LCM", dict(), 4),
    "lcm-v-clip": ("LCM", dict(V, clip_sample=True, timestep_scaling=5.0), 3),
    "tcd": ("TCD", dict(), 4, dict(eta=0.3)),
    "tcd-clip-threshold": ("TCD", dict(THRESHOLD, **CLIP), 4, dict(eta=0.3)),
}


def main(chosen):
    for name, options in (RUN_NETS | IO_NETS).items():
        if not chosen or any(name.startswith(c) for c in chosen):
            save_net(name, options)
    for name, (kind, options, steps, *rest) in CASES.items():
        if chosen and not any(name.startswith(c) for c in chosen):
            continue
        scheduler = getattr(diffusers, kind + "Scheduler")(**options)
        try:
            run(name, scheduler, **({"net_name": "gray", "steps": steps} | (rest[0] if rest else {})))
        except Exception as error:  # which case it was
            raise SystemExit(f"{name}: {type(error).__name__}: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
