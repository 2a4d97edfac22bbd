"""The templates that come with the product, one file each: read and checked once a process."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from projects.rules.sow import hours_text
from projects.rules.tables import read_table
from projects.rules.templates import TEXTS, keyed, read_plan

HERE = Path(__file__).parent
COLUMNS = ("description", "sku", "vendor", "quantity")


@dataclass(frozen=True, slots=True)
class Shipped:
    """A template as shipped; ``content`` as a version holds it."""

    key: str
    name: str
    description: str
    content: dict


@cache
def shipped_templates() -> tuple[Shipped, ...]:
    """All of them, by file name. Raises ValueError for a file that no project could begin with."""
    return tuple(_read(path) for path in sorted(HERE.glob("*.yaml")))


def _read(path):
    said = yaml.safe_load(path.read_text())
    plan, bom = read_plan(said["plan"]), read_table(said["bom"], COLUMNS)
    if plan.errors or bom.errors:
        raise ValueError(f"{path.name}: {(plan.errors or bom.errors)[0]}")
    words = {name: said[name].strip() for name in (*TEXTS, "checklist")}
    content = {"note": said["note"], "plan": keyed(plan.lines, ()), "bom": [_material(row) for row in bom.rows]}
    return Shipped(path.stem[:40], said["name"], said["description"], content | words)


def _material(row):
    texts = {name: row.get(name, "") for name in ("description", "sku", "vendor")}
    return texts | {"quantity": hours_text(row["quantity"])}
