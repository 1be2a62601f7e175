// Ray marching through the distances of SolidDistance, LANES rays at once: where they meet an object, its
// surface normal there, and how much of a light is visible from it (no kernel here).
//
// All functions have a bit mask of the solids that the rays may meet, the same for all lanes.
// Needs: SolidDistance.

#define MARCH_STEPS 48
#define SHADOW_STEPS 24
// Visibility grows from 0 to 1 while a ray passes an object at up to 1/PENUMBRA of the ray's length.
#define PENUMBRA 9.0f

static float largestOfLanes(wide v) {
#if LANES == 16
  const float8 half8 = fmax(v.lo, v.hi);
  const float4 half4 = fmax(half8.lo, half8.hi);
#elif LANES == 8
  const float4 half4 = fmax(v.lo, v.hi);
#elif LANES == 4
  const float4 half4 = v;
#endif
#if LANES > 1
  const float2 half2 = fmax(half4.lo, half4.hi);
  return fmax(half2.lo, half2.hi);
#else
  return v;
#endif
}

static wide3 pointAt(const float3 origin, const wide3 direction, const wide t) {
  wide3 p;
  p.x = fma(t, direction.x, (wide)(origin.x));
  p.y = fma(t, direction.y, (wide)(origin.y));
  p.z = fma(t, direction.z, (wide)(origin.z));
  return p;
}

static wide3 shifted(const wide3 p, const wide3 n, const float by) {
  wide3 q;
  q.x = fma((wide)(by), n.x, p.x);
  q.y = fma((wide)(by), n.y, p.y);
  q.z = fma((wide)(by), n.z, p.z);
  return q;
}

static wide clamp01(const wide x) { return fmin(fmax(x, (wide)(0.0f)), (wide)(1.0f)); }

// Where each ray enters and leaves a ball, enlarged by `margin`; both are equal for a ray that misses it.
static wide2 chordOf(const float3 origin, const wide3 direction, const float4 ball,
                     const float margin) {
  const float3 v = ball.xyz - origin;
  const wide middle =
      fma((wide)(v.x), direction.x, fma((wide)(v.y), direction.y, v.z * direction.z));
  const float reach = ball.w + margin;
  const wide square = fma(middle, middle, (wide)(reach * reach - dot(v, v)));
  const wide half_chord = sqrt(fmax(square, (wide)(0.0f)));
  wide2 chord = {middle - half_chord, middle + half_chord};
  return chord;
}

// How far all rays of a pixel certainly meet nothing: they diverge from its central ray by `spread` per
// unit of length. `near`: whether they may meet the object before `last`.
static wide marchFreely(__global const float *solids, const uint mask, const float3 origin,
                        const wide3 direction, wide t, const wide last, const float spread,
                        wideInt *near) {
  wideInt active = t < last;
  *near = (wideInt)(0);
  for (int step = 0; step < MARCH_STEPS && ANY(active); ++step) {
    const wide d = distanceTo(solids, mask, pointAt(origin, direction, t)) - spread * t;
    const wideInt close = active & (d < 0.01f);
    *near |= close;
    active &= (d >= 0.01f);
    t = select(t, t + d, active);
    active &= t < last;
  }
  *near |= active;
  return t;
}

// The distance along each ray to the object, from `t` on; `hit`: whether it is met before `last`.
static wide marchToObject(__global const float *solids, const uint mask, const float3 origin,
                          const wide3 direction, wide t, const wide last, wideInt active,
                          wideInt *hit) {
  *hit = (wideInt)(0);
  active &= t < last;
  for (int step = 0; step < MARCH_STEPS && ANY(active); ++step) {
    const wide d = distanceTo(solids, mask, pointAt(origin, direction, t));
    // Distances are estimates: a step that went too deep is taken back.
    const wideInt met = active & (fabs(d) < 1e-3f);
    *hit |= met;
    active &= (fabs(d) >= 1e-3f);
    t = select(t, t + d, active);
    active &= t < last;
  }
  return t;
}

// The surface normal, from the distances at the corners of a small tetrahedron.
static wide3 normalAt(__global const float *solids, const uint mask, const wide3 p) {
  const float e = 2e-3f;
  wide3 n = {(wide)(0.0f), (wide)(0.0f), (wide)(0.0f)};
  for (int corner = 0; corner < 4; ++corner) {
    const float x = corner == 0 || corner == 3 ? 1.0f : -1.0f;
    const float y = corner >= 2 ? 1.0f : -1.0f;
    const float z = corner == 1 || corner == 3 ? 1.0f : -1.0f;
    wide3 q;
    q.x = p.x + e * x;
    q.y = p.y + e * y;
    q.z = p.z + e * z;
    const wide d = distanceTo(solids, mask, q);
    n.x += x * d;
    n.y += y * d;
    n.z += z * d;
  }
  const wide scale = 1.0f / fmax(lengthOf(n.x, n.y, n.z), (wide)(1e-9f));
  n.x *= scale;
  n.y *= scale;
  n.z *= scale;
  return n;
}

// How much of a light is visible, 0...1: a soft shadow where the ray passes close to the object.
static wide visibility(__global const float *solids, const uint mask, const wide3 from,
                       const wide3 direction, const float4 ball, wideInt active) {
  const wide x = ball.x - from.x, y = ball.y - from.y, z = ball.z - from.z;
  const wide middle = fma(x, direction.x, fma(y, direction.y, z * direction.z));
  const wide across = fma(x, x, fma(y, y, z * z)) - middle * middle;
  const wide reach = ball.w + fmax(middle, (wide)(0.0f)) * (1.0f / PENUMBRA);
  const wide half_chord = sqrt(fmax(reach * reach - across, (wide)(0.0f)));
  const wide last = middle + half_chord;
  active &= (half_chord > 0.0f) & (last > 0.0f);
  wide seen = (wide)(1.0f);
  wide t = fmax(middle - half_chord, (wide)(0.02f));
  for (int step = 0; step < SHADOW_STEPS && ANY(active); ++step) {
    wide3 p;
    p.x = fma(t, direction.x, from.x);
    p.y = fma(t, direction.y, from.y);
    p.z = fma(t, direction.z, from.z);
    const wide d = distanceTo(solids, mask, p);
    seen = select(seen, fmin(seen, PENUMBRA * d / t), active);
    t += fmin(fmax(d, (wide)(0.025f)), (wide)(0.6f));
    active &= (seen > 0.01f) & (t < last);
  }
  seen = clamp01(seen);
  return seen * seen * (3.0f - 2.0f * seen);
}
