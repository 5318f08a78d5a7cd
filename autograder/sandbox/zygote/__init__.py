"""The zygote: clean and warm, without secrets; gives up its power and forks the children."""
