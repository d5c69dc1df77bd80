"""Room: one public function is one actor and one transaction.

Touches store, planning, domain, timezones; never formats, i18n, web.
"""
