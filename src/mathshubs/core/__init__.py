"""Dates, academic years, identifiers, page components: no facts."""
