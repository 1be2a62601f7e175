// The labels of labelled rows as one-hot rows, and which rows have none.
//
// knownLabels: (labels, mask, known, unknown, rows, columns)
//   A row is labelled where its mask is 1 and its label is in 0 ..< columns. known: 1 in the column of the
//   label of a labelled row, else 0; unknown: an int for each row, 0 for a labelled one, else 1.
// A work-item has whole rows. Both families; any work-group size.

__kernel void knownLabels(IN(int, labels), IN(int, mask), OUT(float, known), OUT(int, unknown),
                          const int rows, const int columns) {
  BIND_IN(int, labels);
  BIND_IN(int, mask);
  BIND_OUT(float, known);
  BIND_OUT(int, unknown);
  FOR_ELEMENTS(row, rows) {
    const int label = labels[row];
    const int isKnown = mask[row] == 1 && label >= 0 && label < columns;
    for (int i = 0; i < columns; ++i)
      known[row * columns + i] = isKnown && i == label ? 1.0f : 0.0f;
    unknown[row] = !isKnown;
  }
}
