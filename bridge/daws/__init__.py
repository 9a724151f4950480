"""What faces a DAW: the link that scripts dial into, its transports, and the embedded studio."""
