"""Invoices read by Textract, checked by people where the model is not sure."""
