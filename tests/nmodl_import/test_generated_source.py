"""The generated classes: what they read like, what cannot get into them, and their gradients."""

import ast
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from braincell import Cell, CVPerBranch, Morphology, Soma, lower, simulate
from braincell.errors import InputError
from braincell.filter import AllRegion, at
from braincell.mech import Channel, CurrentClamp, FunctionTable, Instances, StateProbe
from braincell.mech.registry import rank
from nmodl_import import NmodlError, load_dir, load_mod, to_source

MODS = Path(__file__).parent / "mod"
FILES = sorted(MODS.glob("*.mod"))

EXPECTED = '''class leaky(Channel):
    """Passive leak.

    Parameters:
        g: 0.0003 S/cm2
        e: -65 mV

    Imported from leaky.mod.
    """

    name = "leaky"
    nonspecific = ("i",)
    currents = ("i",)
    parameters = {
        "g": Parameter(0.0003, "S/cm2", low=0.0, high=1000000000.0),
        "e": Parameter(-65.0, "mV"),
    }
    assigned = {
        "i": Assigned("mA/cm2"),
    }

    @staticmethod
    def current(s: Instances) -> Instances:
        i = s.g * (s.v - s.e)
        return s.replace(i=i)
'''
LEAKY = """TITLE Passive leak
NEURON { SUFFIX leaky NONSPECIFIC_CURRENT i RANGE g, e }
PARAMETER { g = 3e-4 (S/cm2) <0, 1e9> e = -65 (mV) }
ASSIGNED { v (mV) i (mA/cm2) }
BREAKPOINT { i = g*(v - e) }
"""


def test_the_class_reads_like_a_hand_written_one():
    assert to_source(LEAKY, "leaky.mod").endswith(EXPECTED)


def test_only_what_is_needed_is_imported_and_carried():
    source = to_source(LEAKY, "leaky.mod")
    assert "jnp" not in source and "relax" not in source and "carried" not in source


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_name_of_the_source_is_defined(path):
    """No free name but builtins: the importer renames, declares or refuses, and never hopes."""
    tree = ast.parse(to_source(path.read_text(), str(path)))
    bound = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    bound |= {a.arg for n in ast.walk(tree) if isinstance(n, ast.arguments) for a in n.args}
    bound |= {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    bound |= {
        (a.asname or a.name).split(".")[0]
        for n in ast.walk(tree)
        if isinstance(n, ast.Import | ast.ImportFrom)
        for a in n.names
    }
    used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    assert used - bound <= {"staticmethod", "dict", "int", "list", "range", "tuple"}


PAYLOAD = 'x"""\'\'\'); import os; os.system("echo smuggled"); ("""'


@pytest.mark.parametrize(
    "text",
    [
        LEAKY.replace("Passive leak", PAYLOAD),
        LEAKY.replace("TITLE Passive leak", f"TITLE a\\\nCOMMENT\n{PAYLOAD}\\\nENDCOMMENT"),
        LEAKY.replace("(mV) }", f"({PAYLOAD.replace(')', '').replace('(', '')}) }}"),
        LEAKY + "UNITS { F = 3 (x\\\"'''; import os) }\nINITIAL { e = F }",
        LEAKY.replace("leaky", "__import__"),
        LEAKY.replace("g, e", "g, e, __class__").replace("e = -65", "__class__ = 1 e = -65"),
        LEAKY.replace("i = g*(v - e)", "i = eval(g)*(v - e)") + "FUNCTION eval(x) { eval = x }",
    ],
    ids=["title", "comment", "unit", "constant", "suffix", "dunder", "builtin"],
)
def test_text_of_a_file_never_becomes_code(text, capfd):
    """The source holds only what the syntax tree asks for: no call of a name that the module does not define."""
    source = to_source(text, 'evil"""\nimport os\n.mod')
    tree = ast.parse(source)
    assert not any(isinstance(n, ast.Import) and n.names[0].name == "os" for n in ast.walk(tree))
    calls = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert not calls & {"eval", "exec", "open", "__import__", "os"}
    namespace: dict = {}
    exec(compile(source, "evil", "exec"), namespace)
    assert "os" not in namespace
    assert "smuggled" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    "text",
    [
        LEAKY + "INCLUDE \"x'; import os; os.system('echo smuggled')\"",
        LEAKY + 'INCLUDE "$(echo smuggled)"',
        LEAKY.replace("i = g*(v - e)", 'VERBATIM\nsystem("echo smuggled");\nENDVERBATIM\ni = g'),
        LEAKY.replace("i = g*(v - e)", "VERBATIM\n__import__(os);\nENDVERBATIM\ni = g"),
        LEAKY.replace("i = g*(v - e)", 'VERBATIM\n__asm__("nop");\nENDVERBATIM\ni = g'),
    ],
    ids=["path", "shell", "system", "python", "assembler"],
)
def test_what_would_run_elsewhere_is_refused(text, capfd):
    with pytest.raises(NmodlError):
        to_source(text, "evil.mod")
    assert "smuggled" not in "".join(capfd.readouterr())


def test_bytes_that_are_no_text_are_only_comments(tmp_path):
    """Latin-1, NUL and Windows' line ends: the mechanism is the same, and lines are counted alike."""
    file = tmp_path / "leaky.mod"
    file.write_bytes(LEAKY.replace("TITLE", ": \xe9 \x00\nTITLE").replace("\n", "\r\n").encode("latin-1"))
    assert load_mod(file).parameters["g"].default == 3e-4
    file.write_bytes(LEAKY.replace("i = g", "i = \xe9").replace("\n", "\r\n").encode("latin-1"))
    with pytest.raises(NmodlError, match="leaky.mod:5:18: the character 'é' has no meaning"):
        load_mod(file)


