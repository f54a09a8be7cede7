"""What this machine has and lacks to print, and the lines that install it."""
