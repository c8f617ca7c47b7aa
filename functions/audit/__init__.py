"""What an auditor needs without us: seals, the proofs in them, and the command that checks them."""
