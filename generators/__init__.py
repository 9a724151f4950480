"""Musical intelligence: values in, values out. No sockets, no DAW, no clock."""
