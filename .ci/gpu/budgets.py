"""What is known of each kernel and must not become worse: the worst of all programs when recorded."""


class Budgets:
    HEAD = ("# What .ci/gpu-compilers --record found: compiler, kernel, work-items of a work-group, work-groups that\n"
            "# fit on a unit, spills, bytes of scratch memory. Fewer of the first and more of the others are faults.\n"
            "# A kernel that is not here must neither spill nor need scratch memory.\n")

    def __init__(self, path):
        self.path = path
        lines = path.read_text().splitlines() if path.exists() else []
        words = [line.split() for line in lines if line and not line.startswith("#")]
        self.known = {(compiler, kernel, int(items)): tuple(map(int, numbers))
                      for compiler, kernel, items, *numbers in words}

    def write(self, table):
        """Records what was compiled; kernels of other compilers keep their lines."""
        compiled = {name for name, _ in table}
        self.known = {key: numbers for key, numbers in self.known.items() if key[0] not in compiled}
        for name, row in table:
            key = (name, row.kernel, row.items)
            groups, spills, scratch = self.known.get(key, (row.groups, 0, 0))
            self.known[key] = (min(row.groups, groups), max(row.spills, spills), max(row.scratch, scratch))
        lines = [" ".join(map(str, key + numbers)) + "\n" for key, numbers in sorted(self.known.items())]
        self.path.write_text(self.HEAD + "".join(lines))

    def faults(self, table):
        for name, row in table:
            what = f"{name}: {row.kernel} of {row.program} ({row.items} work-items)"
            groups, spills, scratch = self.known.get((name, row.kernel, row.items), (0, 0, 0))
            if row.spills > spills:
                yield f"{what} spills {row.spills}, at most {spills}"
            if row.scratch > scratch:
                yield f"{what} needs {row.scratch} bytes of scratch memory, at most {scratch}"
            if row.groups < groups:
                yield f"{what}: {row.groups} work-groups fit on a unit, at least {groups}; limited by {row.limiter}"
