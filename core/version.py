"""Which version of the app this is, as it stands in what it writes and sends."""

VERSION = "1.0"
