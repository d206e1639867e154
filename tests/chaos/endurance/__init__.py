"""What must hold however long it takes: beating, hanging queries, a peer that does not read.

Beside the history checker, which asks whether anything is lost; here it is asked what it costs.
"""
