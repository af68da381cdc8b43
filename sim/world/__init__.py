"""World: what exists, as arrays with units."""
