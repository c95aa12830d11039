"""工作台: what waits today."""
