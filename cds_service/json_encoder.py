"""JSON in which the numbers of an order stand as they came: what is read as decimals is written as the same digits."""

from __future__ import annotations

import msgspec

ENCODER = msgspec.json.Encoder(decimal_format="number")
