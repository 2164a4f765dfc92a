"""Which C functions, macros and types VERBATIM text may use, and why the others are refused."""

from nmodl_import.random_functions import C_RAND, C_SRAND
from nmodl_import.symbols import BUILTIN_FUNCTIONS

MATH = BUILTIN_FUNCTIONS
# the same functions under other names
ALIASES = {f"{name}f": name for name in MATH if name not in ("abs", "fabs")} | {
    "fabsf": "fabs", "hoc_Exp": "exp", "labs": "abs", "nrn_ghk": "ghk", "rand": C_RAND, "srand": C_SRAND,
}  # fmt: skip

CONSTANTS = {
    "M_E": "2.718281828459045", "M_LOG2E": "1.4426950408889634", "M_LOG10E": "0.4342944819032518",
    "M_LN2": "0.6931471805599453", "M_LN10": "2.302585092994046", "M_PI": "3.141592653589793",
    "M_PI_2": "1.5707963267948966", "M_PI_4": "0.7853981633974483", "M_1_PI": "0.3183098861837907",
    "M_2_PI": "0.6366197723675814", "M_SQRT2": "1.4142135623730951", "M_SQRT1_2": "0.7071067811865476",
    "DBL_EPSILON": "2.220446049250313e-16", "DBL_MAX": "1.7976931348623157e308", "DBL_MIN": "2.2250738585072014e-308",
}  # fmt: skip
INTEGER_CONSTANTS = {
    "true": "1", "false": "0", "TRUE": "1", "FALSE": "0", "INT_MAX": "2147483647", "RAND_MAX": "2147483647",
    "NULL": "0", "cvode_active_": "0",
}  # fmt: skip

REAL_TYPES = {"double", "float"}
INTEGER_TYPES = {
    "int", "long", "short", "unsigned", "signed", "bool", "_Bool", "size_t", "ssize_t", "int32_t", "int64_t",
    "uint32_t", "uint64_t", "u_int32_t", "uint", "ulong",
}  # fmt: skip
OTHER_TYPES = {
    "Rand", "Object", "Symbol", "IvocVect", "nrnran123_State", "FILE", "time_t", "clock_t", "Prop", "Node", "Section",
    "NrnThread", "Memb_list", "Point_process", "Datum", "ThreadDatum", "hoc_List", "hoc_Item", "va_list", "int8_t",
    "int16_t", "uint8_t", "uint16_t",
}  # fmt: skip
TYPEDEFS = tuple(sorted(OTHER_TYPES | (INTEGER_TYPES - {"int", "long", "short", "unsigned", "signed", "_Bool"})))

# what NEURON passes to every generated function besides the NMODL arguments
THREAD_ARGUMENTS = {"_p", "_ppvar", "_thread", "_nt", "_ml", "_iml", "_globals"}

