"""By hand: what an editor does. Synchronous; knows only ports; every act names a person."""
