"""A running average of weights: what a few hundred last steps agree on errs less than the last step alone."""
from collections.abc import Iterator
from contextlib import contextmanager

import torch


class Average:
    """Exponential average of parameters, `decay` a step, faster at the beginning."""

    def __init__(self, parameters: list[torch.Tensor], decay: float = 0.995) -> None:
        self.parameters, self.decay, self.steps = parameters, decay, 0
        self.shadow = [p.detach().clone() for p in parameters]

    @torch.no_grad()
    def update(self) -> None:
        self.steps += 1
        keep = min(self.decay, self.steps / (self.steps + 10))
        for mine, p in zip(self.shadow, self.parameters, strict=True):
            mine.lerp_(p, 1 - keep)

    @contextmanager
    def applied(self) -> Iterator[None]:
        """The averaged weights stand in for the current ones within the block."""
        now = [p.detach().clone() for p in self.parameters]
        with torch.no_grad():
            for p, mine in zip(self.parameters, self.shadow, strict=True):
                p.copy_(mine)
        try:
            yield
        finally:
            with torch.no_grad():
                for p, before in zip(self.parameters, now, strict=True):
                    p.copy_(before)
