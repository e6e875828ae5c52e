"""A whole account as something to keep: a seed file, a program, Terraform, CloudFormation."""
