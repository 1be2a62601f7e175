// A flag that depends on whether a part of a batch is the last.
//
// lastPart: (last, [earlier,] part, flag, opposite)
//   part: int [2], whether the part is the first and whether it is the last.
//   flag = last[0] in the last part; in the others earlier[0], or 0 without EARLIER; opposite = 1 - flag.
//   All flags are 0 or 1.
// One work-item.

#if EARLIER
#define EARLIER_ARGUMENT IN(int, earlier),
#define BIND_EARLIER BIND_IN(int, earlier);
#define OTHERWISE earlier[0]
#else
#define EARLIER_ARGUMENT
#define BIND_EARLIER
#define OTHERWISE 0
#endif

__kernel void lastPart(IN(int, last), EARLIER_ARGUMENT IN(int, part), OUT(int, flag),
                       OUT(int, opposite)) {
  BIND_IN(int, last);
  BIND_EARLIER
  BIND_IN(int, part);
  BIND_OUT(int, flag);
  BIND_OUT(int, opposite);
  if (get_global_id(0) == 0) {
    const int chosen = part[1] == 1 ? last[0] : OTHERWISE;
    flag[0] = chosen;
    opposite[0] = 1 - chosen;
  }
}
