"""What leaves the house: messages leased, sent, marked. A new way out is one file in `channels/`."""
