# SPDX-License-Identifier: BSD-3-Clause
"""Every notebook, through the real nbconvert: it succeeds, twice with the same bytes, and makes a
page with the figures in it."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

NOTEBOOKS = sorted(pathlib.Path("notebooks").glob("*.ipynb"))


def convert(notebook, folder, to, **variables):
    subprocess.run(
        [sys.executable, "-m", "nbconvert", "--execute", "--to", to, "--output-dir", folder, notebook],
        check=True,
        env={**os.environ, **variables},
    )
    (made,) = folder.iterdir()
    return made.read_text("utf-8")


def outputs(notebook, folder, **variables):
    cells = json.loads(convert(notebook, folder, "notebook", **variables))["cells"]
    return [cell["outputs"] for cell in cells if cell["cell_type"] == "code"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.name)
def test_same_bytes_twice(notebook, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir(), second.mkdir()
    shown = outputs(notebook, first)
    # Neither the terminal's language nor the number of threads may change a byte.
    again = outputs(notebook, second, LANG="es_PE.UTF-8", LC_ALL="", OMP_NUM_THREADS="3")
    assert json.dumps(shown) == json.dumps(again)
    assert any(shown)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.name)
def test_page(notebook, tmp_path):
    page = convert(notebook, tmp_path, "html")
    assert "<svg" in page or "data:image/svg+xml" in page
    assert "<table" in page
    assert "Traceback" not in page
