"""Room: the demonstration. The main job on the shipped example, through the real services, from files to files."""
