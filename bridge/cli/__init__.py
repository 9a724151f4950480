"""The command line: a thin face of the daemon's commands."""


def main() -> None:
    """Entry point of the command ``sideman``."""
    from bridge.cli.app import run

    run()
