/// An operation that leaves the end of its work to the reader of its first output, and that reader.
package struct Deferred: Sendable {
  package let producer: any Operation
  package let reader: any Operation

  package init(_ producer: any Operation, reader: any Operation) {
    self.producer = producer
    self.reader = reader
  }
}
