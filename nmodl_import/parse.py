"""Parse NMODL text into its syntax tree, by recursive descent."""

import os
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

from nmodl_import.nodes import (
    Declarations,
    Define,
    Name,
    NeuronBlock,
    Node,
    Procedure,
    Program,
    TopLevel,
    UnitDefinition,
    Units,
    UseIon,
    Variable,
    Verbatim,
)
from nmodl_import.source import Source, Token, read_text
from nmodl_import.statements import StatementParser

_BODY_BLOCKS = {
    "INITIAL", "BREAKPOINT", "CONSTRUCTOR", "DESTRUCTOR", "TERMINAL", "EQUATION", "DERIVATIVE", "PROCEDURE", "FUNCTION",
    "FUNCTION_TABLE", "KINETIC", "LINEAR", "NONLINEAR", "DISCRETE", "NET_RECEIVE", "BEFORE", "AFTER", "FUNCTION_BLOCK",
    "PARTIAL", "MATCH",
}  # fmt: skip
_NAMED = {"DERIVATIVE", "PROCEDURE", "FUNCTION", "FUNCTION_TABLE", "KINETIC", "LINEAR", "NONLINEAR", "DISCRETE"}
_DECLARATIONS = {"PARAMETER", "ASSIGNED", "STATE", "CONSTANT", "INDEPENDENT"}
_LISTS = {
    "RANGE": "ranges", "GLOBAL": "globals", "POINTER": "pointers", "BBCOREPOINTER": "pointers",
    "EXTERNAL": "externals", "NONSPECIFIC_CURRENT": "nonspecific", "ELECTRODE_CURRENT": "electrode",
    "RANDOM": "randoms",
}  # fmt: skip


def parse_file(path: str | Path) -> Program:
    """The tree of a `.mod` file. Raises `NmodlError` with file, line and column."""
    return parse_text(read_text(path), str(path))


def parse_text(text: str, path: str = "<text>") -> Program:
    """The tree of NMODL text; `path` is used in messages, and INCLUDE looks beside it."""
    source = Source(text, path)
    try:
        return _Parser(source).program()
    except RecursionError:
        raise source.error("expressions or blocks are nested too deeply", source.position) from None


