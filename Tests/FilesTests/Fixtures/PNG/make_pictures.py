"""Writes the pictures beside this file, with Python alone.

    python make_pictures.py
"""

import pathlib
import struct
import zlib

here = pathlib.Path(__file__).parent
GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGB_ALPHA: 4}
# First column and row of each pass of an interlaced picture, and the steps to the next ones.
ADAM7 = [
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def value(row, column, channel, depth):
    if depth == 16:
        return (9973 * row + 3001 * column + 20011 * channel + 7) % 65536
    return (37 * row + 11 * column + 101 * channel + 3) % 2**depth


def line(row, columns, channels, depth):
    """A row of pixels, after the byte 0: no filter is applied to it."""
    bits = "".join(
        f"{value(row, column, channel, depth):0{depth}b}"
        for column in columns for channel in range(channels))
    bits += "0" * (-len(bits) % 8)
    return b"\0" + bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def chunk(kind, content):
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def header(width, height, color, depth, interlaced=False):
    return b"\x89PNG\r\n\x1a\n" + chunk(
        b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlaced))


def picture(width, height, color, depth, interlaced=False, before=b""):
    passes = ADAM7 if interlaced else [(0, 0, 1, 1)]
    lines = b"".join(
        line(row, range(x, width, dx), CHANNELS[color], depth)
        for x, y, dx, dy in passes if x < width for row in range(y, height, dy))
    return (header(width, height, color, depth, interlaced) + before
            + chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b""))


def write(name, content):
    (here / f"{name}.png").write_bytes(content)


colors = chunk(
    b"PLTE", bytes(value(index, 0, channel, 8) for index in range(4) for channel in range(3)))

for depth in [1, 2, 4, 8, 16]:
    write(f"grey{depth}", picture(11, 3, GREY, depth))
for depth in [8, 16]:
    write(f"rgb{depth}", picture(5, 3, RGB, depth))
write("palette2", picture(5, 3, PALETTE, 2, before=colors))
write("interlaced", picture(11, 9, RGB, 8, interlaced=True))
write("texts", picture(5, 3, RGB, 8, before=chunk(b"gAMA", struct.pack(">I", 100000))
                       + chunk(b"tEXt", b"Title\0" + bytes(range(32, 127)) * 8)))

write("grey_alpha", picture(5, 3, GREY_ALPHA, 8))
write("rgb_alpha", picture(5, 3, RGB_ALPHA, 16))
write("transparent_color", picture(5, 3, RGB, 8, before=chunk(b"tRNS", bytes(6))))
text = chunk(b"tEXt", b"Title\0" + b"a" * 600)
write("transparent_palette", picture(
    5, 3, PALETTE, 2, before=text + colors + chunk(b"tRNS", b"\x80")))

small = chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
write("no_rows", header(28, 0, GREY, 8) + small)
write("long_sides", header(2**31 - 1, 2**31 - 1, RGB, 16) + small)
write("large", header(60000, 60000, GREY, 8) + small)
write("too_few_bytes", header(20000, 20000, GREY, 8) + small)
write("too_few_rows", header(28, 28, GREY, 8) + small)
