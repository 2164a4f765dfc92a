"""`python -m validation modeldb`: recipes, copies, lines, their comparison and the verdicts."""

import json
import shutil

import numpy as np
import pytest

from braincell.errors import InputError
from validation.modeldb.cli import main
from validation.modeldb.compare import compare
from validation.modeldb.display import display
from validation.modeldb.lines import Line, collect, load, save
from validation.modeldb.process import Outcome, neuron
from validation.modeldb.recipe import Recipe, read
from validation.modeldb.run import judge, text
from validation.modeldb.sensitivity import HOC, weigh
from validation.modeldb.stage import DATA, INDEX, digest, stage

RECIPES = """
7:
  run:
    - run()
    - verify_graph_()
  script:
    - echo 'x = 4' > temp
    - cat mosinit.hoc >> temp
    - mv temp mosinit.hoc
8:
  model_dir:
    - a;b
    - b
  hoc_stack_size: 2000
9:
  run: null
  comment: it asks
    questions
10:
  skip: true
"""

MOSINIT = """
load_file("stdrun.hoc")
objref g
create soma
access soma
insert pas
tstop = 1
g = new Graph(0)
g.addvar("soma.v(.5)")
graphList[0].append(g)
g.addexpr("x * t")
"""


@pytest.fixture
def models(tmp_path):
    folder = tmp_path / "models" / "7"
    (folder / "deep").mkdir(parents=True)
    (folder / "mosinit.hoc").write_text(MOSINIT)
    (folder / "deep" / "mosinit.hoc").write_text("")
    (tmp_path / "recipes.yaml").write_text(RECIPES)
    return tmp_path


def test_recipes(models):
    recipes = read(models / "recipes.yaml")
    assert list(recipes) == ["7", "8", "9", "10"]
    assert recipes["7"].run == ("run()", "verify_graph_()") and len(recipes["7"].script) == 3
    assert recipes["8"].mods == ("a;b", "b") and recipes["8"].stack == 2000 and recipes["8"].run == ("verify_graph_()",)
    assert recipes["9"].not_run == "it asks questions" and recipes["10"].not_run
    assert read(models / "recipes.yaml", ["11"])["11"].run == ("verify_graph_()",)


@pytest.mark.parametrize(
    "recipes, said",
    [
        ("- 1", "recipes are a mapping"),
        ("1: [", "cannot be read as recipes"),
        ("1: run", "a mapping with `run`"),
        ("1:\n  run: init()", "`run` of 1 is 'init()'; a list of lines is needed"),
    ],
)
def test_wrong_recipes(tmp_path, capsys, recipes, said):
    (tmp_path / "r.yaml").write_text(recipes)
    assert main(["--recipes", str(tmp_path / "r.yaml"), "--models", str(tmp_path)]) == 2
    assert said in capsys.readouterr().err


def test_no_models(models, capsys):
    assert main(["--recipes", str(models / "recipes.yaml"), "--models", str(models / "none")]) == 2
    assert "a folder for each, named by its id" in capsys.readouterr().err


def test_a_copy_is_prepared(models, tmp_path):
    recipe = read(models / "recipes.yaml")["7"]
    before = digest(recipe, models / "models" / "7")
    staged = stage(recipe, models / "models" / "7", tmp_path / "copy")
    assert staged.start == tmp_path / "copy" and staged.files[0] == tmp_path / "copy" / "mosinit.hoc"
    assert staged.files[0].read_text() == "x = 4\n" + MOSINIT
    assert staged.files[1].read_text().endswith("run()\nverify_graph_()\n")
    assert digest(recipe, models / "models" / "7") == before
    (models / "models" / "7" / "more").write_text("")
    assert digest(recipe, models / "models" / "7") != before


