"""The demo EHR: an order-entry page that calls the CDS services as an EHR does."""
