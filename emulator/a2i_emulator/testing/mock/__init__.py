"""`mock_a2i`: moto's ``mock_aws`` with A2I in it."""
