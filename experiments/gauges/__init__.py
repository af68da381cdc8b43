"""What `corridor bench` measures: one module a subject. Everything is given as figures, never as a judgement."""