# Support can be added by taking a name out of here and translating its calls. Each entry completes "… calls X, which".
PLUMBING = {
    # random numbers of hoc's Random and of Random123
    "nrn_random_pick": "draws from a Random object of hoc",
    "nrn_random_arg": "takes a Random object from the hoc call",
    "nrn_random_isran123": "asks a Random object for its generator",
    "nrn_random_reset": "restarts the stream of a Random object",
    "nrn_random123_setseq": "moves the stream of a Random object",
    "nrn_random123_getseq": "reads where the stream of a Random object is",
    "nrn_random_play": "plays a Random object into a variable",
    "nrnran123_newstream": "creates a Random123 stream from two ids",
    "nrnran123_newstream3": "creates a Random123 stream from three ids",
    "nrnran123_deletestream": "frees a Random123 stream",
    "nrnran123_getseq": "reads where a Random123 stream is",
    "nrnran123_setseq": "moves a Random123 stream",
    "nrnran123_getids": "reads the ids of a Random123 stream",
    "nrnran123_getids3": "reads the ids of a Random123 stream",
    "nrnran123_dblpick": "draws a uniform number from a Random123 stream",
    "nrnran123_uniform": "draws a uniform number from a Random123 stream",
    "nrnran123_negexp": "draws an exponential number from a Random123 stream",
    "nrnran123_normal": "draws a normal number from a Random123 stream",
    "nrnran123_gauss": "draws a normal number from a Random123 stream",
    "nrnran123_ipick": "draws a whole number from a Random123 stream",
    "nrnRan4int": "draws from NEURON's old generator Ran4",
    "nrnRan4dbl": "draws from NEURON's old generator Ran4",
    "mcell_ran4": "draws from the old generator MCellRan4",
    "mcell_ran4_init": "seeds the old generator MCellRan4",
    "random": "draws from the generator of the C library",
    "drand48": "draws from the generator of the C library",
    # hoc's Vector
    "vector_capacity": "asks a Vector of hoc for its size",
    "vector_vec": "reads the elements of a Vector of hoc",
    "vector_instance_px": "is part of a method added to hoc's Vector",
    "vector_arg_px": "takes the elements of a Vector from the hoc call",
    "vector_arg": "takes a Vector from the hoc call",
    "vector_resize": "resizes a Vector of hoc",
    "vector_newsize": "resizes a Vector of hoc",
    "vector_buffer_size": "asks a Vector of hoc for its memory",
    "install_vector_method": "adds a method to hoc's Vector",
    "is_vector_arg": "asks whether the hoc call passes a Vector",
    # arguments of a hoc call
    "ifarg": "asks whether the hoc call has an argument",
    "getarg": "takes a number from the hoc call",
    "hoc_getarg": "takes a number from the hoc call",
    "hoc_pgetarg": "takes a pointer from the hoc call",
    "chkarg": "takes a number from the hoc call",
    "gargstr": "takes a string from the hoc call",
    "hoc_pgargstr": "takes a string from the hoc call",
    "hoc_objgetarg": "takes an object from the hoc call",
    "hoc_obj_file_arg": "takes a File from the hoc call",
    "hoc_is_object_arg": "asks what the hoc call passes",
    "hoc_is_double_arg": "asks what the hoc call passes",
    "hoc_is_str_arg": "asks what the hoc call passes",
    "hoc_is_tempobj_arg": "asks what the hoc call passes",
    # hoc itself
    "hoc_lookup": "looks up a name of hoc",
    "hoc_call_func": "calls a function of hoc",
    "hoc_pushx": "calls a function of hoc",
    "hoc_execerror": "stops the hoc program with an error",
    "hoc_oc": "runs a line of hoc",
    "hoc_object_name": "asks hoc for an object's name",
    "hoc_assign_str": "sets a string of hoc",
    "ivoc_list_count": "reads a List of hoc",
    "ivoc_list_item": "reads a List of hoc",
    # pointers to variables of other mechanisms, memory
    "nrn_pointing": "asks whether a POINTER is set",
    "nrn_get_mechtype": "asks NEURON for a mechanism's number",
    "malloc": "allocates memory",
    "calloc": "allocates memory",
    "ecalloc": "allocates memory",
    "emalloc": "allocates memory",
    "realloc": "allocates memory",
    "free": "frees memory",
    "memset": "changes memory",
    "memcpy": "copies memory",
    # events, time, files, strings, the process
    "net_send": "sends an event",
    "net_event": "sends an event",
    "net_move": "moves an event",
    "artcell_net_send": "sends an event",
    "artcell_net_move": "moves an event",
    "time": "reads the clock",
    "clock": "reads the clock",
    "fopen": "opens a file",
    "fclose": "closes a file",
    "fread": "reads a file",
    "fwrite": "writes a file",
    "fscanf": "reads a file",
    "fgets": "reads a file",
    "sprintf": "writes into a string",
    "snprintf": "writes into a string",
    "strcmp": "compares strings",
    "strlen": "measures a string",
    "strcpy": "copies a string",
    "exit": "ends the process",
    "abort": "ends the process",
    "assert": "may end the process",
}

_FAMILIES = {
    "nrnran123_": "belongs to Random123", "nrn_random": "belongs to hoc's Random", "vector_": "belongs to hoc's Vector",
    "hoc_": "belongs to hoc", "ivoc_": "belongs to hoc", "nrnmpi_": "belongs to parallel runs",
    "pthread_": "belongs to threads", "nrn_": "belongs to NEURON", "nrnthread_": "belongs to threads",
}  # fmt: skip


def plumbing(name: str) -> str | None:
    """Why a call of this C function is refused; None for a name that nothing is known about."""
    sentence = PLUMBING.get(name)
    if sentence is None:
        sentence = next((text for prefix, text in _FAMILIES.items() if name.startswith(prefix)), None)
    return sentence
