extension UCIHARFiles {
  /// The SHA-256 of each file's content along with that of the official file where it is known.
  func verify() throws(DatasetError) -> [VerifiedFile] {
    var names: [String] = []
    var paths: [String] = []
    func add(_ name: String, _ path: String?) {
      guard let path else { return }
      names.append(name)
      paths.append(path)
    }
    add(Self.activities, optional(Self.activities))
    for part in Self.parts {
      for name in [Self.labels(part), Self.subjects(part)] {
        add(name, try files.require(name, in: folder))
      }
      for name in (Self.bodyAcceleration + Self.angularVelocity).map({ Self.signal($0, part) }) {
        add(name, try files.require(name, in: folder))
      }
      for name in Self.totalAcceleration.map({ Self.signal($0, part) }) {
        add(name, optional(name))
      }
    }
    let digests = try inParallel(paths) { (path) throws(DatasetError) in
      try SHA256.digest(ofContent: path)
    }
    return names.indices.map { index in
      let expected = Self.checksums[names[index]]
      return VerifiedFile(
        path: paths[index], found: digests[index], expected: expected,
        remark: expected == nil ? "no known checksum" : nil)
    }
  }

  /// SHA-256 of the content of the official files; those of the body acceleration of the training
  /// part, and of its x axis in the test part, are not known.
  private static let checksums: [String: String] = [
    "train/Inertial Signals/total_acc_x_train.txt":
      "41a7fe1da7b529cc6c2c3d7df97c98752bea74d7a142673dd59c7820fad3b5e6",
    "train/Inertial Signals/total_acc_y_train.txt":
      "03bd3a80c0c04bf354597ad62920158b4b6605e157d856a1aab9abb357d40c5d",
    "train/Inertial Signals/total_acc_z_train.txt":
      "5be3b593f88d49bb8f740c1c41379fc928ea8608d706594ebbba81cd800a5a33",
    "train/Inertial Signals/body_gyro_x_train.txt":
      "423f6806f09059de3c1f443cf1d04a3c3907dc7ee17b5d296ed775b07aa6cde6",
    "train/Inertial Signals/body_gyro_y_train.txt":
      "42419d8aaefd1a319561998defb167bfa57f7e51d656b6012d5a59c0b10f5260",
    "train/Inertial Signals/body_gyro_z_train.txt":
      "05bc629faee918b0f5b99cd2e68f860c785889627ec8efeb85c29282f3963988",
    "test/Inertial Signals/total_acc_x_test.txt":
      "ea71c339c828561bc1dc6f7301a54aeb7e61e6312cb2387ebaea832ffd04203d",
    "test/Inertial Signals/total_acc_y_test.txt":
      "32692c617b40c16e020bf059a316bd6bf3a63d771f030dfc5fa4003f390b6f67",
    "test/Inertial Signals/total_acc_z_test.txt":
      "622ddf1d9532fbe340472074ef1edd1a2f58aa332682542bb36a8c03c9ba9e04",
    "test/Inertial Signals/body_gyro_x_test.txt":
      "fb4f27f13e4e08055043f34ed52f6d8bbe8ebce7dff9475ff92be03b3d3f607c",
    "test/Inertial Signals/body_gyro_y_test.txt":
      "d2501166b2b1f645b51f722fcf31f3aa1e9a3edae18d49322612f37b4495cb80",
    "test/Inertial Signals/body_gyro_z_test.txt":
      "90a18ce534be0dfc616cefdac9874e2ea599ae20421cd161361c2a33f40cfa5e",
    "test/Inertial Signals/body_acc_y_test.txt":
      "0ed0057b41f6870b16a6953ef17f6d42bc5542fa304319fb6b7f424dd3380f0b",
    "test/Inertial Signals/body_acc_z_test.txt":
      "a2b58317137533bdbf2342bf301ae854c15b1168259cc7b582c2dd131e3d81d5",
    "train/y_train.txt":
      "415b3357e2e2d5e70a45c781947c6bdd80e0410a579d862eedcd6bbce3c694ef",
    "train/subject_train.txt":
      "66e1e2fbe9b396fa5155f531dc3348c803f503be663e2318772d49947db9153a",
    "test/y_test.txt":
      "2a94cb53ca46b956c1b2aebd4a09a72badd8a8e9ea9cdfe9f31b3306a08666bb",
    "test/subject_test.txt":
      "63b8c577f4a85431c06bd87f6384608c90a9f72f05c7956dd21255dc63515c07",
    "activity_labels.txt":
      "f6e6b292704438261f0283b2a82659ab0661447dc16520938bdf379ed1bf8de0",
  ]
}

extension SHA256 {
  /// The digest of a file's content, of the inflated content where it is a gzip file.
  static func digest(ofContent path: String) throws(DatasetError) -> String {
    try digest(of: DatasetStream(path))
  }
}
