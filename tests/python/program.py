"""What tests of files have in common: the program, a folder, and the reader that a page of docs/ has."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["ALPHABAR_PROGRAM"]


def reader_of(page):
    """The names that the page's Python defines."""
    text = (pathlib.Path(__file__).resolve().parents[2] / "docs" / page).read_text()
    reader = {}
    exec(re.search(r"```python\n(.*?)```", text, re.S).group(1), reader)
    return reader


class InFolder(unittest.TestCase):
    """A test with a folder of its own, in which the program writes."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def told(self, *words):
        """Standard output of the program, which must succeed."""
        done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout
