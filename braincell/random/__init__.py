"""NEURON's random number generators, as pure functions over arrays of streams."""
