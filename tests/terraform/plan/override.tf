locals { on = var.masters >= 3 }
resource "terraform_data" "set" {
  input = "over-${each.key}"
}
