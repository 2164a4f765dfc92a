"""NEURON's own Python tests, run unmodified on braincell."""
