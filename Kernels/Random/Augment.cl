// y = images moved and mirrored at random, each by draws of its own.
//
// augment: (x, state, y, images, height, width, channels, streamLow, streamHigh, shift, flips)
//   x and y are [images, height, width, channels].
// Block b of the stream (Philox.cl) is that of image b. Words 0 and 1 give the rows and columns that the
// image is moved down and to the right, each uniform in -shift ... shift; with `flips`, the top bit of
// word 2 says whether it is mirrored from left to right before that. Pixels from outside are 0.
// CPU: each work-item has a contiguous range of images. GPU: one work-group, of any size, for each image.
// Needs: Philox.

// Stores the pixel (row, column) of an image.
inline void movedPixel(__global const float *image, __global float *moved, const int row,
                       const int column, const int height, const int width, const int channels,
                       const int down, const int right, const int isMirrored) {
  const int fromRow = row - down, unmirrored = column - right;
  const int isInside =
      fromRow >= 0 && fromRow < height && unmirrored >= 0 && unmirrored < width;
  const int fromColumn = isMirrored ? width - 1 - unmirrored : unmirrored;
  const int from = (fromRow * width + fromColumn) * channels;
  const int to = (row * width + column) * channels;
  for (int c = 0; c < channels; ++c) moved[to + c] = isInside ? image[from + c] : 0.0f;
}

#define MOVED_PIXEL(row, column) \
  movedPixel(image, moved, row, column, height, width, channels, down, right, isMirrored)

__kernel void augment(IN(float, x), IN(int, state), OUT(float, y), const int images,
                      const int height, const int width, const int channels, const int streamLow,
                      const int streamHigh, const int shift, const int flips) {
  BIND_IN(float, x);
  BIND_IN(int, state);
  BIND_OUT(float, y);
#if FAMILY_CPU
  FOR_ELEMENTS(b, images) {
#else
  const ulong b = get_group_id(0);
  {
#endif
    uint words[4];
    philox(words, (uint)b, state, (uint2)((uint)streamLow, (uint)streamHigh));
    const uint places = 2 * (uint)shift + 1;
    const int down = (int)mul_hi(words[0], places) - shift;
    const int right = (int)mul_hi(words[1], places) - shift;
    const int isMirrored = flips != 0 && words[2] >> 31 != 0;
    const ulong first = b * (height * width * channels);
    __global const float *image = x + first;
    __global float *moved = y + first;
#if FAMILY_CPU
    for (int row = 0; row < height; ++row)
      for (int column = 0; column < width; ++column) MOVED_PIXEL(row, column);
#else
    for (int pixel = get_local_id(0); pixel < height * width; pixel += get_local_size(0))
      MOVED_PIXEL(pixel / width, pixel % width);
#endif
  }
}
