"""Policies: rules that finance sets, one module for each part of finance."""
