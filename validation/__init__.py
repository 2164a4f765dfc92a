"""Prove that models give NEURON's numbers: cases, stored traces, comparison, report."""
