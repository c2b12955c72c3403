"""The functions of the Terraform language, as Terraform 1.11 has them."""
