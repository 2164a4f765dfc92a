"""Gap junctions against pairs of half gaps in NEURON."""
