terraform {
  required_version = ">= 1.0"
}
variable "masters" {
  type    = number
  default = 1
}
variable "pools" {
  type = map(object({ size = optional(number, 2), labels = optional(map(string), {}) }))
}
variable "secret" {
  sensitive = true
  default = "s3"
}
locals {
  names = [for i in range(var.masters) : "master-${i}"]
  on    = var.masters > 1
}
resource "terraform_data" "master" {
  count = var.masters
  input = { name = local.names[count.index], index = count.index }
}
resource "terraform_data" "maybe" {
  count = local.on ? 1 : 0
  input = "ha"
}
resource "terraform_data" "each" {
  for_each = var.pools
  input = "${each.key}=${each.value.size}"
  triggers_replace = [terraform_data.master[0].input.name, terraform_data.master[*].input.index]
}
resource "terraform_data" "set" {
  for_each = toset(["b", "a"])
  input = each.value
}
module "pool" {
  source = "./modules/pool"
  for_each = var.pools
  name = each.key
  size = each.value.size
}
module "single" {
  source = "./modules/pool"
  name = "single"
}
resource "terraform_data" "uses" {
  input = { a = module.single.described, b = [for k, m in module.pool : m.described], c = terraform_data.master[0].id }
}
output "all" { value = { for k, m in module.pool : k => m.size } }
output "uses" { value = terraform_data.uses.input.a }
output "secret" { 
  value = var.secret 
  sensitive = true
}
