"""Files in, standard layers out: the only reader of inputs."""
