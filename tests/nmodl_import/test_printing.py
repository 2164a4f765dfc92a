"""printf prints what NEURON prints, when NEURON prints it."""

import os
import subprocess
import sys
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from braincell.mech.mechanism import Instances
from braincell.mech.printing import formatted, let_out, printf, room, within
from nmodl_import import NmodlError, load_mod
from validation.record import compile_mods

HERE = Path(__file__).parent / "printing"


def printed(command, cwd):
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "JAX_PLATFORMS": "cpu"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_everything_that_a_run_prints(tmp_path):
    """Two evaluations of BREAKPOINT a step, instance after instance; the texts are equal, byte by byte."""
    pytest.importorskip("neuron")
    for file in HERE.iterdir():
        (tmp_path / file.name).write_text(file.read_text())
    compile_mods(tmp_path, tmp_path)
    theirs = printed([sys.executable, "says.py"], tmp_path)
    ours = printed([str(Path(sys.executable).parent / "braincell"), "run", "says.py"], tmp_path)
    assert ours == theirs
    assert "moves" in theirs and 'of "7" (A)' in theirs and "  one of 3\n  k=2 100%\n" in theirs


def test_instances_print_in_the_order_of_visits(capsys):
    def both(x):
        s = Instances(room((3,)))
        s = printf(s, "a%g ", x)
        s = printf(within(s, x > 1.5), "b%g ", x)
        let_out(s, np.array([2, 0, 1]))
        return x.sum()

    jax.jit(both)(jnp.array([1.0, 2.0, 3.0]))
    jax.effects_barrier()
    assert capsys.readouterr().out == "a3 b3 a1 a2 b2 "


def test_gradients_and_batches_pass(capsys):
    def one(x):
        s = Instances(room(()))
        let_out(printf(within(s, x > 0.0), "%.1f ", x))
        return x**2

    assert jax.jit(jax.grad(one))(3.0) == 6.0
    jax.effects_barrier()
    assert capsys.readouterr().out == "3.0 "
    assert jax.jit(jax.vmap(one))(jnp.array([-1.0, 2.0])).tolist() == [1.0, 4.0]
    jax.effects_barrier()
    assert capsys.readouterr().out == "2.0 "


@pytest.mark.parametrize(
    ("format", "values", "text"),
    [
        ("%5.2f|%-5d|%+g|%%", (1.005, 7.9, 2.0), " 1.00|7    |+2|%"),
        ("%lf %ld %x %c %s", (0.5, -3.0, 255.0, 65.0, "end"), "0.500000 -3 ff A end"),
        ("%g %g", (float("nan"), float("-inf")), "nan -inf"),
        ("%d", (float("nan"),), "0"),
    ],
)
def test_formats_are_those_of_c(format, values, text):
    assert formatted(format, values) == text


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ('printf("%g %g\\n", x)', "this format prints 2 values but 1 are given; give one for each `%`"),
        ('printf("%*g\\n", x)', "`%*` in a format is not supported; print numbers with %g"),
        ('printf("%s\\n", x)', "`%s` cannot print a number; numbers are printed with %g, texts with %s"),
        ('printf("%g\\n", "x")', "`%g` cannot print a text; numbers are printed with %g, texts with %s"),
        ("printf(x)", "the first argument of `printf` is a text, the format"),
    ],
)
def test_bad_formats_are_errors(tmp_path, call, message):
    path = tmp_path / "bad.mod"
    path.write_text(f"NEURON {{ SUFFIX bad RANGE x }}\nASSIGNED {{ x }}\nINITIAL {{\n    {call}\n}}\n")
    with pytest.raises(NmodlError) as error:
        load_mod(path)
    assert "bad.mod:4:5" in str(error.value) and message in str(error.value)


@pytest.mark.parametrize("function", ["fprintf", "sprintf"])
def test_other_printing_than_to_the_terminal_is_refused_by_name(tmp_path, function):
    path = tmp_path / "other.mod"
    path.write_text(
        f'NEURON {{ SUFFIX other RANGE x }}\nASSIGNED {{ x }}\nINITIAL {{\n    {function}(x, "%g", x)\n}}\n'
    )
    with pytest.raises(NmodlError, match=rf"other.mod:4:5.*the function `{function}` is not supported"):
        load_mod(path)
