"""The instructions of a kernel's inner loop, from nvdisasm's text."""
import re
from collections import Counter

LABEL = re.compile(r"^(\.L_x?_?\d+):")
INSTRUCTION = re.compile(r"^\s*/\*[0-9a-f]+\*/\s+(?:@!?U?P\w+\s+)?([A-Z][A-Z0-9_.]*)(.*?);")
TARGET = re.compile(r"`\((\.L_\w+)\)")
KERNEL = re.compile(r"^\.text\.(\w+):")
# What is counted by name; loads with their width in bits.
ARITHMETIC = ("FFMA", "HMMA")
MEMORY = {"LDG": "global", "LDS": "local", "LDGSTS": "async", "STS": "store"}


def width(name):
    parts = name.split(".")
    return next((int(part) for part in parts if part in ("64", "128")), 32)


def kind(name):
    base = name.split(".")[0]
    if base in ARITHMETIC:
        return base
    return f"{MEMORY[base]}{width(name)}" if base in MEMORY else "other"


def bodies(text):
    """The instructions of each kernel, with the positions of labels and branches."""
    found, current = {}, None
    for line in text.splitlines():
        if match := KERNEL.match(line):
            current = found.setdefault(match[1], ([], {}, []))
        elif current is None:
            continue
        elif match := LABEL.match(line):
            current[1][match[1]] = len(current[0])
        elif match := INSTRUCTION.match(line):
            if match[1].split(".")[0] == "BRA" and (target := TARGET.search(match[2])):
                current[2].append((len(current[0]), target[1]))
            current[0].append(match[1])
    return found


def inner_loop(instructions, labels, branches):
    """Counts by kind in the innermost loop with the most arithmetic; empty without a loop."""
    loops = [(labels[target], at) for at, target in branches if target in labels and labels[target] <= at]
    inner = [a for a in loops if not any(b != a and a[0] <= b[0] and b[1] <= a[1] for b in loops)]
    counts = [Counter(map(kind, instructions[start:end + 1])) for start, end in inner]
    if not counts:
        return {}
    best = max(counts, key=lambda count: (sum(count[name] for name in ARITHMETIC), sum(count.values())))
    return dict(sorted(best.items()))


def slowdown(loop, cycles_of_mma):
    """How much longer the inner loop takes than its arithmetic alone: by the instructions that one of the four
    parts of a unit issues, one a cycle, and by the 128 bytes that the unit's local memory gives in a cycle, as if
    no two lanes of a warp read the same."""
    arithmetic = loop.get("FFMA", 0) + cycles_of_mma * loop.get("HMMA", 0)
    if not arithmetic:
        return 1.0
    reads = sum(count * int(name[5:]) // 32 for name, count in loop.items() if re.fullmatch(r"local\d+", name))
    return max(1.0, sum(loop.values()) / arithmetic, 4 * reads / arithmetic)


def inner_loops(text):
    return {name: inner_loop(*body) for name, body in bodies(text).items()}
