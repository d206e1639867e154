"""Everything that can happen to a deployment, each as a context manager: within it, it is so."""
