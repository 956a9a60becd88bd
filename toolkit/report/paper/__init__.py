"""The report as PDF: widths, decimal signs, the filling of pages, Typst."""
