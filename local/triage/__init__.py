"""Dead letters, looked at and put back by whoever operates a stage."""
