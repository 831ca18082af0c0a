"""Templates of pages. What reads them is loaded with the first page: a server that starts needs none of it."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


def environment(package: str) -> Environment:
    """The templates of ``package``: everything filled in is escaped, and a name that is not given is an error."""
    jinja2 = importlib.import_module("jinja2")
    found: Environment = jinja2.Environment(
        loader=jinja2.PackageLoader(package),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return found
