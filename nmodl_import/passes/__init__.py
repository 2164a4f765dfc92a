"""Steps from a checked program to one that can be emitted."""
