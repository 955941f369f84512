"""What must stay fast and small, measured: `python -m benchmarks` prints the figures, and fails beyond a limit.

A benchmark is a module with `run() -> list[tuple[str, float, str]]`: name, value, unit.
"""
