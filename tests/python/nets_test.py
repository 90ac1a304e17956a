"""A net of `alphabar train` read back by the lines of docs/nets.md, with NumPy alone.

The environment says where the program is: ALPHABAR_PROGRAM."""

import json
import unittest

import numpy as np

from program import InFolder, reader_of

READER = reader_of("nets.md")

SCENE = {"format": "alphabar-scene", "version": 1, "data": {"name": "five"}, "particles": 50}


class Nets(InFolder):
    def trained(self, process, **training):
        net = {"layers": 2, "units": 16, **training.pop("net", {})}
        training = {"steps": 20, "batch": 32, "net": net, **training}
        scene = {**SCENE, "process": {"kind": process}, "training": training}
        (self.folder / "scene.json").write_text(json.dumps(scene))
        self.told("train", self.folder / "scene.json", "-o", self.folder / "net", "--restart")
        return READER["load"](self.folder / "net")

    def scored(self, *options):
        x = np.random.default_rng(3).normal(size=(40, 2))
        np.savez(self.folder / "at.npz", x=x)
        out = self.folder / "out.npz"
        self.told("score", self.folder / "net", "--at", self.folder / "at.npz", "-o", out, *options)
        return np.load(out)

    def expect_same(self, got, wanted):
        np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-9)

    def test_eps(self):
        config, w = self.trained("linear", objective="ddpm_simple", prediction="eps")
        self.assertEqual(config["returns"], "eps")
        says = self.scored()
        for i, (t, a, s) in enumerate(zip(says["t"], says["a"], says["s"])):
            f = READER["net"](config, w, says["x"], a, s, 1000 * t / 1000)
            self.expect_same(says["eps_hat"][i], f)
            self.expect_same(says["score"][i], -f / s)
            self.expect_same(says["x0_hat"][i], (says["x"] - s * f) / a)
        self.assertEqual(says["exact_score"].shape, says["score"].shape)

    def test_velocity_and_every_activation(self):
        for activation in ("silu", "relu", "tanh", "softplus"):
            config, w = self.trained("flow", objective="flow_matching",
                                     net={"activation": activation, "time": "fourier"})
            says = self.scored("--sigma", "0.25,1.5")
            for i, (a, s) in enumerate(zip(says["a"], says["s"])):
                f = READER["net"](config, w, says["x"], a, s, np.log(s / a))
                self.expect_same(says["eps_hat"][i] - says["x0_hat"][i], f)

    def test_energy(self):
        config, w = self.trained("clean", objective="energy", sigma=0.2)
        says = self.scored()
        f = READER["net"](config, w, says["x"], 1, 0.2, 0)
        self.expect_same(says["energy"], f[:, 0])
        step = 1e-5
        for axis in range(2):
            up, down = says["x"].copy(), says["x"].copy()
            up[:, axis] += step
            down[:, axis] -= step
            slope = READER["net"](config, w, up, 1, 0.2, 0) - READER["net"](config, w, down, 1, 0.2, 0)
            np.testing.assert_allclose(says["score"][0][:, axis], -slope[:, 0] / (2 * step), atol=1e-6)

    def test_classifier(self):
        config, w = self.trained("vp_sde", objective="classifier")
        says = self.scored("--sigma", "0.5")
        t, a, s = says["t"][0], says["a"][0], says["s"][0]
        f = READER["net"](config, w, says["x"], a, s, 1000 * t)
        log_p = f - np.log(np.sum(np.exp(f), 1, keepdims=True))
        self.expect_same(says["log_p_class"][0], log_p)

    def test_runs_as_a_model(self):
        self.trained("linear", objective="ddpm_simple")
        self.told("run", "--model", self.folder / "net", "-o", self.folder / "own.npz")
        scene = json.loads((self.folder / "scene.json").read_text())
        scene["model"] = {"kind": "learned", "net": str(self.folder / "net")}
        (self.folder / "lane.json").write_text(json.dumps(scene))
        self.told("run", self.folder / "lane.json", "-o", self.folder / "named.npz")
        own, named = np.load(self.folder / "own.npz"), np.load(self.folder / "named.npz")
        self.assertEqual(set(own), set(named))
        for name in own:
            np.testing.assert_array_equal(own[name], named[name])


if __name__ == "__main__":
    unittest.main()
