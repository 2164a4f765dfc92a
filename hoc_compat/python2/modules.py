"""What `import` gives a program in Python 2: modules under their old names, with their old content.

Each is a view of a module of Python 3 that adds or replaces names, for the programs in Python 2 alone.
"""

import importlib
from collections.abc import Callable
from types import ModuleType
from typing import Any

RENAMED = {
    "__builtin__": "builtins",
    "anydbm": "dbm",
    "BaseHTTPServer": "http.server",
    "commands": "subprocess",
    "ConfigParser": "configparser",
    "copy_reg": "copyreg",
    "cPickle": "pickle",
    "cStringIO": "io",
    "dummy_thread": "_thread",
    "exceptions": "builtins",
    "FileDialog": "tkinter.filedialog",
    "htmlentitydefs": "html.entities",
    "HTMLParser": "html.parser",
    "httplib": "http.client",
    "md5": "hashlib",
    "Queue": "queue",
    "sets": "builtins",
    "sha": "hashlib",
    "ScrolledText": "tkinter.scrolledtext",
    "SimpleDialog": "tkinter.simpledialog",
    "SocketServer": "socketserver",
    "StringIO": "io",
    "thread": "_thread",
    "Tkconstants": "tkinter.constants",
    "tkColorChooser": "tkinter.colorchooser",
    "tkFileDialog": "tkinter.filedialog",
    "tkFont": "tkinter.font",
    "Tkinter": "tkinter",
    "tkMessageBox": "tkinter.messagebox",
    "tkSimpleDialog": "tkinter.simpledialog",
    "ttk": "tkinter.ttk",
    "urllib2": "urllib.request",
    "urlparse": "urllib.parse",
    "UserDict": "collections",
    "UserList": "collections",
    "UserString": "collections",
    "xmlrpclib": "xmlrpc.client",
}
"""old name of a module -> the one of Python 3 in which its content is"""

_NOT_STARRED = frozenset("abs bool bytes complex divmod float int long max min object pow round str unicode".split())
"""Names of Python that numpy or pylab have, and `from pylab import *` did not give"""


class OldModule(ModuleType):
    """A module as a program in Python 2 sees it; what is set in it is set in the real one."""

    def __init__(self, name: str, real: ModuleType, names: dict[str, Any]):
        super().__init__(name, real.__doc__)
        vars(self).update(_real=real, _names=names, __all__=_public(real, names), **names)
        if hasattr(real, "__path__"):
            vars(self)["__path__"] = real.__path__

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._real, name)
        return old_module(value.__name__, value) if isinstance(value, ModuleType) else value

    def __setattr__(self, name: str, value: Any) -> None:
        vars(self).pop(name, None)
        setattr(self._real, name, value)

    def __dir__(self) -> list[str]:
        return sorted({*dir(self._real), *self._names})


def _public(real: ModuleType, names: dict[str, Any]) -> list[str]:
    known = getattr(real, "__all__", None) or [name for name in vars(real) if not name.startswith("_")]
    hidden = _NOT_STARRED if real.__name__ in ("numpy", "scipy", "pylab", "matplotlib.pylab") else ()
    return [name for name in dict.fromkeys([*known, *names]) if not name.startswith("_") and name not in hidden]


_made: dict[str, OldModule] = {}


def old_module(name: str, real: ModuleType) -> ModuleType:
    """The view of a module, or the module itself if Python 2's had nothing else."""
    names = _CONTENTS.get(name)
    if names is None:
        return real
    if name not in _made:
        _made[name] = OldModule(name, real, names(real))
    return _made[name]


def forget_modules() -> None:
    """Let the next program find the modules as they are."""
    _made.clear()


def _content(where: str, function: str) -> Callable[[Any], dict[str, Any]]:
    """The function that gives the names of a module, imported when the first program asks for it."""

    def names(real: Any) -> dict[str, Any]:
        return getattr(importlib.import_module(f"hoc_compat.python2.{where}"), f"{function}_names")(real)

    return names


_CONTENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    name: _content("library_contents", name.strip("_").lower())
    for name in """__builtin__ collections commands ConfigParser cPickle cStringIO exceptions inspect itertools math
    md5 operator os pickle random sets sha string StringIO subprocess sys thread time types urllib""".split()
} | {
    name: _content("numeric_contents", name.removeprefix("matplotlib."))
    for name in """matplotlib matplotlib.mlab matplotlib.pylab matplotlib.pyplot numpy pylab scipy""".split()
}