def test_a_folder_is_ordered_as_neuron_orders_it_whatever_was_loaded_before(tmp_path):
    """The last of the files was loaded on its own before the others."""
    for name in ("ordered_b", "ordered_c", "ordered_a"):
        (tmp_path / f"{name}.mod").write_text(LEAKY.replace("SUFFIX leaky", f"SUFFIX {name}"))
    load_mod(tmp_path / "ordered_c.mod")
    classes = sorted(load_dir(tmp_path).values(), key=rank)
    assert [cls.name for cls in classes] == ["ordered_a", "ordered_b", "ordered_c"]


@pytest.fixture(scope="module")
def classes():
    return load_dir(MODS)


@pytest.mark.parametrize("name", [p.stem for p in FILES if p.stem not in ("counted", "m_syn")])
@pytest.mark.slow
def test_gradients_are_finite_and_equal_central_differences(name, classes):
    """d(mean v²)/d(parameter) of a spike-free run; `counted` steps with every evaluation and has none."""
    cls = classes[name]
    cell = Cell(Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0])))
    tables = {"inf": FunctionTable([0.0, 1.0], (-100, 50)), "tau": 5.0, "factor": 1.5,
              "level": FunctionTable([[0.1, 0.2], [0.3, 0.6]], (-100, 50), (-1, 2))}  # fmt: skip
    cell.paint(AllRegion(), Channel("pas"), Channel(cls, **{name: tables[name] for name in cls.function_tables}))
    cell.place(at("soma", 0.5), CurrentClamp(0.5, 3.0, 0.05), StateProbe(name="v"))
    model, _ = lower(cell)

    def loss(values):
        changed = model
        for key, value in values.items():
            changed = changed.with_parameter(name, key, value)
        return (simulate(changed, dt=0.025, n_steps=160).traces["v"] ** 2).mean()

    values = {k: jnp.asarray(np.ravel(v)[0]) for k, v in model.parameters[name].items()}
    loss = jax.jit(loss)
    gradient = jax.jit(jax.grad(loss))(values)
    # the model's own noise is that of NEURON's di/dv, about 1e-13 relative in v²; a step of 1e-3 leaves 1e-9 of it
    for key, value in values.items():
        assert np.isfinite(gradient[key]), key
        step = 1e-3 * max(abs(float(value)), 1e-3)
        shifted = [loss(values | {key: value + n * step}) for n in (-2, -1, 1, 2)]
        difference = (8 * (shifted[2] - shifted[1]) - (shifted[3] - shifted[0])) / (12 * step)
        noise = 1e-9 * float(loss(values)) / step * 1e-3
        assert abs(gradient[key] - difference) <= 1e-5 * abs(difference) + noise, key


def test_limits_keep_value_and_slope(classes):
    """x/(exp(x) − 1) written with IF has no NaN in its gradient at the limit (NMODL's usual vtrap)."""
    text = LEAKY.replace("i = g*(v - e)", "i = g*trap(v + 40, 10)") + (
        "FUNCTION trap(x, y) { IF (fabs(x/y) < 1e-6) { trap = y*(1 - x/y/2) } ELSE { trap = x/(exp(x/y) - 1) } }"
    )
    namespace: dict = {}
    exec(to_source(text, "trap.mod"), namespace)
    slope = jax.grad(namespace["trap"])
    assert float(slope(0.0, 10.0)) == pytest.approx(-0.5, rel=1e-12)
    assert float(slope(1e-3, 10.0)) == pytest.approx(-0.5, rel=1e-4)  # the next term of the series is x/(6 y)


def test_a_long_sum_in_parentheses_stays_a_number():
    """Breaking it over lines as if it were the arguments of a call would make a tuple of it."""
    long = " + ".join(f"fabs(v - {n})*g" for n in range(12))
    source = to_source(LEAKY.replace("i = g*(v - e)", f"i = g*({long})"), "leaky.mod")
    namespace: dict = {}
    exec(source, namespace)
    s = Instances({"g": jnp.ones(2), "v": jnp.zeros(2), "i": jnp.zeros(2)})
    assert namespace["leaky"].current(s).i.tolist() == [66.0, 66.0]


def test_a_table_that_would_differ_from_place_to_place_is_refused(tmp_path):
    text = (MODS / "tabled.mod").read_text().replace("GLOBAL inf, tau, vhalf", "GLOBAL inf, tau RANGE vhalf")
    text = text.replace("tabled", "tabled_here")
    (tmp_path / "tabled_here.mod").write_text(text)
    cls = load_mod(tmp_path / "tabled_here.mod")
    assert cls.table_parameters == ("vhalf",)

    def model(**options):
        cell = Cell(Morphology.from_root(Soma.from_lengths([20.0], [10.0, 10.0])), cv_policy=CVPerBranch(2))
        return lower(cell.paint(AllRegion(), Channel(cls, **options)))

    model(vhalf=-35.0)
    model(vhalf=np.array([-40.0, -30.0]), usetable=False)
    with pytest.raises(
        InputError, match="tabled_here: a TABLE depends on `vhalf`, which is -40 in one place and -30 in"
    ):
        model(vhalf=np.array([-40.0, -30.0]))
