"""The processes of a server: from start to end, and from one release to the next.

`serve` checks what is asked for and starts the `supervisor`, which keeps the `process` of the application
alive. There the `edge` has requests answered, `takeover` puts a new release in place of the one `served`, and
`supply` has releases brought from storage.
"""
