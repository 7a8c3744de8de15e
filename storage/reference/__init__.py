"""Reference data that ships with nianbao: the codebook of statutory cells, the gazetteer."""
