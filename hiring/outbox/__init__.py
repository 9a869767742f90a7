"""What leaves the house: messages leased, sent, marked. A new channel is one file with a `send` in it."""
