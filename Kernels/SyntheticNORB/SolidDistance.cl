// Signed distances to an object made of solids, for LANES points at once (no kernel here).
//
// A solid is a row of SOLID_FLOATS floats, written by the host (Solid.swift):
//   0 kind: 0 capsule, 1 frustum, 2 ellipsoid, 3 cylinder; 1 mirrored: counts at z and at -z
//   2 blend: distance over which it blends into the solids before it; 3: 0.25 / blend
//   4...6 center and 7 radius of a bounding sphere, blend included; 8 scale of the distance
//   capsule:   9...11 one end, 12...14 vector to the other, 15 1/|vector|², 16 radius,
//              17 radius at the other end - radius
//   others:    9...11 center, 12...20 rows of the rotation into its own axes x, y, z, and
//   frustum:   21...23 half sides at the center, 24 rounding, 25 shift of x per y,
//              26 shrinking of the half side in x per y, 27 the same in z
//   ellipsoid: 21...23 1/half axes
//   cylinder:  21 radius, 22 half length (along its z), 24 rounding
// A bit mask says which solids count, the same for all lanes, so that lanes never diverge.
// Needs: Vectors.

#define SOLID_FLOATS 28

#if LANES > 1
typedef JOIN(int, VECTOR_WIDTH) wideInt;
#define ANY(condition) any(condition)
#else
typedef int wideInt;
#define ANY(condition) (condition)
#endif

typedef struct {
  wide x, y, z;
} wide3;

typedef struct {
  wide x, y;
} wide2;

static inline wide lengthOf(const wide x, const wide y, const wide z) {
  return sqrt(fma(x, x, fma(y, y, z * z)));
}

static inline wide capsuleDistance(__global const float *s, const wide3 p) {
  const wide x = p.x - s[9], y = p.y - s[10], z = p.z - s[11];
  const wide along = fma(x, (wide)(s[12]), fma(y, (wide)(s[13]), z * s[14])) * s[15];
  const wide h = fmin(fmax(along, (wide)(0.0f)), (wide)(1.0f));
  const wide d = lengthOf(fma(-h, (wide)(s[12]), x), fma(-h, (wide)(s[13]), y),
                          fma(-h, (wide)(s[14]), z));
  return d - fma(h, (wide)(s[17]), (wide)(s[16]));
}

// The point in the solid's own axes.
static inline wide3 localPoint(__global const float *s, const wide3 p) {
  const wide x = p.x - s[9], y = p.y - s[10], z = p.z - s[11];
  wide3 q;
  q.x = fma(x, (wide)(s[12]), fma(y, (wide)(s[13]), z * s[14]));
  q.y = fma(x, (wide)(s[15]), fma(y, (wide)(s[16]), z * s[17]));
  q.z = fma(x, (wide)(s[18]), fma(y, (wide)(s[19]), z * s[20]));
  return q;
}

static inline wide frustumDistance(__global const float *s, const wide3 p) {
  const wide3 q = localPoint(s, p);
  const wide zero = (wide)(0.0f);
  const wide x = fabs(fma(q.y, (wide)(-s[25]), q.x)) - fma(q.y, (wide)(-s[26]), (wide)(s[21]));
  const wide y = fabs(q.y) - s[22];
  const wide z = fabs(q.z) - fma(q.y, (wide)(-s[27]), (wide)(s[23]));
  const wide outside = lengthOf(fmax(x, zero), fmax(y, zero), fmax(z, zero));
  return outside + fmin(fmax(x, fmax(y, z)), zero) - s[24];
}

// A first-order estimate: the level of the quadratic form over the length of its gradient.
static inline wide ellipsoidDistance(__global const float *s, const wide3 p) {
  const wide3 q = localPoint(s, p);
  const wide x = q.x * s[21], y = q.y * s[22], z = q.z * s[23];
  const wide level = lengthOf(x, y, z);
  const wide gradient = lengthOf(x * s[21], y * s[22], z * s[23]);
  return level * (level - 1.0f) / fmax(gradient, (wide)(1e-6f));
}

static inline wide cylinderDistance(__global const float *s, const wide3 p) {
  const wide3 q = localPoint(s, p);
  const wide zero = (wide)(0.0f);
  const wide side = sqrt(fma(q.x, q.x, q.y * q.y)) - s[21];
  const wide end = fabs(q.z) - s[22];
  const wide x = fmax(side, zero), z = fmax(end, zero);
  return sqrt(fma(x, x, z * z)) + fmin(fmax(side, end), zero) - s[24];
}

// The distance to the union of the solids in `mask`; 100 where there is none.
static wide distanceTo(__global const float *solids, uint mask, const wide3 point) {
  wide nearest = (wide)(100.0f);
  while (mask) {
    const int index = 31 - clz(mask & -mask);
    mask &= mask - 1;
    __global const float *s = solids + index * SOLID_FLOATS;
    wide3 p = point;
    if (s[1] != 0.0f) p.z = fabs(p.z);
    wide d;
    switch ((int)s[0]) {
      case 0: d = capsuleDistance(s, p); break;
      case 1: d = frustumDistance(s, p); break;
      case 2: d = ellipsoidDistance(s, p); break;
      default: d = cylinderDistance(s, p); break;
    }
    d *= s[8];
    const wide overlap = fmax(s[2] - fabs(nearest - d), (wide)(0.0f));
    nearest = fmin(nearest, d) - overlap * overlap * s[3];
  }
  return nearest;
}

// Whether a cone may touch a ball: the cone starts at `from` with `radius`, extends along the unit vector
// `axis`, and widens by `spread` per unit of length.
static inline bool touches(const float3 middle, const float size, const float3 from,
                           const float3 axis, const float radius, const float spread) {
  const float3 v = middle - from;
  const float along = dot(v, axis);
  const float reach = size + radius + spread * fmax(along, 0.0f);
  return dot(v, v) - along * along < reach * reach && along > -size - radius;
}

// The solids that a cone may touch, of those within `ball`.
static uint solidsAlong(__global const float *solids, const int count, const float4 ball,
                        const float3 from, const float3 axis, const float radius,
                        const float spread) {
  uint mask = 0;
  if (!touches(ball.xyz, ball.w, from, axis, radius, spread)) return mask;
  for (int i = 0; i < count; ++i) {
    __global const float *s = solids + i * SOLID_FLOATS;
    bool met = touches((float3)(s[4], s[5], s[6]), s[7], from, axis, radius, spread);
    if (s[1] != 0.0f)
      met |= touches((float3)(s[4], s[5], -s[6]), s[7], from, axis, radius, spread);
    mask |= (uint)met << i;
  }
  return mask;
}

// The solids that a ball of `radius` may touch, of those within `ball`.
static uint solidsAround(__global const float *solids, const int count, const float4 ball,
                         const float3 middle, const float radius) {
  uint mask = 0;
  const float3 offset = ball.xyz - middle;
  if (dot(offset, offset) > (ball.w + radius) * (ball.w + radius)) return mask;
  for (int i = 0; i < count; ++i) {
    __global const float *s = solids + i * SOLID_FLOATS;
    const float3 here = (float3)(s[4], s[5], s[6]) - middle;
    const float3 there = (float3)(s[4], s[5], s[1] != 0.0f ? -s[6] : s[6]) - middle;
    const float reach = s[7] + radius;
    mask |= (uint)(fmin(dot(here, here), dot(there, there)) < reach * reach) << i;
  }
  return mask;
}
