"""The log without sockets: authors and readers in processes that are killed."""