def test_groups_of_mod_files(models, tmp_path):
    folder = models / "models" / "8"
    for name in ("a", "b"):
        (folder / name).mkdir(parents=True)
        (folder / name / f"{name}.mod").write_text("")
    (folder / "mosinit.hoc").write_text("")
    recipes = read(models / "recipes.yaml", ["8", "12"])
    copy = tmp_path / "copy"
    assert stage(recipes["8"], folder, copy).mods == ((copy / "a/a.mod", copy / "b/b.mod"), (copy / "b/b.mod",))
    assert len(stage(recipes["12"], folder, tmp_path / "copy2").mods) == 2
    shutil.rmtree(folder / "b")
    with pytest.raises(InputError, match="folder `b` of .mod files is not in the model"):
        stage(recipes["8"], folder, tmp_path / "copy3")
    (folder / "mosinit.hoc").unlink()
    with pytest.raises(InputError, match="has no `mosinit.hoc`"):
        stage(recipes["12"], folder, tmp_path / "copy4")


def test_lines_are_collected_as_far_as_they_were_written(tmp_path):
    assert collect(tmp_path) == []
    (tmp_path / INDEX).write_text("snapshot 1\nline Graph[0] 4 2\nsnapshot 0\nline Graph[0] 1 1\nline Graph[0] 3 2\n")
    np.array([0, 1, 5, 6, 2, 7.0, 8]).tofile(tmp_path / DATA)
    lines = collect(tmp_path)
    assert [line.name for line in lines] == ["1 Graph[0] line 1", "2 Graph[0] line 1"]
    save(lines, tmp_path / "x.npz")
    again = load(tmp_path / "x.npz")
    assert [line.name for line in again] == [line.name for line in lines]
    assert [line.variable for line in again] == [True, False]
    assert again[0].x.tolist() == [0, 1] and again[0].y.tolist() == [5, 6] and again[1].y.tolist() == [7]


def _one(x, y, u, v, variable=False):
    theirs = Line("l", np.array(x, float), np.array(y, float), variable)
    (row,) = compare([theirs], [Line("l", np.array(u, float), np.array(v, float))])
    return row


def test_the_same_abscissae():
    x, y = np.arange(5.0), np.array([-65, -60, 30, -70, -65.0])
    assert _one(x, y, x, y + 1e-7).verdict == "identical"  # in single precision
    assert _one(x, y, x, y + 5e-5).verdict == "close"  # half of 1e-6 of 100 mV
    row = _one(x, y, x, y + np.array([0, 0, 0, 1e-3, 0]))
    assert row.verdict == "differs" and row.first == 3 and row.relative == pytest.approx(1e-5, rel=0.05)
    assert _one(x, y, x, [np.nan] * 5).verdict == "differs"
    assert _one(x, y * 0 - 65, x, y * 0 - 65).verdict == "identical"


def test_abscissae_of_a_variable_step():
    x = np.linspace(0, 10, 400)
    u = np.linspace(0, 10, 531)
    pulse = lambda t: 100 * np.exp(-((t - 5) ** 2) * 20)  # noqa: E731
    assert _one(x, pulse(x), u, pulse(u)).verdict == "close"
    assert _one(x, pulse(x), u, pulse(u - 0.05)).verdict == "close"
    late = _one(x, pulse(x), u, pulse(u - 0.3))
    assert late.verdict == "differs" and 4 < late.first < 5.5 and late.text == "531 points, not 400"
    assert _one(x, pulse(x), u, pulse(u) + 0.2).verdict == "differs"
    assert _one(x, pulse(x), [], []).verdict == "differs"
    # recorded at given times, with NEURON's variable step and without
    assert _one(x, pulse(x), x, pulse(x - 0.05), variable=True).verdict == "close"
    assert _one(x, pulse(x), x, pulse(x - 0.3), variable=True).verdict == "differs"
    assert _one(x, pulse(x), x, pulse(x - 0.05)).verdict == "differs"


def test_lines_of_one_side_only():
    line = Line("l", np.zeros(2), np.zeros(2))
    assert [row.verdict for row in compare([line], [])] == ["missing"]
    assert [row.verdict for row in compare([], [line])] == ["extra"]


