/// The fewest insertions, deletions and replacements of a character that turn one word into the other.
package func editDistance(_ first: String, _ second: String) -> Int {
  let letters = Array(second)
  var row = Array(0...letters.count)
  for (number, letter) in first.enumerated() {
    var diagonal = row[0]
    row[0] = number + 1
    for index in letters.indices {
      let replaced = diagonal + (letters[index] == letter ? 0 : 1)
      diagonal = row[index + 1]
      row[index + 1] = min(replaced, row[index] + 1, diagonal + 1)
    }
  }
  return row[letters.count]
}
