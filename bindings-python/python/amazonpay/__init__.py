"""Amazon Pay."""
