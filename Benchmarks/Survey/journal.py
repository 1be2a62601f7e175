"""The results: Markdown and JSON, both complete on disk whenever a line has been printed."""

import json
import os
import time


class Journal:
    """Writes survey.md and survey.json into a folder."""

    def __init__(self, folder, facts):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.start = time.monotonic()
        self.results = facts | {"parts": {}}
        self.markdown = open(folder / "survey.md", "wb", buffering=0)
        self.part = None
        self.save()

    def begin(self, name, title):
        self.part = self.results["parts"].setdefault(name, {"rows": []})
        self.say(f"\n## {title}\n")

    def row(self, line, **values):
        """A result: its values in the JSON, its line in the Markdown."""
        self.part["rows"].append(values | {"seconds_since_start": round(time.monotonic() - self.start, 1)})
        self.save()
        self.say(line)

    def note(self, name, value):
        """Something about the part as a whole."""
        self.part[name] = value
        self.save()

    def table(self, *names):
        self.say("\n| " + " | ".join(names) + " |\n|" + "---|" * len(names))

    def say(self, text):
        # One write, so that a line is there as a whole or not at all.
        self.markdown.write((text + "\n").encode())
        os.fsync(self.markdown.fileno())
        print(text, flush=True)

    def save(self):
        """Replaces the file in one step: it is valid at any moment."""
        path, fresh = self.folder / "survey.json", self.folder / "survey.json.new"
        with open(fresh, "w") as file:
            json.dump(self.results, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)


def cells(*values):
    """A row of a Markdown table; numbers with four significant digits, a dash for nothing."""
    def text(value):
        if value is None:
            return "–"
        if isinstance(value, float):
            return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"
        return " ".join(str(value).replace("|", "/").split())
    return "| " + " | ".join(text(value) for value in values) + " |"
