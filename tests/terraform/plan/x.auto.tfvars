masters = 3
