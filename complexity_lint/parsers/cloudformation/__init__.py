"""AWS CloudFormation and SAM templates, and serverless.yml -> parts, told by the types of their resources."""

from complexity_lint.parsers.cloudformation.templates import evaluate

__all__ = ["evaluate"]
