"""Run the C of VERBATIM that only scripts call: translated to Python, with checked memory, never compiled."""
