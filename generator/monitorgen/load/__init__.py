"""Files to Spec: one reader a format."""
