"""What is known about imaging: studies, features, guidelines, safety constraints, and the assessment of an order.

Usable from a notebook or a batch job with no server and no FHIR::

    from imaging_rules import Library, assess
"""
