"""Something that is wrong in a file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """What is wrong in a line (0: the whole file), what a repair does about it, and whether readers refuse the file."""

    line: int
    message: str
    repair: str = ""
    refused: bool = True

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        if self.repair:
            return f"{place}{self.message}; repair: {self.repair}"
        return f"{place}{self.message}" + ("; no repair" if self.refused else "")
