"""What happened in a run, and whether the promise held: records in, a verdict out."""
