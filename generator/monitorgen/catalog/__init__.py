"""What is known of exporters: YAML facts and the model that reads them."""