def test_verdicts(tmp_path):
    x, y = np.arange(3.0), np.array([1, 2, 4.0])
    done = Outcome("done", wall_s=1.0)

    def verdict(theirs, ours, their_outcome=done, our_outcome=done):
        save([Line(f"1 Graph[0] line {k}", x, values) for k, values in enumerate(theirs)], tmp_path / "neuron.npz")
        save([Line(f"1 Graph[0] line {k}", x, values) for k, values in enumerate(ours)], tmp_path / "braincell.npz")
        return judge("7", their_outcome, our_outcome, tmp_path)

    assert verdict([y], [y]).verdict == "identical"
    assert verdict([y, y], [y, y + 2e-6]).verdict == "close"
    row = verdict([y, y], [y, y + 1.0])
    assert row.verdict == "differs" and "1 Graph[0] line 1: largest difference 3.3e-01 of the range" in row.reason
    assert "1 identical, 1 differs" in text(row)
    assert verdict([], [y]).verdict == "no lines"
    assert verdict([y], []).verdict == "differs"
    assert verdict([y], [y], Outcome("failed", "x")).verdict == "runs"
    assert verdict([y], [y], None).verdict == "runs"
    assert verdict([y], [y], done, Outcome("refused", "because")).verdict == "refused"
    assert verdict([y], [y], done, Outcome("timeout", "long")).verdict == "timeout"


def test_sensitive_lines():
    x = np.linspace(0, 100, 1001)

    def line(y):
        return Line("l", x, y)

    def verdict(ours, moved):
        (row,) = weigh(compare([line(trace)], [line(ours)]), [line(trace)], [line(moved)])
        return row.verdict

    trace = np.sin(x)
    grown = np.exp((x - 100) / 5)  # a difference that grows by rounding, from 2e-9
    assert verdict(trace + 0.01 * grown, trace + 0.5 * grown) == "sensitive"
    assert verdict(trace + 1e-9, trace + grown) == "close"
    assert verdict(trace + 0.02 * grown, trace + 0.01 * grown) == "differs"  # NEURON's own moves less
    assert verdict(trace + 1.0 * grown, trace + 0.3 * grown) == "sensitive"  # both are unrelated to it in the end
    assert verdict(trace + 0.01, trace + grown) == "differs"  # differs long before NEURON's own moves


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="NEURON's graphs need Xvfb")
def test_neuron_is_perturbed(tmp_path):
    folder = tmp_path / "7"
    folder.mkdir()
    text = MOSINIT.replace("Graph(0)", "Graph()")
    (folder / "mosinit.hoc").write_text(f"x = 4\n{text}\ng_pas = 0.001\ne_pas = -65\n")
    recipe = Recipe("7", ("run()", "verify_graph_()"))
    with display() as screen:
        assert neuron(recipe, folder, tmp_path / "raised", 60.0, screen, HOC.replace("1e-09", "0.5")).outcome == "done"
    voltage = load(tmp_path / "raised.npz")[0].y
    np.testing.assert_allclose(voltage[:3] + 65, 0.5 / 1.025 ** np.arange(3), rtol=1e-5)  # backward Euler, g dt / C


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="NEURON's graphs need Xvfb")
def test_a_model_under_both(models, tmp_path):
    command = [
        "--recipes",
        str(models / "recipes.yaml"),
        "--models",
        str(models / "models"),
        "--out",
        str(tmp_path / "o"),
    ]
    assert main(command) == 0
    (row,) = json.loads((tmp_path / "o" / "models.json").read_text())["models"]
    assert row["neuron"]["outcome"] == "done" and len(row["lines"]) == 2
    assert row["verdict"] in ("identical", "close"), row
    assert "1 (100%) give them" in (tmp_path / "o" / "summary.txt").read_text()
    assert "1 Graph[0] line 1" in (tmp_path / "o" / "index.html").read_text()
    stamp = (tmp_path / "o" / "7" / "neuron.json").stat().st_mtime_ns
    assert main([*command, "--again"]) == 0
    assert (tmp_path / "o" / "7" / "neuron.json").stat().st_mtime_ns == stamp
