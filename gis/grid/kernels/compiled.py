"""How a kernel is compiled: ahead of its first call, without the interpreter's lock, and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit, types

Function = TypeVar("Function", bound=Callable[..., object])

# Division follows IEEE instead of raising: the check for zero would keep loops from vectorising.
# No fast-math: sums are taken in the order written, on every machine.
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}


def seen(kind: Any, dimensions: int) -> Any:
    """The type of an array a kernel reads: C order, and it may be read-only."""
    return types.Array(kind, dimensions, "C", readonly=True)


def filled(kind: Any, dimensions: int) -> Any:
    """The type of an array a kernel writes into, in C order."""
    return types.Array(kind, dimensions, "C")


def part_of(kind: Any, dimensions: int) -> Any:
    """The type of a window of a larger array that a kernel writes into."""
    return types.Array(kind, dimensions, "A")


def several(*kinds: Any) -> Any:
    """The type of a tuple of values of these types."""
    of: Any = types.BaseTuple.from_types
    return of(kinds)


def kernel(*signatures: Any) -> Callable[[Function], Function]:
    """Compile a function for given types when its module is imported, and keep the machine code.

    Args:
        signatures: numba signatures, one per combination of types.

    Returns:
        A decorator. Where neither the package nor the user's cache folder can be written, the
        function is compiled anew each time instead of being refused.
    """

    def decorate(function: Function) -> Function:
        try:
            return _compiled(function, signatures, keep=True)
        except RuntimeError as fault:
            if "cannot cache" not in str(fault):
                raise
            return _compiled(function, signatures, keep=False)

    return decorate


def inner(function: Function) -> Function:
    """Compile a function that only kernels of its own file call; it becomes a part of them."""
    made: Any = njit(**OPTIONS)(function)
    return cast("Function", made)


def _compiled(function: Function, signatures: tuple[Any, ...], *, keep: bool) -> Function:
    made: Any = njit(list(signatures), cache=keep, **OPTIONS)(function)
    return cast("Function", made)
