"""What lies beside a report: workbook, slides, figures."""
