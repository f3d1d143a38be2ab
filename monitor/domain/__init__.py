"""What we mean: values and rules. Pure: standard library only, no clock, no IO."""
