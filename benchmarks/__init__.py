"""Measurements that anyone can repeat. They are not part of the test suite; `python -m benchmarks.hook` runs one."""
