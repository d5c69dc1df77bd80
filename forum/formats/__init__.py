"""Room: bytes to plain data and back (icalendar, python-docx, typst, XlsxWriter, openpyxl).

Touches domain, timezones, i18n; never store or services.
"""
