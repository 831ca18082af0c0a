"""The slots of which the rules know more than content tells: their ids, and values that have a part of their own."""

from __future__ import annotations

CONSENT, OFFER = "consent", "offer"
"""No slots: what is asked for first of all, and whether something is to stand on the list for the appointment."""
RESPONDENT, PATIENT, CAREGIVER = "about.respondent", "patient", "caregiver"
NO = ("no", "none", "not_booked", "never", "not_tested")
"""Values that a bare "no" means, where one of them can be chosen."""

AGE = "about.age_band"
REGION = "about.region"
DIAGNOSIS, CROHNS = "about.diagnosis", "crohns"
APPOINTMENT = "about.appointment"

NOW, EARLIER, PARTNER = "history.anti_tnf", "history.earlier_advanced", "history.partner_drug"
TIME_ON, STEROIDS = "history.weeks_on", "history.steroids"
RESPONSE, REACTION = "history.response", "history.reaction"
SURGERY = "history.surgery"
MISSED, SKIPPED = "history.missed_doses", "access.skipped_for_cost"
NONE = "none"
"""The value of a list of which nothing is so."""
MEASURED = ("number", "date", "quantity")
"""Kinds of slots that hold how much, how long or when."""
SIDE_EFFECT = "side_effect"
"""The response of which the reaction tells the kind."""

LOCATION = "disease.location"
MEDICINES, PREGNANCY = "health.medicines", "health.pregnancy"
LISTS = ("health.conditions", "disease.outside_gut", "history.reaction", "disease.location", "access.barriers")
"""Beside the medicines tried: lists of which something may be taken out by its name."""
OWN_QUESTIONS = "closing.own_questions"

INFLAMMATION = "tests.inflammation"
TESTS = "tests."
"""Slots about results begin with it."""
DRUG_LEVEL, ANTIBODIES, LEVEL = "tests.drug_level", "tests.antibodies", "tests.level_value"
LEVELS = (DRUG_LEVEL, ANTIBODIES, LEVEL)
"""To every other question "they did a level but never told me" is no answer."""
