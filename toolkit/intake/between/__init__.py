"""Between the files of two waves: what each file alone cannot show, such as a copy, another scale, or turned codes."""

from toolkit.intake.between.waves import Between, between_waves

__all__ = ["Between", "between_waves"]
