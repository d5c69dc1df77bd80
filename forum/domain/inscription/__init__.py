"""Lists of speakers: who asked for the floor before the sitting, on whose behalf, through whom, in which order.

Pure: values in, values or a typed `Refusal` out. May use domain and timezones only.
"""
