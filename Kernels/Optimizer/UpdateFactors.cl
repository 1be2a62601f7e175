// Factors that an optimiser's update reads (no kernel here).
//
// With SCHEDULED = 1 the update has the argument `schedule`, float [1], a factor on the learning rate,
// with CLIPPED = 1 the argument `clipping`, float [1], a factor on every gradient: in this order, right
// before the flag. Without these constants the update has neither.
//
//   FACTOR_ARGUMENTS   the arguments, each with the comma after it
//   BIND_FACTORS       after the bindings of the other arguments, of which `rate` is the learning rate
//   RATE               the learning rate of the step
//   GRADIENT(T, p)     the gradients at a pointer, one `wide` or one `float`
// Needs: Vectors.

#if SCHEDULED
#define SCHEDULE_ARGUMENT IN(float, schedule),
#define BIND_SCHEDULE        \
  BIND_IN(float, schedule);  \
  const float scheduledRate = rate * schedule[0];
#define RATE scheduledRate
#else
#define SCHEDULE_ARGUMENT
#define BIND_SCHEDULE
#define RATE rate
#endif

#if CLIPPED
#define CLIPPING_ARGUMENT IN(float, clipping),
#define BIND_CLIPPING        \
  BIND_IN(float, clipping);  \
  const float gradientFactor = clipping[0];
#define GRADIENT(T, p) (LOAD(T, p) * gradientFactor)
#else
#define CLIPPING_ARGUMENT
#define BIND_CLIPPING
#define GRADIENT(T, p) LOAD(T, p)
#endif

#define FACTOR_ARGUMENTS SCHEDULE_ARGUMENT CLIPPING_ARGUMENT
#define BIND_FACTORS BIND_SCHEDULE BIND_CLIPPING
