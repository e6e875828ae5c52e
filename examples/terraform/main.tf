# A human review workflow: workers in Cognito, their workteam, a page, a flow definition.
# Nothing here knows of the emulator; README.md tells how Terraform finds it.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100"
    }
  }
}

provider "aws" {
  s3_use_path_style = true
}

variable "description" {
  type    = string
  default = "Reviewers of documents"
}

resource "aws_s3_bucket" "results" {
  bucket        = "review-results"
  force_destroy = true
}

resource "aws_cognito_user_pool" "workers" {
  name = "workers"
}

resource "aws_cognito_user_pool_client" "portal" {
  name            = "portal"
  user_pool_id    = aws_cognito_user_pool.workers.id
  generate_secret = true
}

resource "aws_cognito_user_pool_domain" "workers" {
  domain       = "review-workers"
  user_pool_id = aws_cognito_user_pool.workers.id
}

resource "aws_cognito_user_group" "reviewers" {
  name         = "reviewers"
  user_pool_id = aws_cognito_user_pool.workers.id
}

resource "aws_sagemaker_workforce" "staff" {
  workforce_name = "staff"
  cognito_config {
    client_id = aws_cognito_user_pool_client.portal.id
    user_pool = aws_cognito_user_pool_domain.workers.user_pool_id
  }
}

resource "aws_sagemaker_workteam" "reviewers" {
  workteam_name  = "reviewers"
  workforce_name = aws_sagemaker_workforce.staff.id
  description    = var.description
  member_definition {
    cognito_member_definition {
      client_id  = aws_cognito_user_pool_client.portal.id
      user_pool  = aws_cognito_user_pool_domain.workers.user_pool_id
      user_group = aws_cognito_user_group.reviewers.name
    }
  }
}

resource "aws_sagemaker_human_task_ui" "kind" {
  human_task_ui_name = "kind"
  tags               = { purpose = var.description }
  ui_template {
    content = "<crowd-form>{{ task.input.text }}<crowd-input name=\"kind\"></crowd-input></crowd-form>"
  }
}

resource "aws_iam_role" "a2i" {
  name = "a2i"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "sagemaker.amazonaws.com" }
    }]
  })
}

resource "aws_sagemaker_flow_definition" "review" {
  flow_definition_name = "review"
  role_arn             = aws_iam_role.a2i.arn
  human_loop_config {
    human_task_ui_arn                     = aws_sagemaker_human_task_ui.kind.arn
    workteam_arn                          = aws_sagemaker_workteam.reviewers.arn
    task_title                            = "What is it?"
    task_description                      = "Say what kind of document it is."
    task_count                            = 1
    task_availability_lifetime_in_seconds = 3600
  }
  output_config {
    s3_output_path = "s3://${aws_s3_bucket.results.bucket}/reviews"
  }
}

output "flow_definition_arn" {
  value = aws_sagemaker_flow_definition.review.arn
}
