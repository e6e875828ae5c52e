"""What a task of the public workforce may cost.

The list is that of PublicWorkforceTaskPrice in the API reference:
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_PublicWorkforceTaskPrice.html.
"""

from __future__ import annotations

from collections.abc import Mapping

from a2i_emulator.domain.flow import TEXTRACT_SOURCE

_TENTHS_OF_A_CENT = frozenset(
    (1200, 1080, 960, 840, 720, 600, 480, 360, 240, 120, 72, 60, 48, 36, 24, 12)
)
_TEXTRACT_TENTHS_OF_A_CENT = frozenset((2400, 2280, 2160, 2040, 1920, 1800, 1680, 1560, 1440, 1320))


def is_public_price(amount_in_usd: Mapping[str, int], source: str | None) -> bool:
    """Tell whether a USD structure is one of the prices on offer; missing members count 0."""
    tenths = (
        amount_in_usd.get("Dollars", 0) * 1000
        + amount_in_usd.get("Cents", 0) * 10
        + amount_in_usd.get("TenthFractionsOfACent", 0)
    )
    if source == TEXTRACT_SOURCE and tenths in _TEXTRACT_TENTHS_OF_A_CENT:
        return True
    return tenths in _TENTHS_OF_A_CENT
