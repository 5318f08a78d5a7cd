"""The trusted side of the fence: makes jails and proves that they hold. No jail can see it."""
