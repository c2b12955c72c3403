variable "name" { type = string }
variable "size" {
  type = number
  default = 7
}
resource "terraform_data" "node" {
  count = var.size > 5 ? 1 : 2
  input = "${var.name}-${count.index}-${path.module}-${basename(path.module)}"
}
output "size" { value = var.size }
output "described" { value = "${var.name} has ${length(terraform_data.node)}" }
