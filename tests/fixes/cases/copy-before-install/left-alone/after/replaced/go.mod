module shop

require acme/lib v1.0.0

replace acme/lib => ./lib
