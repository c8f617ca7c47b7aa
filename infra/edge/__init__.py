"""What the outside sees: the API, its firewall and throttles; and the dashboard."""
