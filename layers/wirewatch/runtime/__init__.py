"""What runs only on Lambda: batches, settings, logs and metrics."""
