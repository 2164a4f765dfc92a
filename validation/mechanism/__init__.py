"""Does a `.mod` file give the same numbers in braincell as in NEURON? The checks, for one file or a corpus."""
