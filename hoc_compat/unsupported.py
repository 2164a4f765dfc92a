"""Name what NEURON has and braincell does not, and what to do instead."""

_GUI = "there is no graphical interface; record vectors and plot them with matplotlib"
_IMPORT = "read SWC and ASC files with `h.Import3d_SWC_read` and `h.Import3d_Neurolucida3`"

_TOOLS = """
    APFitness AtolTool ChannelBuild ClampFitness CoreNeuronRun FitnessFunction
    FitnessGenerator FunctionFitter FunFitModel GatherVec Grapher Imp1 ImpedanceRatio ImpShape Impx LinearCircuit
    LogAvsX MakeCurve ModelView MulRunFitter ParmFitness RegionFitness RunFitModel
    RunFitter ShapeLocation ShowMechanism SingleCompartment TreeView WindowGroup WindowGroupManager
    XYFitness YFitness
""".split()

CLASSES = {
    "VecStim": "load a .mod file that plays events, or use `netcon.event(t)` in a FInitializeHandler",
    "Import3d_Neurolucida_read": _IMPORT,
    "Import3d_MorphML": _IMPORT,
    "Import3d_Eutectic_read": _IMPORT,
    **dict.fromkeys(("BalanceInfo", "LoadBalance"), "cells are not divided between processes; leave it out"),
    "TQueue": "use `heapq` of Python",
    **dict.fromkeys(_TOOLS, "NEURON's graphical tools are not there; write what the tool set up as hoc or Python"),
    "KSChan": "write the channel as a .mod file",
    "KSState": "write the channel as a .mod file",
    "KSGate": "write the channel as a .mod file",
    "KSTrans": "write the channel as a .mod file",
}

FUNCTIONS = {
    "neuronhome": "there is no installation of NEURON; give the path itself",
    "make_mechanism": "write the mechanism as a .mod file",
    "make_pointprocess": "write the mechanism as a .mod file",
    "allobjects": "use `h.List(class)`",
    "batch_run": "call `h.run()` in a loop",
    "batch_save": "collect the values with Python",
    "fmatrix": "the matrix is solved inside a compiled program and is not shown",
    "load_session": _GUI,
    "nrn_feenableexcept": "a diverging run is stopped and named anyway",
    "forall": "loop over `h.allsec()`",
    "pushsection": "use `sec=` arguments",
}

_CORENEURON = "simulations are compiled anyway; leave CoreNEURON out"
PARALLEL_METHODS = {
    "multisplit": "a cell is not divided between threads; leave it out",
    "splitcell_connect": "a cell is not divided between processes; leave it out",
    "prcellstate": "read the values with `seg.…` and print them",
    "print_memory_stats": "measure the process with Python",
    "nrnbbcore_write": _CORENEURON,
    "nrnbbcore_register_mapping": _CORENEURON,
    "nrncore_write": _CORENEURON,
    "nrncore_run": _CORENEURON,
}

MODULES = {
    "rxd": "reaction-diffusion is not simulated; write the kinetics as a .mod file",
    "crxd": "reaction-diffusion is not simulated; write the kinetics as a .mod file",
    "coreneuron": _CORENEURON,
    "plotly": _GUI,
}

VECTOR_METHODS = {
    "hocobjptr": "it is needed for C code only",
}
