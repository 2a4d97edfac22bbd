"""`scripts/bench`: what the machine can do at best (`limits/`) and what the product does, in one run."""
