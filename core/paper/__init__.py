"""Documents as PDF. ``sheet`` needs the PDF library and is imported where paper is made, ``answer`` sends it."""
