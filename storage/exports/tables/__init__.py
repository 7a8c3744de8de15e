"""The rows of each table of an export, in the order of ``storage.exports.columns``."""
