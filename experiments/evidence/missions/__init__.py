"""Contrast cases: other missions by their documented fields alone, lived by the same model with the same behaviour, and scored."""
