"""Console (运营台): the face of the system for people.

Owns: nothing. It keeps no state of its own but notes in the data folder (feeds sent, last check).
Listens to: the services' replies to officers' commands; audit's read side over HTTP; the services'
stores and Kafka's positions, read-only, for what operations teams ask.
Publishes: core banking's feed and closed days on their behalf, and officers' commands.
Never does: decides anything, writes into another service's database, reads a payload's meaning.
"""
