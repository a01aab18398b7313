"""The letterbox: queues, sends and logs a letter, never words one."""
