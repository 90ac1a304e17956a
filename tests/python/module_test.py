"""The Python module gives what the program writes, number by number, and its messages.

The environment says where both are: PYTHONPATH, ALPHABAR_PROGRAM."""

import ast
import contextlib
import csv
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
import warnings

import numpy as np

import alphabar

PROGRAM = os.environ["ALPHABAR_PROGRAM"]


def small(scene, particles=200):
    scene = alphabar.scene(scene)
    scene["particles"] = particles
    return scene


class Beside(unittest.TestCase):
    """A test with a folder of its own, in which the program writes."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def stored(self, scene, name="scene.json"):
        path = self.folder / name
        path.write_text(json.dumps(scene))
        return path

    def told(self, *words):
        """Exit code, standard output and standard error of the program."""
        done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr

    def written(self, command, scene, out, *options):
        """The file that a command writes of a scene, and what it prints."""
        path = self.folder / out
        code, said, complaint = self.told(command, self.stored(scene), "-o", path, *options)
        self.assertEqual(code, 0, complaint)
        return path, said

    def table(self, command, scene, *options):
        """Columns of a table: numbers where all values are some, else words."""
        path, _ = self.written(command, scene, "out.csv", "--no-scene", *options)
        with open(path, newline="") as file:
            rows = list(csv.DictReader(file))
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        for name, words in columns.items():
            with contextlib.suppress(ValueError):
                columns[name] = [float(word) for word in words]
        return columns

    def arrays(self, command, scene, *options):
        path, _ = self.written(command, scene, "out.npz", "--no-scene", *options)
        with np.load(path) as file:
            return dict(file)

    def assert_same(self, got, wanted):
        self.assertEqual(list(got), list(wanted))
        for name in wanted:
            self.assertIsInstance(got[name], np.ndarray, name)
            np.testing.assert_array_equal(got[name], wanted[name], name, strict=False)
            self.assertEqual(got[name].dtype.kind, np.asarray(wanted[name]).dtype.kind, name)


class Numbers(Beside):
    def test_schedules(self):
        for name in ("sde-and-ode", "exploding", "straight-paths"):
            with self.subTest(name):
                scene = alphabar.scene(name)
                self.assert_same(alphabar.schedule(scene), self.table("schedule", scene))
                self.assert_same(alphabar.schedule(name), alphabar.schedule(scene))

    def test_plans(self):
        for name in ("sde-and-ode", "same-cost", "guidance"):
            scene = alphabar.scene(name)
            for lane in range(len(scene["lanes"])):
                with self.subTest(name, lane=lane):
                    self.assert_same(alphabar.plan(scene, lane),
                                     self.table("plan", scene, "--lane", lane + 1))

    def run_of_lanes(self, scene, options, **arguments):
        stored = self.arrays("run", scene, *options)
        count = len(scene["lanes"])
        self.assertGreater(count, 1)
        for lane in range(count):
            prefix = f"lane{lane + 1}_"
            wanted = {name.removeprefix(prefix): array for name, array in stored.items()
                      if name.startswith(prefix)}
            got = alphabar.run(scene, lane, **arguments)
            self.assert_same(got, wanted)
            self.assertEqual({name: array.dtype for name, array in got.items()},
                             {name: array.dtype for name, array in wanted.items()})

    def test_runs(self):
        scene = small("sde-and-ode")
        self.run_of_lanes(scene, [])
        self.run_of_lanes(scene, ["--rows", "last"], rows="last")
        self.run_of_lanes(scene, ["--engine", "cpu", "--precision", "float"], precision="float")
        self.run_of_lanes(small(scene, 50), ["--flow"], flow=True)

    def test_replay(self):
        scene = small("eta-1-is-ddpm", 30)
        scene["lanes"] = scene["lanes"][:1]
        draws = int(np.sum(alphabar.plan(scene)["draw"]))
        random = np.random.default_rng(3)
        np.savez(self.folder / "own.npz", x_init=random.normal(size=(30, 2)),
                 noise=random.normal(size=(draws, 30, 2)))
        wanted = self.arrays("run", scene, "--replay", self.folder / "own.npz")
        self.assert_same(alphabar.run(scene, replay=self.folder / "own.npz"), wanted)
        with self.assertRaisesRegex(ValueError, "flow"):
            alphabar.run(scene, flow=True, replay=self.folder / "own.npz")

    def test_guided_run(self):
        scene = small("guidance")
        scene["lanes"] = scene["lanes"][:2]
        self.assertIn("grad", alphabar.run(scene))
        self.run_of_lanes(scene, [])

    def test_states(self):
        run = alphabar.run(small(None, 7))
        steps = len(alphabar.plan(alphabar.scene())["report"])
        self.assertEqual(run["x"].shape, (steps + 1, 7, 2))
        self.assertTrue(run["x"].flags.writeable)

    def test_likelihood(self):
        scene = alphabar.scene("sde-and-ode")
        points = np.array([[0.5, 0.25], [-1, 2], [0, 0]])
        np.savez(self.folder / "points.npz", x=points)
        wanted = self.arrays("likelihood", scene, "--at", self.folder / "points.npz",
                             "--tolerance", 1e-8)
        self.assert_same(alphabar.likelihood(scene, points, tolerance=1e-8), wanted)
        self.assert_same(alphabar.likelihood(scene, points.tolist(), tolerance=1e-8), wanted)
        np.testing.assert_allclose(wanted["log_p_ode_exact_end"], wanted["log_p_analytic"],
                                   rtol=1e-5)

    def test_sweep(self):
        scene = alphabar.scene()
        wanted = self.table("sweep", scene, "--samplers", "ddim,heun", "--steps", "5,9", "--seeds",
                            3, "--particles", 300)
        got = alphabar.sweep(scene, samplers=["ddim", "heun"], steps=[5, 9], seeds=3, particles=300)
        self.assert_same(got, wanted)
        wanted = self.table("sweep", scene, "--processes", "linear,cosine", "--metrics",
                            "sliced_w1,energy", "--nfe", "6,10", "--seeds", 2,
                            "--particles", 200)
        self.assert_same(alphabar.sweep(scene, processes=["linear", "cosine"],
                                        metrics=["sliced_w1", "energy"], nfe=[6, 10],
                                        seeds=2, particles=200), wanted)
        with self.assertRaisesRegex(ValueError, "metrics"):
            alphabar.sweep(scene, metrics=["no such thing"])
        scene["lanes"] = scene["lanes"][:1]
        self.assert_same(alphabar.sweep(scene, steps=(5,), seeds=1, particles=100),
                         self.table("sweep", scene, "--steps", 5, "--seeds", 1, "--particles", 100))

    def test_search(self):
        scene = alphabar.scene("one-gaussian")
        scene["lanes"] = [{"sampler": {"kind": "ddim"}}]
        options = ["--steps", 4, "--metric", "sliced_w1", "--tries", 20]
        path, said = self.written("search", scene, "list.json", *options)
        got = alphabar.search(scene, steps=4, metric="sliced_w1", tries=20)
        self.assert_same({"sigmas": got["sigmas"]}, json.loads(path.read_text()))
        compared = said.split("median (8 in 10)\n")[1].splitlines()
        self.assertEqual(compared, [
            f"  {name:<18} {median:.4g} ({low:.4g} to {high:.4g})" for name, median, low, high
            in zip(got["list"], got["median"], got["low"], got["high"])])
        self.assertIn("found", got["list"])


class Scenes(Beside):
    def test_whole_scene_is_itself(self):
        for name in alphabar.scenes():
            scene = alphabar.scene(name)
            self.assertEqual(alphabar.scene(scene), scene, name)
        self.assertEqual(alphabar.scene(self.stored(scene)), scene)

    def test_numpy_in_a_scene(self):
        scene = alphabar.scene()
        scene["process"] = {"kind": "betas", "betas": [0.1, 0.2, 0.4]}
        scene["lanes"] = [{"sampler": {"kind": "ddpm", "grid": {"steps": 3}}}]
        listed = alphabar.schedule(scene)
        scene["process"]["betas"] = np.array([0.1, 0.2, 0.4])
        scene["lanes"][0]["sampler"]["grid"]["steps"] = np.int64(3)
        self.assert_same(alphabar.schedule(scene), listed)
        np.testing.assert_array_equal(listed["beta"], [0.1, 0.2, 0.4])
        np.testing.assert_array_equal(listed["alpha_bar"], np.cumprod(1 - listed["beta"]))

    def test_names(self):
        for names in (alphabar.samplers(), alphabar.schedules(), alphabar.spacings(),
                      alphabar.metrics(), alphabar.scenes()):
            self.assertTrue(names)
            self.assertTrue(all(title for title in names.values()), names)
        code, said, _ = self.told("list", "samplers")
        self.assertEqual(code, 0)
        listed = {line.split()[0] for line in said.splitlines() if line[:1].strip()}
        self.assertEqual(set(alphabar.samplers()), listed)


class Faults(Beside):
    def same_complaint(self, call, scene, *words):
        """Of a file to the letter, of a dict with "scene" in the place of its name."""
        path = self.stored(scene)
        code, _, complaint = self.told(*(path if word is ... else word for word in words))
        self.assertEqual(code, 2, complaint)
        line = complaint.removeprefix("alphabar: ").removesuffix("\n")
        self.assertNotIn("\n", line)
        with self.assertRaises(ValueError) as of_file:
            call(path)
        self.assertEqual(str(of_file.exception), line)
        with self.assertRaises(ValueError) as of_dict:
            call(scene)
        self.assertEqual(str(of_dict.exception), line.replace(str(path), "scene"))
        return line

    def test_scene(self):
        plan = ("plan", ..., "-o", self.folder / "out.csv")
        scene = alphabar.scene()
        scene["lanes"][0]["sampler"]["grid"]["steps"] = -3
        line = self.same_complaint(alphabar.plan, scene, *plan)
        for part in ("scene.json", "steps = -3", "allowed"):
            self.assertIn(part, line)
        scene["lanes"][0]["sampler"] = {"kind": "dimm"}
        self.assertIn("dimm", self.same_complaint(alphabar.plan, scene, *plan))
        scene["lanes"] = [{"sampler": {"kind": "ddim"}, "colour": 3}]
        self.assertIn("colour", self.same_complaint(alphabar.plan, scene, *plan))
        self.same_complaint(alphabar.plan, {}, *plan)
        scene = alphabar.scene("straight-paths")
        scene["lanes"] = [{"sampler": {"kind": "ancestral_sde"}}, {"sampler": {"kind": "ddpm"}}]
        self.same_complaint(lambda s: alphabar.plan(s, 1), scene, *plan, "--lane", 2)

    def test_run_that_is_too_large(self):
        scene = alphabar.scene()
        scene["particles"] = 10_000_000
        scene["lanes"][0]["sampler"]["grid"]["steps"] = 1000
        line = self.same_complaint(alphabar.run, scene, "run", ..., "-o", self.folder / "out.npz")
        self.assertIn("particles = 10000000", line)

    def refused(self, *parts):
        pattern = ".*".join(parts)
        return self.assertRaisesRegex(ValueError, f"^{pattern}")

    def test_values(self):
        scene = small(None, 10)
        with self.refused("scene: lane = 9; allowed: 0 to 1"):
            alphabar.plan(scene, 9)
        with self.refused("scene: lane = -1"):
            alphabar.run(scene, -1)
        with self.refused("run: rows = some; allowed: all, last"):
            alphabar.run(scene, rows="some")
        with self.refused("run: precision = half; allowed: double, float"):
            alphabar.run(scene, precision="half")
        with self.refused("run: flow"):
            alphabar.run(scene, flow=True, precision="float")
        with self.refused("sweep: samplers = dimm; allowed: ", "ddim"):
            alphabar.sweep(scene, samplers=["dimm"])
        with self.refused("", "seeds = 0"):
            alphabar.sweep(scene, seeds=0)
        with self.refused("search: metric = speed; allowed: ", "ode_end"):
            alphabar.search(scene, metric="speed")
        with self.refused("scene: lane 1: ", "steps = 1"):
            alphabar.search(scene, steps=1)
        with self.refused("points"):
            alphabar.likelihood(scene, [1, 2, 3])
        with self.refused("points", "nan"):
            alphabar.likelihood(scene, [[0, float("nan")]])
        with self.refused("no-such; allowed: a file, or the name of a scene that ships"):
            alphabar.scene("no-such")
        with self.refused("scene: a value of type = ", "set"):
            alphabar.plan({"lanes": {1, 2}})
        with self.refused("scene"):
            alphabar.plan({**scene, "particles": float("nan")})
        with self.assertRaises(TypeError):
            alphabar.plan(3)
        with self.refused(str(self.folder / "none.json")):
            alphabar.plan(self.folder / "none.json")

    def test_combinations_left_out_are_told(self):
        scene = alphabar.scene()
        scene["process"] = {"kind": "betas", "betas": [0.1] * 20}
        scene["lanes"] = [{"sampler": {"kind": "ddim", "grid": {"steps": 5}}}]
        with self.assertWarnsRegex(UserWarning, "left out .* with 50 steps: "):
            table = alphabar.sweep(scene, steps=[5, 50], seeds=1, particles=50)
        self.assertEqual(set(table["steps"]), {5})
        with self.assertRaisesRegex(ValueError, "no combination can be run"):
            alphabar.sweep(scene, steps=[50], seeds=1, particles=50)


class Calls(Beside):
    def interrupted(self, call):
        """Ctrl+C from another thread: that it comes shows that the call lets other threads run."""
        timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
        with self.assertRaises(KeyboardInterrupt):
            timer.start()
            call()
        timer.join()

    def test_ctrl_c_stops_them(self):
        scene = small("sde-and-ode", 100_000)
        self.interrupted(lambda: alphabar.sweep(scene, seeds=1000, particles=1_000_000))
        self.interrupted(lambda: alphabar.search(scene, tries=100_000, steps=40))
        points = np.random.default_rng(1).normal(size=(2_000_000, 2))
        self.interrupted(lambda: alphabar.likelihood(scene, points))
        self.interrupted(lambda: alphabar.run(small(scene, 4_000_000), rows="last", flow=True))
        self.assertEqual(alphabar.run(small(scene, 5), rows="last")["x"].shape, (1, 5, 2))

    def test_loads_neither_torch_nor_a_window(self):
        maps = subprocess.run(
            [sys.executable, "-c", "import alphabar; print(open('/proc/self/maps').read())"],
            capture_output=True, text=True, check=True).stdout
        self.assertIn("alphabar/__init__", maps)
        for library in ("libtorch", "libGL", "libX11", "libepoxy", "libavcodec"):
            self.assertNotIn(library, maps)

    def test_vector_target(self):
        done = subprocess.run([sys.executable, "-c", "import alphabar"], capture_output=True,
                              text=True, env={**os.environ, "ALPHABAR_VECTOR": "abacus"})
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("ALPHABAR_VECTOR = abacus", done.stderr)

    def test_types_are_beside_it(self):
        package = pathlib.Path(alphabar.__file__).parent
        self.assertTrue((package / "py.typed").is_file())
        names = {part.name for part in ast.parse((package / "__init__.pyi").read_text()).body
                 if isinstance(part, ast.FunctionDef)}
        public = {name for name in dir(alphabar) if not name.startswith("_")}
        self.assertEqual(names, public)
        self.assertTrue(all(getattr(alphabar, name).__doc__ for name in public))


if __name__ == "__main__":
    warnings.simplefilter("always")
    unittest.main()
