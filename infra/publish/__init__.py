"""What partners build against, generated from the operations and committed in schemas/published."""
