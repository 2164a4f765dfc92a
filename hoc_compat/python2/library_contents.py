"""Names that modules of Python's library have, or mean otherwise, in Python 2: one function for each module."""

import functools
import hashlib
import io
import operator
import pickle
import string
import subprocess
import sys
import time
import types
import urllib.parse
import urllib.request
from typing import Any

import numpy as np

from hoc_compat.python2 import operations
from hoc_compat.python2.files import Bytes, File
from hoc_compat.python2.random_streams import Random


def builtin_names(real: Any) -> dict[str, Any]:
    """`__builtin__`."""
    from hoc_compat.python2.builtin_names import names_of_python2

    return {name: value for name, value in names_of_python2().items() if not name.startswith("_")}


def exceptions_names(real: Any) -> dict[str, Any]:
    """`exceptions`."""
    return {"StandardError": Exception}


def sets_names(real: Any) -> dict[str, Any]:
    """`sets`."""
    return {"Set": set, "ImmutableSet": frozenset}


def collections_names(real: Any) -> dict[str, Any]:
    """`collections`, with the abstract classes."""
    import collections.abc

    return {name: getattr(collections.abc, name) for name in collections.abc.__all__}


def commands_names(real: Any) -> dict[str, Any]:
    """`commands`: `getoutput` and `getstatusoutput`, as in subprocess."""
    return {}


def subprocess_names(real: Any) -> dict[str, Any]:
    """`subprocess`: texts where Python 3 gives bytes."""

    class Popen(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *args: Any, **keywords: Any):
            super().__init__(*args, **({"encoding": "latin-1"} | keywords))

    return {"Popen": Popen, "check_output": functools.partial(subprocess.check_output, encoding="latin-1")}


def configparser_names(real: Any) -> dict[str, Any]:
    """`ConfigParser`."""
    return {"SafeConfigParser": real.ConfigParser}


def stringio_names(real: Any) -> dict[str, Any]:
    """`StringIO` and `cStringIO`."""
    return {"StringIO": io.StringIO, "InputType": io.StringIO, "OutputType": io.StringIO}


def inspect_names(real: Any) -> dict[str, Any]:
    """`inspect`."""
    return {"getargspec": lambda function: real.getfullargspec(function)[:4]}


def itertools_names(real: Any) -> dict[str, Any]:
    """`itertools`."""

    def imap(function: Any, *iterables: Any) -> Any:
        return zip(*iterables) if function is None else map(function, *iterables)

    return {
        "imap": imap,
        "izip": zip,
        "ifilter": filter,
        "ifilterfalse": real.filterfalse,
        "izip_longest": real.zip_longest,
    }


def math_names(real: Any) -> dict[str, Any]:
    """`math`: floats where Python 3 gives integers."""
    return {"ceil": lambda x: float(np.ceil(float(x))), "floor": lambda x: float(np.floor(float(x)))}


def operator_names(real: Any) -> dict[str, Any]:
    """`operator`."""
    return {
        "div": operations.divide,
        "idiv": operations.divide_in_place,
        "isCallable": callable,
        "sequenceIncludes": operator.contains,
        "isSequenceType": lambda a: hasattr(a, "__getitem__") and not isinstance(a, dict),
        "isMappingType": lambda a: isinstance(a, dict),
        "isNumberType": lambda a: isinstance(a, (int, float, complex)),
    }


def os_names(real: Any) -> dict[str, Any]:
    """`os`."""
    import errno

    return {"getcwdu": real.getcwd, "errno": errno}


def sys_names(real: Any) -> dict[str, Any]:
    """`sys`."""
    return {"maxint": sys.maxsize, "setdefaultencoding": lambda name: None, "exc_clear": lambda: None}


def time_names(real: Any) -> dict[str, Any]:
    """`time`."""
    return {"clock": time.process_time}


def thread_names(real: Any) -> dict[str, Any]:
    """`thread`."""
    return {"start_new": real.start_new_thread, "allocate": real.allocate_lock}


def pickle_names(real: Any) -> dict[str, Any]:
    """`pickle` and `cPickle`: texts that Python 2 wrote are texts; files may be opened as text."""

    def load(file: Any) -> Any:
        return pickle.load(Bytes(file), encoding="latin1")

    def loads(data: Any) -> Any:
        return pickle.loads(data.encode("latin-1") if isinstance(data, str) else data, encoding="latin1")

    def dump(obj: Any, file: Any, protocol: int = 0) -> None:
        data = pickle.dumps(obj, protocol)
        file.write(data.decode("latin-1") if isinstance(file, (File, io.StringIO)) else data)

    return {
        "load": load,
        "loads": loads,
        "dump": dump,
        "dumps": lambda obj, protocol=0: pickle.dumps(obj, protocol).decode("latin-1"),
        "Unpickler": lambda file: pickle.Unpickler(Bytes(file), encoding="latin1"),
    }


def random_names(real: Any) -> dict[str, Any]:
    """`random`: Python 2.7's streams."""
    shared = Random()
    drawn = {name: getattr(shared, name) for name in dir(shared) if not name.startswith("_") and hasattr(real, name)}
    return drawn | {"Random": Random, "_inst": shared}


def string_names(real: Any) -> dict[str, Any]:
    """`string`: its functions are methods now."""
    methods = """capitalize center count expandtabs find index ljust lower lstrip replace rfind rindex rjust rstrip
    split rsplit strip swapcase upper zfill""".split()
    return {
        **{name: getattr(str, name) for name in methods},
        "atof": float,
        "atoi": int,
        "atol": int,
        "join": lambda words, sep=" ": sep.join(words),
        "joinfields": lambda words, sep=" ": sep.join(words),
        "splitfields": str.split,
        "letters": string.ascii_letters,
        "lowercase": string.ascii_lowercase,
        "uppercase": string.ascii_uppercase,
        "maketrans": str.maketrans,
        "translate": str.translate,
    }


def types_names(real: Any) -> dict[str, Any]:
    """`types`."""
    plain = {"Int": int, "Long": int, "Float": float, "Complex": complex, "Boolean": bool, "String": str}
    more = {"Unicode": str, "List": list, "Tuple": tuple, "Dict": dict, "Slice": slice, "Object": object, "Type": type}
    names = {f"{name}Type": kind for name, kind in (plain | more).items()}
    return names | {
        "NoneType": type(None),
        "StringTypes": (str,),
        "ClassType": type,
        "FileType": io.IOBase,
        "InstanceType": object,
        "XRangeType": range,
        "UnboundMethodType": types.FunctionType,
    }


def urllib_names(real: Any) -> dict[str, Any]:
    """`urllib`."""
    names = ("quote", "quote_plus", "unquote", "unquote_plus", "urlencode")
    return {name: getattr(urllib.parse, name) for name in names} | {
        "urlopen": urllib.request.urlopen,
        "urlretrieve": urllib.request.urlretrieve,
    }


def md5_names(real: Any) -> dict[str, Any]:
    """`md5`."""
    return {"new": _hash_of_text(hashlib.md5), "md5": _hash_of_text(hashlib.md5)}


def sha_names(real: Any) -> dict[str, Any]:
    """`sha`."""
    return {"new": _hash_of_text(hashlib.sha1), "sha": _hash_of_text(hashlib.sha1)}


def _hash_of_text(make: Any) -> Any:
    return lambda data="": make(data.encode("latin-1") if isinstance(data, str) else data)


cpickle_names, cstringio_names = pickle_names, stringio_names
