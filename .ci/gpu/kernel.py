"""What a compiler says of one kernel."""
from dataclasses import dataclass, field


@dataclass
class Kernel:
    program: str
    kernel: str
    items: int  # of a work-group
    registers: int
    spills: int  # bytes, or registers on AMD
    scratch: int  # bytes
    local: int  # bytes
    groups: int  # that fit on a unit
    limiter: str  # of that number
    loop: dict = field(default_factory=dict)  # instructions of the inner loop by kind
    slowdown: float = 1.0  # of the inner loop by what is not arithmetic

    columns = ("program", "kernel", "work-items", "registers", "spills", "scratch", "local bytes", "groups a unit",
               "limiter", "slowdown", "inner loop")

    @property
    def cells(self):
        loop = " ".join(f"{kind}:{count}" for kind, count in self.loop.items())
        numbers = (self.items, self.registers, self.spills, self.scratch, self.local, self.groups)
        return (self.program, self.kernel, *map(str, numbers), self.limiter, f"{self.slowdown:.2f}", loop)


def fitting(limits):
    """The least of several limits on a unit's work-groups, and which one it is."""
    return min((count, name) for name, count in limits.items())
