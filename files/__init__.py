"""Papers and pictures of projects and deals, with their versions. What may be kept is judged in ``core.uploads``."""
