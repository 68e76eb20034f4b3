"""What an earlier build found, for one that would find the same: nothing is believed that was not looked at again."""
