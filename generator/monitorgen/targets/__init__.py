"""One package an output; none imports another, none reads the Spec."""
