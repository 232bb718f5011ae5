"""Earlier imaging: what stands on record, its radiation, and what it means for an order."""
