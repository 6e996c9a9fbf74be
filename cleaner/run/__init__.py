"""A run: a cleaner over many files, in several processes, that can be stopped and gone on with.

apply -> Plan (which inputs, as what tasks) -> Work (one task) -> Assembly (large files) -> Journal, Summary, record
"""
