"""What the templates of the offer say in one way."""
