"""The ranger's question, may this stand here: fixes, tracks and polygons judged as a run judges."""
