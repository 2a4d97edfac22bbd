"""Watching and keeping the product: figures, alarms, backup of single organizations. No noun of the trade."""
