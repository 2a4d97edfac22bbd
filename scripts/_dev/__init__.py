"""Development machinery behind `scripts/run` and `scripts/test`: never part of the product at run time."""
