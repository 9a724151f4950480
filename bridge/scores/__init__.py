"""Written music: MusicXML files as notes and facts."""
