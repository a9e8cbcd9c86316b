"""Technical code shared by all services. Holds no business noun and is not itself a service."""
