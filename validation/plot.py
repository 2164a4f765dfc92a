"""Draw a case: both simulators' voltages, and their difference."""

import base64
import io

import numpy as np

from validation.compare import Outcome

COLOURS = ("#2563a8", "#c2571a", "#2e8b57", "#8a4fa3", "#a8324f", "#5b6877")
SHOWN = len(COLOURS)


def figure(outcome: Outcome) -> str:
    """A PNG as a data URL: traces above (NEURON broad and pale, braincell thin), differences below."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    keys = [f"record/{d.label}" for d in outcome.differences if d.is_voltage][:SHOWN]
    t = outcome.reference["t"]
    drawn, (above, below) = plt.subplots(
        2, 1, figsize=(11, 5.4), sharex=True, height_ratios=(5, 3), layout="constrained"
    )
    for key, colour in zip(keys, COLOURS, strict=False):
        theirs, ours = outcome.reference[key], outcome.traces[key]
        above.plot(t, theirs, color=colour, alpha=0.3, linewidth=5, solid_capstyle="round")
        above.plot(t, ours, color=colour, linewidth=1.2, label=key.removeprefix("record/v "))
        below.plot(t, ours - theirs, color=colour, linewidth=0.9)
    above.set_ylabel("v [mV]")
    title = "NEURON: broad, pale;  braincell: thin"
    above.legend(title=title, loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False, fontsize=9, title_fontsize=9)
    below.set_ylabel("difference [mV]")
    below.set_xlabel("t [ms]")
    below.ticklabel_format(axis="y", style="sci", scilimits=(-2, 2), useMathText=True)
    shown = np.concatenate([np.zeros(1), *(np.asarray(drawn_line.get_ydata()) for drawn_line in below.lines)])
    largest = np.max(np.abs(shown[np.isfinite(shown)]))
    below.set_ylim(*(1.15 * np.array((-1.0, 1.0)) * (largest or 1e-16)))
    for axes in (above, below):
        axes.margins(x=0)
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(color="#e6eaef", linewidth=0.7)
        axes.set_axisbelow(True)
    stored = io.BytesIO()
    drawn.savefig(stored, format="png", dpi=140)
    plt.close(drawn)
    return "data:image/png;base64," + base64.b64encode(stored.getvalue()).decode()