class _Parser(StatementParser):
    """Blocks and declarations; statements and expressions come from the base class."""

    def program(self) -> Program:
        self.title, self.blocks, self._including = "", [], ()
        self._file = self.source.path
        self._blocks_of(self.source)
        source = self.source
        if not any(isinstance(b, NeuronBlock | Procedure | Declarations) for b in self.blocks):
            raise source.error("the file holds no NMODL block; a mechanism needs at least NEURON { … }", 0)
        return Program(self.title, tuple(source.comments), _one_neuron_block(self.blocks), source.path, source.text)

    def _blocks_of(self, source: Source) -> None:
        while (token := source.peek()).kind != "end":
            self.blocks += self._block(token)

    def _block(self, token: Token) -> list[Node]:
        word = token.text
        if word in _BODY_BLOCKS:
            return [self._procedure()]
        if word in _DECLARATIONS:
            return [self._declarations()]
        special: dict[str, Callable[[], list[Node]]] = {
            "TITLE": self._title,
            "NEURON": self._neuron,
            "UNITS": self._units,
            "DEFINE": self._define,
            "INCLUDE": self._include,
            "LOCAL": lambda: [self.local()],
            "VERBATIM": self._verbatim_block,
        }
        if word not in special:
            raise self.unexpected(token, "a block such as NEURON, PARAMETER, STATE or BREAKPOINT")
        return special[word]()

    def _title(self) -> list[Node]:
        self.source.next()
        self.title = self.source.rest_of_line().strip()
        return []

    def _verbatim_block(self) -> list[Node]:
        token = self.source.next()
        return [Verbatim(self.source.raw_until(r"\bENDVERBATIM\b", "VERBATIM"), place=self.at(token))]

    def _define(self) -> list[Node]:
        token = self.source.next()
        return [Define(self.name(), self.expect_kind("number", "a whole number").text, place=self.at(token))]

    def _include(self) -> list[Node]:
        token = self.source.next()
        path = self.expect_kind("string", 'a file name in "quotes"').text[1:-1]
        outer = self.source
        file = self._included(path)
        if file is None:
            found = f"there is no such file beside {outer.path}, nor in the folder above, nor where MODL_INCLUDE says"
            raise outer.error(f'INCLUDE "{path}": {found}', token.start)
        if str(file) in self._including:
            raise outer.error(f'INCLUDE "{path}" includes itself', token.start)
        self._including = (*self._including, str(file))
        self.source = Source(read_text(file), str(file))
        self._blocks_of(self.source)
        self.source, self._including = outer, self._including[:-1]
        return []

    def _included(self, path: str) -> Path | None:
        """Where INCLUDE finds a file, in the order of NEURON's src/nocmodl/io.cpp."""
        beside = Path(self._file).parent
        listed = [beside / folder for folder in os.environ.get("MODL_INCLUDE", "").split(os.pathsep) if folder]
        places = [Path(self.source.path).parent, beside, beside / "..", *listed]
        return next((folder / path for folder in places if (folder / path).is_file()), None)

    def _neuron(self) -> list[Node]:
        start = self.source.next()
        self.expect("{")
        values: dict = {key: () for key in {*_LISTS.values(), "ions"}}
        currents: list[str] = []
        while not self.accept("}"):
            token = self.source.next()
            word = token.text
            if word in ("SUFFIX", "POINT_PROCESS", "ARTIFICIAL_CELL"):
                values["kind"], values["name"] = word, self.name()
            elif word == "USEION":
                ion = self._use_ion(token)
                values["ions"] += (ion,)
                currents += [v for v in ion.writes if v == f"i{ion.ion}"]
            elif word in _LISTS:
                names = self._name_list()
                values[_LISTS[word]] += names
                currents += [n.name for n in names] if word.endswith("CURRENT") else []
            elif word == "THREADSAFE":
                values["thread_safe"] = True
            elif word == "REPRESENTS":
                self.source.rest_of_line()
            else:
                raise self.unexpected(token, "a NEURON declaration such as SUFFIX, USEION or RANGE")
        return [NeuronBlock(**values, currents=tuple(dict.fromkeys(currents)), place=self.at(start))]

    def _use_ion(self, start: Token) -> UseIon:
        ion, valence = self.name(), None
        lists: dict[str, tuple[str, ...]] = {"READ": (), "WRITE": ()}
        while self.source.peek().text in ("READ", "WRITE", "VALENCE", "REPRESENTS"):
            word = self.source.next().text
            if word == "VALENCE":
                valence = self.unary()
            elif word == "REPRESENTS":
                self.source.rest_of_line()
            else:
                lists[word] += tuple(n.name for n in self._name_list())
        return UseIon(ion, lists["READ"], lists["WRITE"], valence, place=self.at(start))

    def _name_list(self) -> tuple[Name, ...]:
        names = [self._plain_name()] if self.source.peek().kind == "name" else []
        while names and self.accept(","):
            names.append(self._plain_name())
        return tuple(names)

    def _plain_name(self) -> Name:
        token = self.expect_kind("name", "a name")
        return Name(token.text, place=self.at(token))

    def _units(self) -> list[Node]:
        start = self.source.next()
        self.expect("{")
        definitions = []
        while not self.accept("}"):
            token = self.source.peek()
            if token.text == "(":
                name = self.unit()
                self.expect("=")
                definitions.append(UnitDefinition(name, source=self.unit(), alias=True, place=self.at(token)))
                continue
            name = self.name()
            self.expect("=")
            if self.source.peek().text == "(":
                source = self.unit()
                self.accept("->")
                target = self.unit() if self.source.peek().text == "(" else None
                definitions.append(UnitDefinition(name, source=source, target=target, place=self.at(token)))
            else:
                value = self._signed()
                definitions.append(UnitDefinition(name, value, self.optional_unit(), place=self.at(token)))
        return [Units(tuple(definitions), place=self.at(start))]

    def _signed(self) -> str:
        sign = "-" if self.accept("-") else ""
        return sign + self.expect_kind("number", "a number").text

    def _declarations(self) -> Node:
        start = self.source.next()
        self.expect("{")
        variables = []
        while not self.accept("}"):
            variables.append(self._variable(start.text))
        return Declarations(start.text, tuple(variables), place=self.at(start))

    def _variable(self, kind: str) -> Variable:
        if kind == "INDEPENDENT":
            self.accept("SWEEP")
        token = self.expect_kind("name", f"a name of {kind}, or `}}`")
        values: dict = {}
        if self.accept("["):
            values["size"] = self.expression()
            self.expect("]")
        if kind == "PARAMETER" and values and self.source.peek().text == "=":
            message = f"NEURON gives the PARAMETER array `{token.text}` no value here; set its elements in INITIAL"
            raise self.source.error(message, self.source.peek().start)
        if self.accept("="):
            values["value"] = self._signed_value()
        for word, key in (("FROM", "low"), ("TO", "high"), ("WITH", None), ("START", "start")):
            if self.accept(word):
                value = self._signed_value()
                values |= {key: value} if key else {}
        values["unit"] = self.optional_unit()
        if self.accept("<"):
            low = self._signed_value()
            if self.accept(","):
                values["low"], values["high"] = low, self._signed_value()
            else:
                values["tolerance"] = low
            self.expect(">")
        for word, key in (("START", "start"), ("FROM", "low"), ("TO", "high"), ("START", "start")):
            if self.accept(word):
                values[key] = self._signed_value()
        self.optional_unit()
        return Variable(token.text, **values, place=self.at(token))

    def _signed_value(self):
        return self.unary_without_unit()

    def _procedure(self) -> Node:
        start = self.source.next()
        kind, name, arguments, unit, solvefor = start.text, "", (), None, ()
        if kind in ("BEFORE", "AFTER"):
            name = self.name()
        elif kind in _NAMED:
            name = self.name()
        if self.source.peek().text == "(":
            arguments = self.arguments()
            unit = self.optional_unit()
        if self.accept("SOLVEFOR"):
            solvefor = tuple(n.name for n in self._name_list())
        if kind == "FUNCTION_TABLE":
            return Procedure(kind, name, arguments, unit, (), place=self.at(start))
        return Procedure(kind, name, arguments, unit, self.braces(), solvefor, place=self.at(start))


def _one_neuron_block(blocks: list[TopLevel]) -> tuple[TopLevel, ...]:
    """The blocks with what all NEURON blocks say in the first of them: a file and what it INCLUDEs may have several."""
    found = [b for b in blocks if isinstance(b, NeuronBlock)]
    if len(found) < 2:
        return tuple(blocks)
    named = next((b for b in found if b.name), found[0])
    lists = {
        field.name: tuple(dict.fromkeys(x for b in found for x in getattr(b, field.name)))
        for field in fields(NeuronBlock)
        if isinstance(getattr(named, field.name), tuple)
    }
    thread_safe = any(b.thread_safe for b in found)
    joined = replace(found[0], kind=named.kind, name=named.name, thread_safe=thread_safe, **lists)
    return tuple(joined if b is found[0] else b for b in blocks if b is found[0] or not isinstance(b, NeuronBlock))
