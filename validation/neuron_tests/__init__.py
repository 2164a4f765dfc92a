"""NEURON's own tests in Python and hoc, run unmodified on braincell."""
