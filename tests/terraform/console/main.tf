# What the recorded expressions refer to; `benchmarks/record_terraform_cases.py` runs `terraform console` here.
variable "count_of_masters" {
  type    = number
  default = 3
}

variable "name" {
  default = "orders"
}

variable "as_text" {
  type    = string
  default = 12
}

variable "as_list" {
  type    = list(string)
  default = ["a", 1, true]
}

variable "as_set" {
  type    = set(number)
  default = ["3", 1, 2, 1]
}

variable "as_map" {
  type    = map(number)
  default = { b = "2", a = 1 }
}

variable "any_list" {
  type    = list(any)
  default = ["a", 1]
}

variable "nothing" {
  type    = string
  default = null
}

variable "pool" {
  type = object({
    name  = string
    nodes = optional(number, 3)
    zone  = optional(string)
    disk = optional(object({
      size = optional(number, 10)
      kind = optional(string, "ssd")
    }), {})
  })
  default = { name = "main" }
}

variable "pools" {
  type = map(object({
    nodes  = optional(number, 1)
    labels = optional(map(string), { tier = "web" })
  }))
  default = {
    a = { nodes = 5 }
    b = { labels = { x = 1 } }
    c = {}
  }
}

variable "pair" {
  type    = tuple([string, number])
  default = [1, "2"]
}

variable "secret" {
  sensitive = true
  default   = "hidden"
}

locals {
  list   = ["a", "b", "c"]
  tuple  = ["a", 1, true, null]
  object = { name = "x", size = 2, tags = { env = "prod" } }
  people = [
    { name = "ann", age = 30, team = "red" },
    { name = "bob", age = 25, team = "blue" },
    { name = "cid", age = 35, team = "red" },
  ]
  nested = [[1, 2], [3], []]
  text   = "hello world"
  number = 1.5
  empty  = null
  accent = "e\u0301te\u0301"
  plain_heredoc = <<EOT
hello
  ${local.text}
	tab \n stays
EOT
  flush_heredoc = <<-EOT
    first
      second ${local.number}

    third
  EOT
  uneven_heredoc = <<-EOT
      a
    b
        c
    EOT
  directives = <<-EOT
    %{for person in local.people~}
    ${person.name} is ${person.age}
    %{endfor~}
    done
  EOT
  directives_kept = <<EOT
%{for index, person in local.people}
${index}: ${person.name}
%{endfor}
EOT
  choice = <<-EOT
    %{if local.number > 1~}
    big
    %{else~}
    small
    %{endif~}
  EOT
  escapes = <<-EOT
    $${not} %%{neither} $ % $$ {} \ "quoted"
  EOT
  empty_heredoc = <<EOT
EOT
  one_line = <<-EOT
    ${join(", ", local.list)}
  EOT
  chained = (
    local.number > 2 ? "two" :
    local.number > 1 ? "one" :
    "none"
  )
  commented = [
    1, # one
    2, // two
    /* three */ 3,
  ]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:Get*"]
      Resource = "*"
    }]
  })
  config = {
    replicas = 3
    image    = "nginx:1.25"
    env      = { A = "1", B = "two words" }
    ports    = [80, 443]
    command  = ["sh", "-c", "a\nb\n"]
    empty    = {}
    none     = null
    flags    = [true, false]
    nested   = [{ a = 1, b = [1, 2] }, [3, [4]]]
  }
}
