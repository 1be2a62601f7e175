// Renders objects on a plane (y = 0) as grey bytes, by ray marching through signed distances.
//
// renderScene: (scenes, solids, keys, images)
//   scenes [images][SCENE_FLOATS], one row per image, written by the host (SceneRow.swift):
//     0...2 camera, 3...5 and 6...8 the vectors of one pixel right and up at distance 1, 9...11 unit
//     vector forward, 12 first solid, 13 number of solids (at most 32), 14...16 and 17 center and
//     radius of a ball around the object, 18 and 19 reflectance of object and ground, 20 ambient
//     light, 21 number of lights, 22 half a pixel's diagonal at distance 1,
//     24 + 4i ... light i: position, power (light at distance r: power / r²),
//     40 ... 44 exposure and noise, see Exposure
//   solids [all solids][SOLID_FLOATS], see SolidDistance
//   keys [images][3], the state of Philox for each image's noise, element = pixel (NoiseKey.swift)
//   images [images][SIZE][SIZE] bytes: reflectance · light as Exposure makes grey levels of it
// SUBSAMPLES² rays per pixel find its fractions of object and ground, and each of the two is shaded
// once. A work-item renders a tile of TILE_X × TILE_Y = LANES pixels, see Exposure. Global size: tiles across, tiles down, images; work-groups of 1 on a CPU, of
// any size on a GPU. Solids that a tile's rays cannot meet are culled before marching.
// Needs: RayMarching, Exposure.

#define SCENE_FLOATS 48
#define KEY_WORDS 3
// The distance within which other surfaces occlude ambient light.
#define CONTACT 0.16f
#define RAYS (SUBSAMPLES * SUBSAMPLES)

// The light that the points of the lanes in `covered` reflect to the camera, all of them on the object
// or all on the ground. The results of the other lanes are meaningless.
static wide shade(__global const float *scene, __global const float *solids, wide3 p,
                  const wideInt covered, const bool onObject, const float4 ball) {
  const int count = (int)scene[13];
  const wide zero = (wide)(0.0f), one = (wide)(1.0f);
  // The other lanes move to the mean point of these, where they do not enlarge the culling ball.
  const float inverseCount = 1.0f / sumLanes(select(zero, one, covered));
  const float3 middle =
      inverseCount * (float3)(sumLanes(select(zero, p.x, covered)), sumLanes(select(zero, p.y, covered)),
                       sumLanes(select(zero, p.z, covered)));
  p.x = select((wide)(middle.x), p.x, covered);
  p.y = select((wide)(middle.y), p.y, covered);
  p.z = select((wide)(middle.z), p.z, covered);
  const float radius =
      largestOfLanes(lengthOf(p.x - middle.x, p.y - middle.y, p.z - middle.z)) + 1e-3f;
  const uint near = solidsAround(solids, count, ball, middle, radius + CONTACT);

  wide3 n = {zero, one, zero};
  if (onObject) n = normalAt(solids, near, p);
  const float reflectance = scene[onObject ? 18 : 19];

  // Ambient light comes from above, and less of it reaches corners.
  wide open = one;
  if (near) {
    const wide d = distanceTo(solids, near, shifted(p, n, CONTACT));
    const wide ground = onObject ? p.y + CONTACT * n.y : (wide)(CONTACT);
    open = 0.4f + 0.6f * clamp01(fmin(d, ground) * (1.0f / CONTACT));
  }
  wide light = scene[20] * open * (0.7f + 0.3f * n.y);

  const wide3 start = shifted(p, n, 4e-3f);
  for (int i = 0; i < (int)scene[21]; ++i) {
    const float4 lamp = vload4(i, scene + 24);
    wide3 l;
    l.x = lamp.x - p.x;
    l.y = lamp.y - p.y;
    l.z = lamp.z - p.z;
    const wide inverse = 1.0f / lengthOf(l.x, l.y, l.z);
    l.x *= inverse;
    l.y *= inverse;
    l.z *= inverse;
    const wide facing = fma(n.x, l.x, fma(n.y, l.y, n.z * l.z));
    const uint mask = solidsAlong(solids, count, ball, middle, normalize(lamp.xyz - middle),
                                  radius, 1.0f / PENUMBRA);
    wide seen = one;
    if (mask) seen = visibility(solids, mask, start, l, ball, covered & (facing > 0.0f));
    light += lamp.w * inverse * inverse * fmax(facing, zero) * seen;
  }
  return reflectance * light;
}

