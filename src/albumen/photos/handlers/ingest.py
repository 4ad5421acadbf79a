"""The job that turns a received photo into a ready one."""
