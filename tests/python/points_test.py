"""Packed points of a scene's file read back by the lines of docs/points.md.

The environment says where the program is: ALPHABAR_PROGRAM."""

import base64
import csv
import json
import unittest
import zlib

import numpy as np

from program import InFolder, reader_of

READER = reader_of("points.md")


class Points(InFolder):
    def scene_of(self, table):
        """The table as a scene's file, by way of a link."""
        link = self.told("link", table).strip().removeprefix("alphabar:")
        text = zlib.decompress(base64.urlsafe_b64decode(link + "=" * (-len(link) % 4)))
        file = self.folder / "scene.json"
        file.write_bytes(text)
        return file

    def test_a_word_of_many_points(self):
        table = self.folder / "word.csv"
        self.told("word", "score", "--points", 6000, "-o", table)
        rows = list(csv.DictReader(table.open()))
        points, labels = READER["points_of"](self.scene_of(table))
        self.assertEqual(points.shape, (6000, 2))
        np.testing.assert_array_equal(points, [[float(r["x"]), float(r["y"])] for r in rows])
        np.testing.assert_array_equal(labels, [int(r["class"]) for r in rows])

    def test_every_bit_of_a_double(self):
        rng = np.random.default_rng(1)
        numbers = rng.normal(size=(5000, 2))
        table = self.folder / "normal.csv"
        lines = [f"{float(x)!r},{float(y)!r},{i % 3}" for i, (x, y) in enumerate(numbers)]
        table.write_text("x,y,class\n" + "\n".join(lines) + "\n")
        points, labels = READER["points_of"](self.scene_of(table))
        np.testing.assert_array_equal(points, numbers)
        np.testing.assert_array_equal(labels, np.arange(5000) % 3)

    def test_many_points_run_and_come_back_as_data(self):
        """A run on 6,000 points by their own exact model ends near them."""
        table = self.folder / "word.csv"
        self.told("word", "I", "--points", 6000, "-o", table)
        scene = json.loads(self.scene_of(table).read_text())
        scene["particles"] = 200
        scene["lanes"] = [{"sampler": {"kind": "ddim", "grid": {"steps": 20}}}]
        file = self.folder / "few.json"
        file.write_text(json.dumps(scene))
        self.told("run", file, "--rows", "last", "-o", self.folder / "run.npz")
        x = np.load(self.folder / "run.npz")["x"].reshape(-1, 2)
        points, _ = READER["points_of"](file)
        nearest = np.sqrt(((x[:, None] - points[None]) ** 2).sum(-1).min(1))
        self.assertLess(np.median(nearest), 3 * scene["data"]["bandwidth"])


if __name__ == "__main__":
    unittest.main()
