"""A payer's policy: its file and its checks, the facts as it reads them, and its verdict on the orders of a request."""
