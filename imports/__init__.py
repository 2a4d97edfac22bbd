"""Tables of other systems taken in: staged, matched, checked, run, and taken back."""
