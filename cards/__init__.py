"""How CDS Hooks says it: from the assessments of a request's drafts to cards, suggestions and system actions.

The entry point is `cards.compose.compose`.
"""
