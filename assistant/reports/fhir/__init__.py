"""The sheet as an HL7 FHIR R4 Bundle: what was asked, what was answered and how surely, and the sheet as text."""
