"""What nianbao keeps: vocabulary, archive, captures, reference data, exports."""
