// Gradient of a convolution in groups with respect to its weights, of the GPU family: see
// ConvolutionFilterGradient for the formula, in which output channel co meets the input channels of its own
// group alone.
//
// A work-item computes IMAGE_LANES weights, neighbouring input channels of one tap and output channel, over
// one of SLICES slices of the pixels. Neighbouring work-items have neighbouring output channels: they read
// neighbouring values of dy, and those of one group the same values of x.
//
// convolutionGroupedFilterGPU(x [BATCH,HEIGHT,WIDTH,IN_CHANNELS],
//   dy [BATCH,OUT_HEIGHT,OUT_WIDTH,OUT_CHANNELS], [the prologue's],
//   partial [SLICES][KERNEL_HEIGHT,KERNEL_WIDTH,GROUP_SOURCES,OUT_CHANNELS]): x and dy may be stored in half
//   precision; global size: at least WEIGHT_ROWS / IMAGE_LANES * OUT_CHANNELS, SLICES.
// The host defines GROUP_SOURCES and GROUP_TARGETS, the input and output channels of a group, WEIGHT_ROWS
// (taps times GROUP_SOURCES), PIXEL_COUNT and SLICE_PIXELS.
// Needs: ConvolutionPrologue, ConvolutionFloat4.

#if FAMILY_GPU
#if GROUP_SOURCES % 4 == 0
#define IMAGE_LANES 4
#define IMAGE_VECTOR float4
#else
#define IMAGE_LANES 1
#define IMAGE_VECTOR float
#endif

__kernel void convolutionGroupedFilterGPU(
    IN(STORED(x), x), IN(STORED(dy), dy), PROLOGUE_ARGUMENTS OUT(float, partial)) {
  BIND_IN(STORED(x), x);
  BIND_IN(STORED(dy), dy);
  BIND_PROLOGUE;
  BIND_OUT(float, partial);
  const int at = get_global_id(0);
  if (at >= WEIGHT_ROWS / IMAGE_LANES * OUT_CHANNELS) return;
  const int co = at % OUT_CHANNELS, row = at / OUT_CHANNELS * IMAGE_LANES;
  const int tap = row / GROUP_SOURCES;
  const int channel = co / GROUP_TARGETS * GROUP_SOURCES + row % GROUP_SOURCES;
  const int shiftY = tap / KERNEL_WIDTH - PAD_TOP, shiftX = tap % KERNEL_WIDTH - PAD_LEFT;
  const int begin = (int)get_global_id(1) * SLICE_PIXELS;
  const int end = min(PIXEL_COUNT, begin + SLICE_PIXELS);
  int oy = begin / OUT_WIDTH % OUT_HEIGHT, ox = begin % OUT_WIDTH;
  int image = begin / (OUT_WIDTH * OUT_HEIGHT) * (HEIGHT * WIDTH * IN_CHANNELS);

  IMAGE_VECTOR sum = (IMAGE_VECTOR)(0.0f);
#pragma nounroll
  for (int pixel = begin; pixel < end; ++pixel) {
    const int iy = oy * STRIDE + shiftY, ix = ox * STRIDE + shiftX;
    if ((uint)iy < HEIGHT && (uint)ix < WIDTH) {
      IMAGE_VECTOR value = READ(IMAGE_VECTOR, x, image + (iy * WIDTH + ix) * IN_CHANNELS + channel);
      NORMALIZE_FIRST(IMAGE_VECTOR, value, true, channel)
      float gradient = READ(float, dy, pixel * OUT_CHANNELS + co);
      NORMALIZE_SECOND(float, gradient, true, co)
      sum = fma(value, (IMAGE_VECTOR)(gradient), sum);
    }
    if (++ox == OUT_WIDTH) {
      ox = 0;
      if (++oy == OUT_HEIGHT) {
        oy = 0;
        image += HEIGHT * WIDTH * IN_CHANNELS;
      }
    }
  }

  partial += ((ulong)get_global_id(1) * WEIGHT_ROWS + row) * OUT_CHANNELS + co;
#if IMAGE_LANES == 4
  partial[0] = sum.x;
  partial[OUT_CHANNELS] = sum.y;
  partial[2 * OUT_CHANNELS] = sum.z;
  partial[3 * OUT_CHANNELS] = sum.w;
#else
  partial[0] = sum;
#endif
}
#endif
