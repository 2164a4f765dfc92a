"""Record netstim_of_neuron_8_2.json with NEURON 8.2.6, which NEURON 9 cannot: it refuses Random objects on MCellRan4.

    python tests/hoc_compat/netstim_of_neuron_8_2.py    # where `pip install neuron==8.2.6` has been done

The interval is 3 ms, the start 1 ms, the number 1000; times are those of the events up to 30 ms, from dt 0.025 ms.
"""

import json
from pathlib import Path

CASES = Path(__file__).with_suffix(".json")


def times_of(h, mean, indices, noise):
    random, source, times = h.Random(), h.NetStim(), h.Vector()
    random.negexp(mean)
    random.MCellRan4(*indices)
    source.interval, source.noise, source.number, source.start = 3, noise, 1000, 1
    source.noiseFromRandom(random)
    connection = h.NetCon(source, None)
    connection.record(times)
    h.finitialize(-65)
    h.continuerun(30)
    return times.to_python()


def main():
    from neuron import h

    version = str(h.nrnversion(5))
    if not version.startswith("8.2"):
        raise SystemExit(f"this is NEURON {version}; 8.2 is needed")
    h.load_file("stdrun.hoc")
    cases = json.loads(CASES.read_text())
    for case in cases:
        case["times"] = times_of(h, case["mean"], case["indices"], case["noise"])
    CASES.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


if __name__ == "__main__":
    main()
