"""Evidence: claims about the world as data, lived in many worlds, and judged kept, broken, undecided or not testable."""
