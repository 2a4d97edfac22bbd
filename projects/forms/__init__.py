"""What pages of projects ask for."""
