"""Use cases: one module each, with stores, queues and clock passed in."""
