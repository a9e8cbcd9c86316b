"""The rules of monitoring: one stream per loan. Pure."""
