"""Run NEURON models on JAX."""
