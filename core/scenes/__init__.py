"""Scenes of doodles: pictures that the app makes itself, of which it knows everything."""
