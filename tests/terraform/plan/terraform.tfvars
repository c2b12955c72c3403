pools = {
  web = {}
  db  = { size = "6", labels = { a = 1 } }
}
