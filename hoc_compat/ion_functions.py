"""The functions of `h` about ions: `h.nernst(5, 150, 1)`, `h.ghk(v, 1e-4, 2, 2)`."""

import math
from typing import Any

from braincell.errors import InputError, unknown_name
from braincell.ion.nernst import FARADAY, GAS_CONSTANT, ZERO_CELSIUS
from braincell.ion.pool import declare_ion
from hoc_compat.arguments import number
from hoc_compat.ion_styles import chosen
from hoc_compat.range_variables import ION_SUFFIX, charge_of, ion_of, known_ions, owner_of
from hoc_compat.section import Section
from hoc_compat.world import WORLD


class IonFunctions:
    """The part of `h` that is about ions."""

    def nernst(self, *arguments: Any, sec: Section | None = None) -> float:
        """Nernst potential [mV] from inside, outside [mM] and charge.

        `nernst("ena", x, sec=soma)` computes it from the concentrations there, `nernst("nai", …)` and
        `nernst("nao", …)` the concentration that e and the other one belong to.
        """
        if arguments and isinstance(arguments[0], str):
            return self._nernst_at(*arguments, sec=sec)
        if len(arguments) != 3:
            raise InputError(f"h.nernst: {len(arguments)} numbers; it takes inside, outside [mM] and charge")
        inside, outside, charge = (float(a) for a in arguments)
        if charge == 0.0:
            return 0.0
        if inside <= 0.0 or outside <= 0.0:
            return 1e6 if inside <= 0.0 else -1e6
        return self._thermal() / charge * math.log(outside / inside)

    def _nernst_at(self, name: str, x: float = 0.5, sec: Section | None = None) -> float:
        mechanism, _ = owner_of(name) or ("", "")
        ion = ion_of(mechanism)
        if ion is None or name == f"i{ion}":
            raise InputError(f"h.nernst({name!r}): not a reversal potential or concentration; `ena`, `nai`, `nao` are")
        segment = (WORLD.current_section() if sec is None else sec)(x)
        e, inside, outside = (getattr(segment, n) for n in (f"e{ion}", f"{ion}i", f"{ion}o"))
        if name == f"e{ion}":
            return self.nernst(inside, outside, self.ion_charge(mechanism))
        ratio = math.exp(self.ion_charge(mechanism) / self._thermal() * e)  # outside / inside
        return outside / ratio if name == f"{ion}i" else inside * ratio

    def ion_charge(self, name: str) -> float:
        """The charge of an ion mechanism: `ion_charge("na_ion")`."""
        ion = ion_of(name)
        if ion is None:
            raise unknown_name("ion mechanism", name, [known + ION_SUFFIX for known in known_ions()])
        return charge_of(ion)

    def ion_register(self, ion: str, charge: Any) -> float:
        """Make an ion known, so that `insert("mg_ion")` works; −1 if its names are taken by something else."""
        charge = number("h.ion_register", "charge", charge)
        if ion in known_ions():
            if charge != charge_of(ion):
                raise InputError(f"h.ion_register: `{ion}` has the charge {charge_of(ion):g}, not {charge:g}")
        elif any(owner_of(n) or n in ("v", "t", "dt") for n in (f"e{ion}", f"{ion}i", f"{ion}o", f"i{ion}")):
            return -1.0
        else:
            declare_ion(ion, charge)
        return float(sorted(known_ions()).index(ion))

    def ion_style(self, name: str, *style: Any, sec: Section | None = None) -> float:
        """The style of an ion in a section, as one number, after setting it if one is given; −1 if it is not there.

        `ion_style("na_ion", c_style, e_style, einit, eadvance, cinit, sec=soma)`.
        """
        ion = ion_of(name)
        if ion is None:
            raise unknown_name("ion mechanism", name, [known + ION_SUFFIX for known in known_ions()])
        section = (WORLD.current_section() if sec is None else sec)._alive()
        before = section._styles.get(ion)
        if style and before is not None:
            section._styles[ion] = chosen(style)
            section._chosen_styles.add(ion)
            section._restructured()
        elif style:
            chosen(style)
        return -1.0 if before is None else float(before.number())

    def ghk(self, v: float, inside: float, outside: float, charge: float) -> float:
        """Goldman–Hodgkin–Katz current [mA/cm² per cm/s] at `v` [mV]."""
        x = charge * v / self._thermal()
        return 0.001 * charge * FARADAY * (inside * _efun(-x) - outside * _efun(x))

    def _thermal(self) -> float:
        return 1000.0 * GAS_CONSTANT * (float(WORLD.celsius.read()) + ZERO_CELSIUS) / FARADAY


def _efun(x: float) -> float:
    return 1.0 - x / 2.0 if abs(x) < 1e-4 else x / (math.exp(x) - 1.0)
