"""Pixels at another scale and angle. The only module of text recognition that knows Pillow."""

from __future__ import annotations

import numpy
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Pixels = NDArray[numpy.uint8]
_SOFT_DOTS = 0.7
Coefficients = tuple[float, float, float, float, float, float]


def project(pixels: Pixels, size: tuple[int, int], coefficients: Coefficients) -> Pixels:
    """A picture of `size` (width, height), in which (x, y) shows (ax + by + c, dx + ey + f); paper beyond the edge."""
    picture = Image.fromarray(pixels)
    a, b, _, d, e, _ = coefficients
    if (b, d) == (0.0, 0.0) and round(size[0] * a) == picture.width and round(size[1] * e) == picture.height:
        return numpy.array(picture.resize(size, Image.Resampling.BICUBIC))
    turned = picture.transform(size, Image.Transform.AFFINE, coefficients, Image.Resampling.BICUBIC, fillcolor=255)
    return numpy.array(turned)


def shrink(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """A smaller picture of `size` (width, height), every dot the mean of those it stands for."""
    return numpy.array(Image.fromarray(pixels).resize(size, Image.Resampling.BOX))


def enlarge(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """A larger picture of `size` (width, height), without steps."""
    return numpy.array(Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR))


def soften(pixels: Pixels) -> Pixels:
    """The same picture with the stairs of its letters rounded off."""
    return numpy.array(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(_SOFT_DOTS)))
