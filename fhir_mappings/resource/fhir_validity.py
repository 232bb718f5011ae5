"""Which elements of a resource FHIR R4 refuses. The readers take what is readable all the same: this is for whoever connects a
client, and for the tests of what the service itself sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MOST = 10


def refused_elements(resource: Mapping[str, Any]) -> tuple[str, ...]:
    """The elements of a resource that FHIR R4 refuses, such as `code.coding.0.system`, without their values, ten at most; none
    where it is valid. Never raises. Source: the R4B models of fhir.resources."""
    from fhir.resources.R4B import get_fhir_model_class  # slow to import, and not needed to answer a request
    from pydantic import ValidationError

    kind = resource.get("resourceType")
    if not isinstance(kind, str) or not kind:
        return ("resourceType",)
    try:
        model = get_fhir_model_class(kind)
    except (KeyError, ValueError):
        return ("resourceType",)
    try:
        model.model_validate(dict(resource))
    except ValidationError as refused:
        places = {".".join(str(part) for part in error["loc"]) or kind for error in refused.errors()}
        return tuple(sorted(places)[:_MOST])
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as refused:
        return (f"{kind} ({type(refused).__name__})",)
    return ()
