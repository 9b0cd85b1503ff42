"""Names for the shapes and dtypes of arrays that cross a module border."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Int64Array: TypeAlias = NDArray[np.int64]
"""Values in the unit of a sample type, and everything that pprof declares as int64."""
UInt64Array: TypeAlias = NDArray[np.uint64]
"""Ids and addresses."""
IndexArray: TypeAlias = NDArray[np.int64]
"""Positions in another array or table; -1 stands for none."""
UnsignedArray: TypeAlias = NDArray[np.unsignedinteger[Any]]
"""Numbers in as few bits as hold them."""
FrameArray: TypeAlias = UnsignedArray
"""Location or frame numbers, many millions of them: in 16 bits, if the table is short enough (`row_type`), or 32."""
BoolArray: TypeAlias = NDArray[np.bool_]
"""Masks."""
ByteArray: TypeAlias = NDArray[np.uint8]
"""Wire bytes."""


def row_type(count: int) -> type[np.unsignedinteger[Any]]:
    """Return the smallest dtype for numbers of `count` rows; one number more fits, too."""
    return np.uint16 if count < np.iinfo(np.uint16).max else np.uint32
