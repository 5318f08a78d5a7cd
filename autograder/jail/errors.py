"""What can go wrong with the fence itself. Our fault or the machine's, never the student's."""


class SandboxError(Exception):
    """A jail could not be made, or its zygote failed."""


class SandboxUnavailable(Exception):
    """This machine cannot give the level that is configured as the minimum; the message says how to fix it."""
