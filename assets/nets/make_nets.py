#!/usr/bin/env python3
"""Trains the nets of the gallery's scenes anew, into this folder.

    assets/nets/make_nets.py build/alphabar [NAME ...]

Each is trained by `alphabar train` on the data and the process of a scene of assets/scenes, with that
scene's training and what is said here besides. The state that a training goes on from is five times
as large as the net and is not kept: opened in the window, a scene's training stands at its last
step, and can be begun anew. On one machine the same nets come out.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SCENES = HERE.parent / "scenes"

# Net: scene, and how its training differs from the scene's own.
NETS = {
    "energy-few-steps": ("learned-energy", {}),
    "energy-persistent": ("learned-energy", {"negatives": "persistent", "langevin_steps": 30}),
    "far-modes": ("learned-far-modes", {}),
    "one-level": ("learned-one-level", {}),
    "all-levels": ("learned-all-levels", {}),
    "returns-eps": ("learned-returns", {}),
    "returns-x0": ("learned-returns", {"prediction": "x0"}),
    "returns-v": ("learned-returns", {"prediction": "v"}),
    "weight-simple": ("learned-weights", {}),
    "weight-bound": ("learned-weights", {"objective": "ddpm_bound"}),
    "weight-min-snr": ("learned-weights", {"objective": "ddpm_min_snr"}),
    "thirty-points": ("learned-memory", {}),
    "classifier": ("learned-classifier", {}),
    "flow-late": ("learned-early-late", {}),
    "flow-early": ("learned-early-late", {"stop_after": 150}),
}


def train(program, name):
    scene_name, changes = NETS[name]
    changes = dict(changes)
    scene = json.loads((SCENES / f"{scene_name}.json").read_text())
    stop_after = changes.pop("stop_after", None)
    training = {**scene["training"], **changes}
    if stop_after:  # an early checkpoint of a longer training: the same rate, stopped
        training["steps"] = stop_after
    parts = {key: scene[key] for key in ("format", "version", "title", "data", "process")}
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "scene.json"
        file.write_text(json.dumps({**parts, "training": training}))
        subprocess.run([program, "train", file, "-o", HERE / name, "--restart"], check=True)
    (HERE / name / "training.safetensors").unlink()


def main():
    program, names = sys.argv[1], sys.argv[2:] or list(NETS)
    for name in names:
        print(f"== {name}", flush=True)
        train(program, name)


if __name__ == "__main__":
    main()
