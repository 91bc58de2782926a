"""Questions in words, answered for a region: catalogue, answers, the same analyses for any indicator."""
