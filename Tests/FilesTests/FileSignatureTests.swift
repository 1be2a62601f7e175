import Files
import Foundation
import Testing

@Suite struct FileSignatureTests {
  private static let pointer = """
    version https://git-lfs.github.com/spec/v1
    oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
    size 12345

    """

  @Test(arguments: [
    (Array("<html>404</html>".utf8), FileSignature.html),
    (Array("\n <!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">".utf8), .html),
    (Array("<?xml version=\"1.0\"?><html xmlns=\"…\">".utf8), .html),
    (Array("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>".utf8), .xml),
    (Array(pointer.utf8), .gitLFSPointer),
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0], .png), ([0xFF, 0xD8, 0xFF, 0xE0], .jpeg),
    ([0x1F, 0x8B, 8, 0], .gzip), (Array("PK\u{3}\u{4}".utf8), .zip),
    ([0, 0, 8, 3, 0, 0, 0xEA, 0x60, 0, 0, 0, 28], .idx), ([0, 0, 0x0D, 2, 0, 0, 0, 1], .idx),
    ([0x55, 0x4C, 0x3D, 0x1E, 4, 0, 0, 0], .matrix),
    ([0x80, 4, 0x95], .pickle), ([0x80, 5, 0, 0, 0, 0, 0, 0, 0x7B, 0x22], .safetensors),
    (Array("label,1x1,1x2\n5,0,0\n".utf8), .text), (Array("PAR1,BM\n5,0\n".utf8), .text),
    (Array("PAR1\u{15}\0".utf8), .parquet), (Array("II*\0\u{8}\0\0\0".utf8), .tiff),
    (Array("RIFF\u{24}\0\0\0WEBPVP8 ".utf8), .webp), (Array("MATLAB 7.3 MAT-file".utf8), .matlab),
  ])
  func recognises(start: [UInt8], signature: FileSignature) {
    #expect(FileSignature(start) == signature)
  }

  @Test func recognisesArrays() throws {
    for (name, signature) in [
      ("f4.npy", FileSignature.npy), ("stored.npz", .zip), ("mixed.safetensors", .safetensors),
    ] {
      #expect(FileSignature(Array(try contents(fixture(name)).prefix(512))) == signature)
    }
  }

  @Test(arguments: [
    [], [0], [1, 2, 3, 4, 5], [0, 0, 1, 3, 9, 9], [UInt8](repeating: 0, count: 64),
  ])
  func leavesTheRest(start: [UInt8]) {
    #expect(FileSignature(start) == nil)
  }

  /// Unknown bytes are shown, and not read as the length of a header.
  @Test(arguments: [
    ([], "an empty file"), ([UInt8](repeating: 0, count: 64), "zero bytes"),
    ([0x23, 0x21, 0xC3, 0x28, 0, 0, 0, 1, 2], "whose first bytes are 23 21 c3 28 00 00 00 01,"),
  ])
  func unknownFilesAreShown(bytes: [UInt8], found: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/x.npy"
      try write(bytes, path)
      for error in [
        failure { _ = try ArrayFile.read(path) }, failure { _ = try SafetensorsFile(at: path) },
      ] {
        #expect(error?.kind == .badData && error?.description.contains(found) == true)
      }
    }
  }

  /// Every reader of arrays says what a file is that is not its own, and what to do.
  @Test(arguments: [
    (Array("<!doctype html><title>Not found</title>".utf8), "an HTML page", "download"),
    (Array(pointer.utf8), "a Git LFS pointer", "git lfs pull"),
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13], "a PNG picture", "numpy.save"),
    ([0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0x4A, 0x46, 0x49, 0x46], "a JPEG picture", "numpy.save"),
    ([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28, 7], "an IDX file", "numpy.save"),
    ([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1], "gzip data", "gunzip"),
    (Array("SQLite format 3\0".utf8) + [16, 0], "an SQLite database", "numpy.save"),
  ])
  func arrayReadersNameOtherFiles(bytes: [UInt8], found: String, advice: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/x.npy"
      try write(bytes, path)
      let errors = [
        failure { _ = try ArrayFile.read(path) }, failure { _ = try NpyFile.read(path) },
        failure { _ = try NpzFile.read(path) }, failure { _ = try SafetensorsFile(at: path) },
      ]
      for error in errors {
        #expect(error?.kind == .badData)
        #expect(error?.description.hasPrefix("\(path): found \(found)") == true)
      }
      #expect(errors[0]?.description.contains(advice) == true)
    }
  }

  @Test func arrayReadersNameEachOthersFiles() throws {
    let numpy = failure { _ = try SafetensorsFile(at: fixture("f4.npy")) }
    #expect(numpy?.description.contains("found a .npy array, expected a safetensors file") == true)
    let zip = failure { _ = try NpyFile.read(fixture("stored.npz")) }
    #expect(zip?.description.contains("found a zip archive, expected a .npy array") == true)
  }
}
