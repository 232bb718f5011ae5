"""The SMART app that shows the details of one consultation (SMART App Launch 2.2)."""
