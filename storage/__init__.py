"""What nianbao keeps: the vocabulary, the archive, the captures, the reference data, the exports."""
