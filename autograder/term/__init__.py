"""A term with a class: roster, collecting, feedback, report, export, audit, release."""
