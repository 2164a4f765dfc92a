"""Say where a published model comes from."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Source:
    """A paper, its number in ModelDB, and the `.mod` file whose numbers a channel has; `remark`: what else to know."""

    paper: str
    modeldb: int | None = None
    file: str = ""
    remark: str = ""

    def mod(self, file: str, remark: str = "") -> "Source":
        """The same source, of one file."""
        return replace(self, file=file, remark=remark)

    def __str__(self) -> str:
        where = f"ModelDB {self.modeldb}" if self.modeldb else "NEURON" if self.file else ""
        place = f"; {where}, {self.file}" if self.file else f"; {where}" if where else ""
        return self.paper + place + (f" ({self.remark})" if self.remark else "")
