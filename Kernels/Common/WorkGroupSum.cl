// The sum over a work-group of the GPU family, as a tree in local memory (no kernel here).
//
// sumWorkGroup{Int,Float,Float2}(lanes, own, lane, count, stride) adds `own` of the `count` work-items
// with equal lane % stride, and returns the sum to each of them. `lane` is 0 ..< count * stride, `count`
// a power of two; `lanes` has an element for each lane. With a stride of 1 that is the whole work-group.
// All work-items of the group must call it, with a barrier before `lanes` is written again.

#if FAMILY_GPU
#define DEFINE_WORK_GROUP_SUM(NAME, T)                                                         \
  static inline T NAME(__local T *lanes, const T own, const int lane, const int count,                \
                const int stride) {                                                            \
    lanes[lane] = own;                                                                         \
    barrier(CLK_LOCAL_MEM_FENCE);                                                              \
    for (int reach = count / 2; reach > 0; reach /= 2) {                                       \
      if (lane < reach * stride) lanes[lane] += lanes[lane + reach * stride];                  \
      barrier(CLK_LOCAL_MEM_FENCE);                                                            \
    }                                                                                          \
    return lanes[lane % stride];                                                               \
  }

DEFINE_WORK_GROUP_SUM(sumWorkGroupInt, int)
DEFINE_WORK_GROUP_SUM(sumWorkGroupFloat, float)
DEFINE_WORK_GROUP_SUM(sumWorkGroupFloat2, float2)
#endif
