"""Pages of deals: reading (``show``), typing in (``edit``), deciding (``decide``)."""
