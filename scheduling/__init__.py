"""Support demand, the capacity it leaves, and the work booked into it."""
