"""The rules of classification: one stream per obligor, all of its loans inside. Pure."""
