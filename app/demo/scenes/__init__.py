"""Drawn photographs of the matter: a pinhole camera, a stage, props, and one function per kind of scene.

Everything is made up and drawn with Pillow; the same seeds give the same bytes on every machine.
"""
