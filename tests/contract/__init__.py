"""The API called with what its document allows and with what it forbids, by three keys, against the running server."""
