"""The register of schools, who works where, places on the map."""
