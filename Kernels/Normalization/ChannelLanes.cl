// Sums of channels over the row lanes of a work-group of the GPU family, whose local size is
// (CHANNEL_LANES, ROW_LANES), powers of two (no kernel here).

#if FAMILY_GPU
// Adds the row lanes of each channel as a tree; the result is in lane 0.
inline float2 sumRowLanes(__local float2 *lanes, const float2 own) {
  const int lane = get_local_id(1) * CHANNEL_LANES + get_local_id(0);
  lanes[lane] = own;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int reach = ROW_LANES / 2; reach > 0; reach /= 2) {
    if (get_local_id(1) < reach) lanes[lane] += lanes[lane + reach * CHANNEL_LANES];
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  return lanes[get_local_id(0)];
}
#endif