// Unit vectors through the image point (x, y), for the tile's first pixel, and the points like it of the
// other pixels.
static wide3 rayThrough(__global const float *scene, const float x, const float y) {
  const float3 right = vload3(1, scene), up = vload3(2, scene), forward = vload3(3, scene);
  const wide across = LANE_X + (x - 0.5f * SIZE), down = LANE_Y + (y - 0.5f * SIZE);
  wide3 ray;
  ray.x = forward.x + right.x * across - up.x * down;
  ray.y = forward.y + right.y * across - up.y * down;
  ray.z = forward.z + right.z * across - up.z * down;
  const wide scale = 1.0f / lengthOf(ray.x, ray.y, ray.z);
  ray.x *= scale;
  ray.y *= scale;
  ray.z *= scale;
  return ray;
}

__kernel
#if FAMILY_CPU
    __attribute__((reqd_work_group_size(1, 1, 1)))
#endif
    void renderScene(IN(float, scenes), IN(float, solids), IN(int, keys), OUT(uchar, images)) {
  BIND_IN(float, scenes);
  BIND_IN(float, solids);
  BIND_IN(int, keys);
  BIND_OUT(uchar, images);
  const int column = get_global_id(0) * TILE_X;
  const int row = get_global_id(1) * TILE_Y;
  const ulong image = get_global_id(2);
  __global const float *scene = scenes + image * SCENE_FLOATS;
  __global const float *object = solids + (int)scene[12] * SOLID_FLOATS;
  const float3 origin = vload3(0, scene), right = vload3(1, scene);
  const float3 up = vload3(2, scene), forward = vload3(3, scene);
  const float4 ball = (float4)(scene[14], scene[15], scene[16], scene[17]);

  const float3 axis = normalize(forward + right * (column + 0.5f * TILE_X - 0.5f * SIZE) +
                                up * (0.5f * SIZE - row - 0.5f * TILE_Y));
  const float spread = scene[22] * 1.02f * max(TILE_X, TILE_Y);
  const uint mask = solidsAlong(object, (int)scene[13], ball, origin, axis, 0.0f, spread);

  // Marches the central ray of each pixel as far as none of its rays can meet anything.
  wideInt near = (wideInt)(0);
  wide free = (wide)(0.0f), last = (wide)(0.0f);
  if (mask) {
    const wide3 central = rayThrough(scene, column + 0.5f, row + 0.5f);
    const wide2 chord = chordOf(origin, central, ball, 0.05f);
    // The lowest ray of the pixel reaches the ground a little earlier or later than this one.
    last = fmin(chord.y, 1.02f * origin.y / fmax(-central.y, (wide)(1e-3f)));
    free = marchFreely(object, mask, origin, central, chord.x, last, scene[22], &near);
  }

  // How many rays of each pixel met the object, where the first of them did, and the sum of the points
  // where the others met the ground.
  const wide zero = (wide)(0.0f), one = (wide)(1.0f);
  wide met = zero;
  wide3 surface = {zero, zero, zero}, ground = {zero, zero, zero};
  for (int sample = 0; sample < RAYS; ++sample) {
    const wide3 direction =
        rayThrough(scene, column + (sample % SUBSAMPLES + 0.5f) / SUBSAMPLES,
                   row + (sample / SUBSAMPLES + 0.5f) / SUBSAMPLES);
    const wide down = origin.y / fmax(-direction.y, (wide)(1e-3f));
    wideInt hit = (wideInt)(0);
    wide t = down;
    if (ANY(near)) {
      t = marchToObject(object, mask, origin, direction, free, fmin(last, down), near, &hit);
      t = select(down, t, hit);
    }
    const wide3 p = pointAt(origin, direction, t);
    const wideInt isFirst = hit & (met == 0.0f);
    surface.x = select(surface.x, p.x, isFirst);
    surface.y = select(surface.y, p.y, isFirst);
    surface.z = select(surface.z, p.z, isFirst);
    ground.x += select(p.x, zero, hit);
    ground.z += select(p.z, zero, hit);
    met += select(zero, one, hit);
  }

  wide light = zero;
  const wideInt onGround = met < (float)RAYS, onObject = met > 0.0f;
  if (ANY(onGround)) {
    const wide mean = 1.0f / fmax((float)RAYS - met, one);
    ground.x *= mean;
    ground.z *= mean;
    light = shade(scene, object, ground, onGround, false, ball) * ((float)RAYS - met);
    light = select(zero, light, onGround);
  }
  if (ANY(onObject)) {
    const wide more = shade(scene, object, surface, onObject, true, ball) * met;
    light += select(zero, more, onObject);
  }
  expose(scene, light * (1.0f / RAYS), keys + image * KEY_WORDS, column, row,
         images + image * (SIZE * SIZE));
}
