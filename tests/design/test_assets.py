"""Static files and templates keep the rules of docs/design.md; read from the files themselves."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from core import icons

ROOT = Path(__file__).resolve().parents[2]
STATIC, TEMPLATES = ROOT / "static", ROOT / "templates"
VENDOR = json.loads((STATIC / "vendor" / "manifest.json").read_text())
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if "mail" not in path.relative_to(TEMPLATES).parts)
NAMES = [str(path.relative_to(TEMPLATES)) for path in PAGES]
STYLES = sorted((STATIC / "css").glob("*.css"))

INLINE_STYLE = re.compile(r"\sstyle\s*=|<style[\s>]")
INLINE_HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=")
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>")
ICON_NAMES = re.compile(
    r"""\{%\s*(?:drawn_)?icon\s+(?:\w+\|default:)?["']([a-z0-9-]+)["']|\bicon=["']([a-z0-9-]+)["']"""
)
TOKEN_COLOR = re.compile(r"#[0-9a-fA-F]{3,8}\b")


def dark_declarations():
    text = (STATIC / "css" / "tokens.css").read_text()
    blocks = re.findall(r'(?:data-bs-theme="light"\]\)|data-bs-theme="dark"\])\s*\{(.*?)\n\s*\}', text, re.DOTALL)
    return [[line.strip() for line in block.splitlines() if line.strip()] for block in blocks]


def test_the_two_dark_blocks_of_the_tokens_are_identical():
    system, chosen = dark_declarations()
    assert len(system) > 40
    assert system == chosen


@pytest.mark.parametrize("template", PAGES, ids=NAMES)
def test_templates_hold_no_inline_style_script_or_handler(template):
    text = template.read_text()
    for rule in (INLINE_STYLE, INLINE_HANDLER, INLINE_SCRIPT):
        assert not rule.search(text), rule.search(text).group()


def test_the_rules_against_inline_code_bite():
    assert INLINE_STYLE.search('<p style="x">')
    assert INLINE_HANDLER.search('<a href="#" onclick="x()">')
    assert INLINE_SCRIPT.search("<script>x</script>")
    assert not INLINE_SCRIPT.search('<script type="module" src="x"></script>')


@pytest.mark.parametrize("template", PAGES, ids=NAMES)
def test_templates_name_only_icons_of_the_sprite(template):
    named = {first or second for first, second in ICON_NAMES.findall(template.read_text())}
    assert named <= icons.symbols().keys()


def test_the_search_for_icon_names_finds_every_way_to_name_one():
    source = (
        """{% icon "a" %}{% drawn_icon 'b' %}{% icon icon|default:"c" %}{% include "x" with icon="d" only %}"""
    )
    assert [first or second for first, second in ICON_NAMES.findall(source)] == ["a", "b", "c", "d"]


@pytest.mark.parametrize("template", PAGES, ids=NAMES)
def test_templates_stay_below_120_lines(template):
    assert len(template.read_text().splitlines()) < 120


@pytest.mark.parametrize("package", VENDOR["packages"], ids=lambda package: package["name"])
def test_vendored_files_are_what_the_manifest_says(package):
    assert package["license_file"] in {entry["path"] for entry in package["files"]}
    for entry in package["files"]:
        digest = hashlib.sha256((STATIC / "vendor" / entry["path"]).read_bytes()).hexdigest()
        assert digest == entry["sha256"], entry["path"]


def test_no_vendored_file_is_missing_from_the_manifest():
    listed = {entry["path"] for package in VENDOR["packages"] for entry in package["files"]} | {"manifest.json"}
    found = {str(path.relative_to(STATIC / "vendor")) for path in (STATIC / "vendor").rglob("*") if path.is_file()}
    assert found == listed


def test_no_static_file_points_at_a_missing_source_map():
    for path in [*STATIC.rglob("*.css"), *STATIC.rglob("*.js")]:
        assert "sourceMappingURL" not in path.read_text(), path.name


def test_the_customer_pages_load_less_than_40_kb_of_style():
    assert sum((STATIC / "css" / name).stat().st_size for name in ("tokens.css", "portal.css")) < 40_000


def test_the_customer_pages_load_no_script_font_or_bootstrap():
    text = (TEMPLATES / "base_portal.html").read_text()
    assert not re.search(r"<script|woff2|bootstrap\.", text)


@pytest.mark.parametrize("sheet", STYLES, ids=lambda path: path.name)
def test_style_sheets_are_short_and_take_colors_from_tokens(sheet):
    text = sheet.read_text()
    assert len(text.splitlines()) <= 400
    if sheet.name != "tokens.css":
        assert set(TOKEN_COLOR.findall(text)) <= {"#fff", "#000"}  # paper and ink of print


def test_staff_pages_link_at_most_five_style_sheets():
    assert (TEMPLATES / "base.html").read_text().count('rel="stylesheet"') <= 5
