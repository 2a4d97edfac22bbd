"""A document on Letter paper: title, facts, sections, tables, and on every page what it is and "n of m".

The same words and the same ``at`` give the same bytes: nothing of the clock, of the reader or of the machine is in it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from core.paper.letters import printable

FONTS = Path(__file__).parent / "fonts"
FAMILY = "DejaVu"
MARGIN = 20  # millimetres, as every length here
LINE = 5
# A row of a table stands on one page; a text of more lines goes on in the next row. A page holds 39.
ROW_LINES = 30
INK, SOFT, RULE = (26, 28, 33), (98, 104, 115), (214, 217, 222)
# Holds the place of the number of pages until it is known: a sign that ``printable`` never lets through.
TOTAL = "\u2062"


class Sheet(FPDF):
    """Paper that is written from top to bottom; ``bytes(sheet.output())`` is the file.

    ``head`` stands on every page but the first, ``foot`` on every page beside its number, ``at`` is the date inside.
    """

    def __init__(self, *, title: str, author: str, head: str, foot: str, at: dt.datetime):
        super().__init__(format="letter")
        self.add_font(FAMILY, "", FONTS / "DejaVuSansCondensed.ttf")
        self.add_font(FAMILY, "B", FONTS / "DejaVuSansCondensed-Bold.ttf")
        self.known = {style: frozenset(self.fonts[FAMILY.lower() + style].cmap) for style in ("", "B")}
        self.head, self.foot = head, foot
        self.alias_nb_pages(TOTAL)
        self.set_creation_date(at)
        self.set_title(title)
        self.set_author(author)
        self.set_lang("en-US")
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(auto=True, margin=22)
        self.add_page()

    def header(self):
        """What the document is, from the second page on."""
        if self.page_no() > 1:
            self.set_y(11)
            self.write_line(self.head, size=8, color=SOFT)
            self.set_y(MARGIN)

    def footer(self):
        """Which version it is, and the page."""
        self.set_y(-15)
        self._pen("", 7, SOFT)
        page = _("Page %(page)d of %(total)s") % {"page": self.page_no(), "total": TOTAL}
        self.cell(w=0, h=4, text=page, align="R")
        self.set_x(MARGIN)
        self.cell(w=0, h=4, text=printable(self.foot, self.known[""]))

    def write_line(self, text: str, *, size: float = 10, style: str = "", color=INK, indent: float = 0):
        """A paragraph; as many lines as it needs."""
        self._pen(style, size, color)
        self.set_x(MARGIN + indent)
        height = LINE * max(size, 8) / 10
        self.multi_cell(
            w=0, h=height, text=printable(text, self.known[style]), align="L", new_x="LMARGIN", new_y="NEXT"
        )

    def write_title(self, above: str, title: str, below: str):
        """The top of the first page."""
        self.write_line(above, size=9, color=SOFT)
        self.ln(2)
        self.write_line(title, size=18, style="B")
        self.write_line(below, size=12, color=SOFT)
        self.ln(3)
        self.set_draw_color(*RULE)
        self.line(MARGIN, self.get_y(), self.w - MARGIN, self.get_y())
        self.ln(3)

    def write_heading(self, text: str):
        """The head of a section, never alone at the foot of a page."""
        if self.will_page_break(28):
            self.add_page()
        self.ln(4)
        self.write_line(text, size=12, style="B")
        self.ln(1)

    def write_items(self, lines: Sequence[str]):
        """One line as a paragraph, several as a list."""
        if len(lines) == 1:
            self.write_line(lines[0])
            return
        for line in lines:
            if self.will_page_break(LINE):
                self.add_page()
            self._pen("", 10, SOFT)
            self.set_x(MARGIN)
            self.cell(w=5, h=LINE, text="•")
            self.write_line(line, indent=5)
            self.ln(0.8)

    def write_facts(self, rows: Iterable[tuple[str, str]]):
        """Names and values side by side."""
        self._table(
            [tuple(row) for row in rows], (42, 134), ("LEFT", "LEFT"), TableBordersLayout.NONE, first_soft=True
        )

    def write_table(self, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]):
        """A table whose last column holds numbers; its head stands on every page it reaches."""
        aligns = (*("LEFT" for _one in head[1:]), "RIGHT")
        self._table(
            [tuple(head), *map(tuple, rows)], widths, aligns, TableBordersLayout.HORIZONTAL_LINES, headings=1
        )

    def _table(self, rows, widths, aligns, borders, *, headings=0, first_soft=False):
        self._pen("", 10, INK)
        self.set_draw_color(*RULE)
        bold, soft = FontFace(emphasis="BOLD", color=INK), FontFace(color=SOFT)
        with self.table(
            col_widths=tuple(widths),
            text_align=aligns,
            borders_layout=borders,
            line_height=LINE + 1,
            headings_style=bold,
            first_row_as_headings=bool(headings),
            padding=(0.6, 1, 0.6, 0),
        ) as table:
            for number, row in enumerate(rows):
                style = "B" if headings and number == 0 else ""
                said = [printable(text, self.known[style]) for text in row]
                for part in self._parts(said, widths, style):
                    line = table.row()
                    for place, text in enumerate(part):
                        line.cell(text, style=soft if first_soft and place == 0 else None)
        self._pen("", 10, INK)

    def _parts(self, row, widths, style):
        """The row, as several where a text is too long for one page."""
        if max(map(len, row)) < ROW_LINES:
            return [row]
        self._pen(style, 10, INK)
        cells = [
            self.multi_cell(w=self.epw * width / sum(widths) - 1, text=text, dry_run=True, output="LINES")
            for text, width in zip(row, widths, strict=True)
        ]
        self._pen("", 10, INK)
        starts = range(0, max(map(len, cells)), ROW_LINES)
        return [["\n".join(lines[start : start + ROW_LINES]) for lines in cells] for start in starts] or [row]

    def _pen(self, style, size, color):
        self.set_font(FAMILY, style, size)
        self.set_text_color(*color)
