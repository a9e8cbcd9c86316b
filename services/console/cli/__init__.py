"""The command line ``postloan`` (contract.md section 4).

`main` holds the entry point, `commands_*` declare the commands and import nothing slow; the work
is done in the other modules, which are imported when a command needs them.
"""
