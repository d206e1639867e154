"""A thousand real links of `static/lifeline`, whose server is killed or drained."""
