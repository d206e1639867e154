"""Everything that is live: who is connected, what they have, and how it reaches them."""
