"""
A network to look at: made from a seed, the same every time.

Places are real (postcodes, districts, authorities); schools, people, hubs and all they do are made
up. `build.build()` makes it; `docs/explanation/demo-network.md` says what is in it and why.
"""
