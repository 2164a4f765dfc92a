"""Synapses that come with braincell against `.mod` files in NEURON."""
