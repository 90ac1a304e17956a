"""Repeats a run of Alphabar with NumPy alone.

    python3 THIS_FILE OUT.npz      writes every lane's states, x [rows + 1, particles, 2], x_T first

The case below is the whole run: each lane's data as a mixture of Gaussians, its sampler as a table of
rows, and the seed of its noise. What a row does is in `run`; nothing else moves a particle. A net's
weights are the file beside this one that the case names.
"""

import json
import sys
from pathlib import Path

import numpy as np

CASE = json.loads(r'''@case@''')

@model@

def run(lane):
    """y = c_x x + sum c_d x0_hat + sum c_e eps_hat + c_s score + c_z z for every row, x = y where it
    commits; the states of the rows that show one."""
    x = first_states(lane)
    y, shown, history, draws = x, [x], [], 0
    for row in lane["rows"]:
        if row["evaluate"]:
            output = model(y, row, lane)
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
