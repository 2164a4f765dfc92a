"""The catalogue of channels against the published `.mod` files in NEURON."""
