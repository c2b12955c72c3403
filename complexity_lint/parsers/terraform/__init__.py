"""Terraform, OpenTofu and Terragrunt, evaluated as they plan, without running them.

Data flows one way: `files` picks a parser (`hcl`, `json_syntax`) and yields `syntax`; `modules` puts the
files of a folder together; `evaluation` starts `instances` of modules, whose expressions the
`evaluator` turns into `values` with `functions` called through `calls`; the outcome is a
`configuration`, from which `parts` reads clusters, stores, ensembles and workloads by the
`knowledge` of `data/terraform.json`. `terragrunt` gives modules the inputs of a unit, `show` prints.
"""
