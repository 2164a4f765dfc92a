"""Published models run by recipe under NEURON and braincell, and the lines of their graphs compared."""
