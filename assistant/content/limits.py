"""What no sentence may say, and how hard it may be to read: the same for the content and for every reply."""

from __future__ import annotations

HIGHEST_GRADE = 8.0
EASY_GRADE, HIGHEST_SIMPLER, STEP = 5.0, 6.0, 1.0
"""A claim above the first has simpler words too: below the second, and easier by at least the third."""
FORBIDDEN = (
    r"\byou (should|must|ought to|need to|have to)\b",
    r"\b(stop|start|double|skip|increase|reduce) (taking|your (medicine|drug|dose|tablets?))\b",
    r"\d ?(mg|milligrams?)\b(?!/)",
    r"\bbest (drug|medicine|option|choice)",
    r"(drug|medicine) of choice",
    r"first choice",
    r"recommended for you",
    r"right for you",
    r"57\.1",
    r"40\.6",
    r"47\.5",
    r"30\.4",
    r"43 ?mcg",
    r"44\.5",
    r"quarterly infusion",
)
"""Advice in disguise, and figures once printed wrong elsewhere; quoting them as wrong is left to ``CORRECTIONS``."""
CORRECTIONS = "corrections."
"""Claims of this topic quote what is wrong, to put it right."""
