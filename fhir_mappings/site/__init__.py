"""A client's own tables: its codes for orders and problems, and what each stands for."""
