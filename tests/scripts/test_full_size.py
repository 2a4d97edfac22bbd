"""What has a full size is run at it: `scripts/test --gate` selects every test that looks at the switch.

Read from the sources: a test looks at MSP_GATE itself, or through names, helpers and fixtures of the tests that do.
"""

import ast

from msp_pm.local_servers import PROJECT
from scripts._dev.test_command import SWITCH

SELECTED = {"gate", "faults"}


class Source:
    """One file of the tests: what each of its names mentions, and where the imported ones come from."""

    def __init__(self, text):
        self.mentions, self.imports, self.marks = {}, {}, {}
        for node in ast.parse(text).body:
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    self.imports[alias.asname or alias.name] = (node.module, alias.name)
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                self._define([node.name], node)
            elif isinstance(node, ast.Assign):
                targets = [target for whole in node.targets for target in ast.walk(whole)]
                self._define([one.id for one in targets if isinstance(one, ast.Name)], node)

    def _define(self, names, node):
        mentioned = {what for part in ast.walk(node) for what in _names_of(part)}
        marks = {part.attr for part in ast.walk(node) if _is_mark(part)}
        for name in names:
            self.mentions[name], self.marks[name] = mentioned - {name}, marks

    def tests(self):
        """The names of its tests that `--gate` does not select."""
        if self.marks.get("pytestmark", set()) & SELECTED:
            return []
        return [name for name in self.mentions if name.startswith("test_") and not self.marks[name] & SELECTED]


def _names_of(node):
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.arg):
        return [node.arg]  # a fixture
    return [SWITCH] if isinstance(node, ast.Constant) and node.value == SWITCH else []


def _is_mark(node):
    owner = getattr(node, "value", None)
    return isinstance(node, ast.Attribute) and isinstance(owner, ast.Attribute) and owner.attr == "mark"


def looks_at_the_switch(sources, module, name, seen):
    """Whether a name of a module leads to the switch; ``sources`` by dotted name, ``seen`` what was followed."""
    if name == SWITCH:
        return True
    if (module, name) in seen or module not in sources:
        return False
    seen.add((module, name))
    source = sources[module]
    if name in source.mentions:
        return any(looks_at_the_switch(sources, module, other, seen) for other in source.mentions[name])
    if name in source.imports:
        return looks_at_the_switch(sources, *source.imports[name], seen)
    above = {f"{place}.conftest" for place in _packages_of(module)} - {module}
    return any(looks_at_the_switch(sources, conftest, name, seen) for conftest in above)


def _packages_of(module):
    parts = module.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]


def forgotten(texts):
    """``module.test`` of every test that looks at the switch and is not selected; ``texts`` by dotted name."""
    sources = {module: Source(text) for module, text in texts.items()}
    return [
        f"{module}.{name}"
        for module, source in sources.items()
        for name in source.tests()
        if looks_at_the_switch(sources, module, name, set())
    ]


def texts_of_the_tests():
    """Every Python file below `tests`, by its dotted name."""
    paths = sorted((PROJECT / "tests").rglob("*.py"))
    return {".".join(path.relative_to(PROJECT).with_suffix("").parts): path.read_text() for path in paths}


def test_every_test_with_a_full_size_is_selected_by_the_gate():
    texts = texts_of_the_tests()
    assert len(texts) > 200
    assert forgotten(texts) == []


def test_a_forgotten_mark_is_found_wherever_the_switch_is_read():
    sizes = "import os\nFULL = bool(os.environ.get('MSP_GATE'))\nN = 9 if FULL else 1\n"
    shared = sizes + "\n\ndef rounds():\n    return N\n"
    texts = {
        "tests.conftest": "from tests.sizes import rounds\n@pytest.fixture\ndef often():\n    return rounds()\n",
        "tests.sizes": shared,
        "tests.a.test_here": sizes + "def test_own(): assert N\n@pytest.mark.gate\ndef test_marked(): assert N\n",
        "tests.a.test_there": "from tests.sizes import rounds as r\ndef test_shared(): r()\ndef test_free(): pass\n",
        "tests.a.test_given": "def test_fixture(often): pass\n",
        "tests.a.test_whole": "pytestmark = [pytest.mark.faults]\n" + sizes + "def test_all(): assert N\n",
    }
    wanted = ["test_here.test_own", "test_there.test_shared", "test_given.test_fixture"]
    assert forgotten(texts) == [f"tests.a.{name}" for name in wanted]
