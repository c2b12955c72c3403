module shop

replace acme/lib => ./lib
