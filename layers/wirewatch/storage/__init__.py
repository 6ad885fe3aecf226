"""What services need of a store, without a cloud."""
