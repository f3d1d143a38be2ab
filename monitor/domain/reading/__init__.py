"""What an article says about a claim: stance, facets, one judgement."""
