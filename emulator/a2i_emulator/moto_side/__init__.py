"""All that is moto's: its application on our endpoint, its calls, its errors, its state kept."""
