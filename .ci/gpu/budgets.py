"""How many work-groups of each kernel must fit on a unit: the fewest of all programs when recorded."""


class Budgets:
    HEAD = ("# Work-groups of a kernel that must fit on a unit, as .ci/gpu-compilers --record found them: compiler,\n"
            "# kernel, work-items of a work-group, work-groups. Nothing may spill or need scratch memory.\n")

    def __init__(self, path):
        self.path = path
        lines = path.read_text().splitlines() if path.exists() else []
        words = [line.split() for line in lines if line and not line.startswith("#")]
        self.least = {(compiler, kernel, int(items)): int(groups) for compiler, kernel, items, groups in words}

    def write(self, table):
        """Records what was compiled; kernels of other compilers keep their lines."""
        compiled = {name for name, _ in table}
        self.least = {key: groups for key, groups in self.least.items() if key[0] not in compiled}
        for name, row in table:
            key = (name, row.kernel, row.items)
            self.least[key] = min(row.groups, self.least.get(key, row.groups))
        lines = [f"{name} {kernel} {items} {groups}\n" for (name, kernel, items), groups in sorted(self.least.items())]
        self.path.write_text(self.HEAD + "".join(lines))

    def faults(self, table):
        for name, row in table:
            what = f"{name}: {row.kernel} of {row.program} ({row.items} work-items)"
            if row.spills or row.scratch:
                yield f"{what} spills {row.spills} and needs {row.scratch} bytes of scratch memory"
            least = self.least.get((name, row.kernel, row.items), 0)
            if row.groups < least:
                yield f"{what}: {row.groups} work-groups fit on a unit, expected {least}; limited by {row.limiter}"
