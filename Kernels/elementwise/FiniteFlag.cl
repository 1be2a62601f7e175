// flag[0] = 1 when every element of up to four tensors is finite, else 0.
//
// finiteFlag: (a, b, c, d, flag, aCount, bCount, cCount, dCount, isFirst)
// A place without a tensor has count 0. With isFirst = 0 the flag that is there already counts too.
// The exponent's bits are tested, because a compiler may fold isfinite() away.
// One work-item: the tensors are loss terms of a few elements.

static int allFinite(__global const uint *bits, const int count) {
  int finite = 1;
  for (int i = 0; i < count; ++i) {
    finite &= (bits[i] & 0x7f800000u) != 0x7f800000u;
  }
  return finite;
}

__kernel void finiteFlag(IN(uint, a), IN(uint, b), IN(uint, c), IN(uint, d), OUT(int, flag),
                         const int aCount, const int bCount, const int cCount, const int dCount,
                         const int isFirst) {
  BIND_IN(uint, a);
  BIND_IN(uint, b);
  BIND_IN(uint, c);
  BIND_IN(uint, d);
  BIND_OUT(int, flag);
  if (get_global_id(0) == 0) {
    const int finite = allFinite(a, aCount) & allFinite(b, bCount) & allFinite(c, cCount) &
                       allFinite(d, dCount);
    flag[0] = isFirst ? finite : (flag[0] & finite);
  }
}
