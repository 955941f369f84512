"""All the logic of MiraLab. Imports point one way: ui -> vision, compare -> models -> the modules of this folder."""
